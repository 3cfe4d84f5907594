import Diagnostics
import Foundation
import Models
import Tensors
import Testing

/// Files that torch.save wrote, from Tests/Goldens/architectures.py.
struct TorchFileTests {
    private let scratch: Scratch
    private let files: JSON

    init() throws {
        scratch = try Scratch()
        files = try Goldens.json("torch_files.json")
    }

    private func data(_ name: String) throws -> Data {
        let text = try #require(files[name]?.stringValue)
        return try #require(Data(base64Encoded: text))
    }

    private func path(_ name: String) throws -> String { try scratch.write(data(name), name + ".pth") }

    @Test(arguments: ["zip", "stream", "protocol4"])
    func everyKindOfTensorReadsExactly(_ name: String) throws {
        let file = try WeightsFile(path: path(name))
        let shapes = try #require(files["shapes"]?.objectValue)
        #expect(Set(file.shapes.keys) == Set(shapes.keys) && shapes.count == 12)
        for (tensor, shape) in shapes {
            let value = try file.weights(named: tensor)
            #expect(value.shape == shape.integers && file.shapes[tensor] == shape.integers, "\(tensor)")
            #expect(value.elements == (files["values"]?[tensor]?.numbers ?? []).map(Float.init), "\(tensor)")
        }
    }

    @Test(arguments: ["module", "moduleStream", "checkpoint", "optimizer"])
    func aModulesStateReads(_ name: String) throws {
        let file = try WeightsFile(path: path(name))
        #expect(
            file.shapes == [
                "0.weight": [2, 1, 2, 2], "0.bias": [2], "1.weight": [2], "1.bias": [2], "1.running_mean": [2],
                "1.running_var": [2], "1.num_batches_tracked": [],
            ])
        for (tensor, shape) in file.shapes where !tensor.hasSuffix("tracked") {
            #expect(
                try file.weights(named: tensor) == HashedTensors.weight(tensor, shape: shape), "\(tensor)")
        }
    }

    @Test func whatIsNoStateDictionaryIsRefused() throws {
        let whole = diagnostic { _ = try WeightsFile(path: path("wholeModule")) }
        #expect(whole?.id == "torch-not-weights")
        #expect(whole?.message.contains("'torch.nn.modules.container.Sequential'") == true)
        #expect(diagnostic { _ = try WeightsFile(path: path("list")) }?.message.contains("no dictionary") == true)
    }

    /// Cut off anywhere, a file gives an error.
    @Test(arguments: ["zip", "stream"])
    func everyTruncationIsAnError(_ name: String) throws {
        let data = try data(name)
        for count in stride(from: 1, to: data.count, by: 7) {
            let cut = try scratch.write(data.prefix(count), "cut")
            #expect(diagnostic { _ = try WeightsFile(path: cut) } != nil, "\(count) bytes")
        }
    }

    /// A byte changed anywhere gives an error or other numbers, and never a trap.
    @Test(arguments: ["module", "moduleStream"])
    func everyChangedByteIsSurvived(_ name: String) throws {
        let data = try data(name)
        var (errors, survivals) = (0, 0)
        for place in data.indices {
            for bits in [0x01, 0x80, 0xFF] as [UInt8] {
                var changed = data
                changed[place] ^= bits
                let path = try scratch.write(changed, "changed")
                do throws(Diagnostic) {
                    let file = try WeightsFile(path: path)
                    for (tensor, shape) in file.shapes {
                        let value = try file.weights(named: tensor)
                        #expect(value.shape == shape)
                    }
                    survivals += 1
                } catch {
                    errors += 1
                }
            }
        }
        #expect(errors > 100 && survivals > 100)
    }
}
