import Diagnostics
import Foundation
import Models
import Networks
import Tensors
import Testing

struct ModelTests {
    private static let weight = Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])

    private func network() throws -> Network {
        var builder = NetworkBuilder(inputShape: [3, 4, 4])
        let pool = try builder.add("pool", GlobalAveragePool(keepsAxes: false), Network.input)
        let dense = try builder.add("dense", Dense(weight: Self.weight, bias: nil), pool)
        let affine = ChannelAffine(
            scale: Tensor(shape: [2], elements: [2, -1]), shift: Tensor(shape: [2], elements: [1, 0]))
        let scores = try builder.add("scores", affine, dense)
        return builder.build(output: scores)
    }

    @Test func madeInMemory() throws {
        let model = try Model(name: "small", network: network(), labels: Labels(names: ["a", "b"]))
        #expect(model.network.nodes.map(\.name) == ["input", "pool", "scores"])
        #expect(model.network.nodes[model.output].name == "scores")
        #expect(model.files.isEmpty && model.parameterCount == 8 && model.classCount == 2)
        let input = Tensor(shape: [1, 3, 4, 4], repeating: 1)
        #expect(try model.value(for: input).elements == [13, -15])
        #expect(try model.foldingChange(input, workers: .one) < 1e-6)
        #expect(diagnostic { _ = try model.network.node(named: "dense") }?.id == "merged-layer")
        let pool = try Model(name: "small", network: network(), output: "pool")
        #expect(pool.labels.names == ["class 0", "class 1", "class 2"])
    }

    @Test func labelsMustFit() throws {
        let error = diagnostic { _ = try Model(name: "small", network: network(), labels: Labels(names: ["a"])) }
        #expect(error?.id == "label-count")
        #expect(error?.message == "there are 1 labels, and the model's output holds 2 classes")
    }

    @Test func loadedFromACard() throws {
        let scratch = try Scratch()
        let nodes = [WrittenNode("GlobalAveragePool", ["x"], ["g"]), WrittenNode("Flatten", ["g"], ["f"])]
        let graph = WrittenModel(inputShape: [nil, 3, nil, nil], nodes: nodes, outputs: ["f"])
        let path = try scratch.write(graph.data, "net.v2.onnx")
        let labels = try scratch.write(Data("red\ngreen\nblue\n".utf8), "labels.txt")
        let entries = [Setting.Entry(key: "crop", keyRange: nil, value: Setting("8"))]
        let log = DiagnosticLog()
        let model = try #require(Model.load(.path(path), input: entries, labels: labels, log: log))
        #expect(model.name == "net.v2" && model.network.inputShape == [3, 8, 8])
        #expect(model.files == [ModelFile(.graph, path), ModelFile(.labels, labels)])
        #expect(try model.labels.index(of: "green") == 1)

        #expect(Model.load(.path(path), input: [], labels: labels, log: log) == nil)
        #expect(log.all.map(\.id) == ["onnx-input"])
        let two = try scratch.write(Data("red\ngreen\n".utf8), "two.txt")
        let error = diagnostic {
            _ = try Model.load(file: path, preprocessing: model.preprocessing.settings, labels: two)
        }
        #expect(error?.id == "label-count" && place(of: error) == two)
    }

    @Test func probabilitiesSumToOne() {
        #expect(Model.probabilities(fromLogits: [1000, 1000]) == [0.5, 0.5])
        let probabilities = Model.probabilities(fromLogits: [0, 1, -200])
        #expect(abs(probabilities[1] - 0.731_058_578_630_004_9) < 1e-15 && probabilities[2] > 0)
    }
}
