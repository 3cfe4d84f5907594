import Diagnostics
import Models
import Networks
import Testing

/// A local response normalization that a graph writes as several nodes; that the results are right is seen in
/// `OperatorCaseTests`.
struct LocalResponseTests {
    private func network(_ model: WrittenModel) throws -> Network {
        let scratch = try Scratch()
        return try ONNXImport.network(MappedFile(path: scratch.write(model.data))).network
    }

    private func model(_ change: (inout WrittenModel) -> Void) -> WrittenModel {
        var model = OperatorCases.normalization(5, 2, 2)
        change(&model)
        return model
    }

    private func isOneLayer(_ model: WrittenModel) throws -> Bool {
        let network = try network(model)
        let count = network.nodes.count { $0.operation is LocalResponseNormalization }
        #expect(count == 0 || network.nodes.count == 2)
        return count == 1
    }

    @Test func itsNumbersAreTaken() throws {
        for (model, size) in [
            (OperatorCases.normalization(5, 2, 2), 5), (OperatorCases.normalization(4, 1, 2), 4),
            (OperatorCases.normalization(3, 1, 1, squareByPower: true), 3), (OperatorCases.normalization(1, 0, 0), 0),
            (OperatorCases.withBranch, 5),
        ] {
            let network = try network(model)
            let found = network.nodes.compactMap { $0.operation as? LocalResponseNormalization }.first
            #expect(found?.size == (size == 0 ? nil : size))
            guard let found else { continue }
            #expect(found.alpha == 0.5 && found.k == 2 && found.beta == 0.75)
        }
    }

    @Test func itsPartsAreNotedAsMerged() throws {
        let network = try network(OperatorCases.normalization(5, 2, 2))
        #expect(try network.node(named: "divide") == 1)
        #expect(try network.node(named: "y") == 1)
        for part in [
            "square", "q", "view", "v", "pad", "w", "mean", "m", "squeeze", "u", "scale", "l", "shift", "n", "power",
            "d",
        ] {
            let error = diagnostic { _ = try network.node(named: part) }
            #expect(error?.id == "merged-layer", "\(part)")
            #expect(error?.message.contains("ask for 'divide'") == true)
        }
    }

    @Test func otherNumbersLeaveItInParts() throws {
        #expect(try isOneLayer(model { _ in }))
        #expect(try !isOneLayer(OperatorCases.normalization(4, 2, 1)))
        #expect(try !isOneLayer(OperatorCases.normalization(5, 2, 2, value: 0.5)))
        let changes: [(inout WrittenModel) -> Void] = [
            // The square is a third power.
            {
                $0.nodes[0] = WrittenNode("Pow", ["x", "three"], ["q"])
                $0.tensors.append(.floats("three", [], [3]))
            },
            // What is squared is not what is divided.
            {
                $0.nodes.insert(WrittenNode("Relu", ["x"], ["r"]), at: 0)
                $0.nodes[1] = WrittenNode("Mul", ["r", "r"], ["q"])
            },
            // A factor for each channel.
            { $0.tensors[4] = .pattern("alpha", [6, 1, 1], seed: 1) },
            // The sum is read elsewhere, too.
            {
                $0.nodes.append(WrittenNode("Relu", ["n"], ["z"]))
                $0.outputs = ["y", "z"]
            },
            { $0.outputs = ["y", "m"] },
            // The window lies along the rows.
            { model in
                model.tensors[0] = .integers("s", [5], [-1, 1, 2, 6, 1])
                model.tensors[1] = .integers("p", [10], [0, 0, 0, 2, 0, 0, 0, 0, 2, 0])
                model.nodes[3].attributes[0] = ("kernel_shape", .integers([1, 5, 1]))
                model.nodes[4] = WrittenNode("Reshape", ["m", "back"], ["u"])
                model.tensors.append(.integers("back", [4], [-1, 6, 2, 1]))
            },
            // Every second channel, none left over.
            { model in
                model.tensors[1] = .integers("p", [10], [0, 0, 2, 0, 0, 0, 0, 7, 0, 0])
                model.nodes[3].attributes[1] = ("strides", .integers([2, 1, 1]))
            },
        ]
        for (index, change) in changes.enumerated() { #expect(try !isOneLayer(model(change)), "change \(index)") }
    }

    /// Padding that the average does not count.
    @Test func paddingOfThePoolMustCount() throws {
        for counts in [true, false] {
            let model = model { model in
                model.nodes[2] = WrittenNode("Identity", ["v"], ["w0"])
                model.nodes[3] = WrittenNode(
                    "AveragePool", ["v"], ["m"],
                    [
                        ("kernel_shape", .integers([5, 1, 1])), ("pads", .integers([2, 0, 0, 2, 0, 0])),
                        ("count_include_pad", .integer(counts ? 1 : 0)),
                    ])
                model.nodes.remove(at: 2)
            }
            #expect(try isOneLayer(model) == counts)
        }
    }

    @Test func whatIsNotSupportedInItIsNamed() throws {
        let model = model { $0.nodes[7] = WrittenNode("Einsum", ["n", "beta"], ["d"], name: "power") }
        let error = diagnostic { _ = try network(model) }
        #expect(error?.message.contains("not supported: Einsum at 'power'") == true)
    }
}
