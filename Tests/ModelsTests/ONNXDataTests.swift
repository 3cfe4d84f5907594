import Diagnostics
import Foundation
import Models
import Networks
import Tensors
import Testing

/// Weights in every way an ONNX file may hold them.
struct ONNXDataTests {
    /// 1, −2, 0.5 where the type has fractions, else 1, −2, 3, or without a sign 1, 0, 1.
    struct Typed: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let dataType: Int
        let values: [Float]
        let write: @Sendable (inout ProtobufWriter) -> Void
    }

    private static let signed: [Float] = [1, -2, 3]
    private static let fractions: [Float] = [1, -2, 0.5]
    private static let bits: [Float] = [1, 0, 1]

    private static func packed(_ body: (inout ProtobufWriter) -> Void) -> Data {
        var writer = ProtobufWriter()
        body(&writer)
        return writer.data
    }

    private static func varints(_ field: Int, _ values: [Int]) -> @Sendable (inout ProtobufWriter) -> Void {
        { message in
            message.bytes(field, packed { for value in values { $0.varint(UInt64(bitPattern: Int64(value))) } })
        }
    }

    private static func raw<Word: FixedWidthInteger & Sendable>(
        _ words: [Word]
    ) -> @Sendable (inout ProtobufWriter) -> Void {
        { message in message.bytes(9, packed { for word in words { $0.fixed(word) } }) }
    }

    static let typed = [
        Typed(testDescription: "FLOAT raw", dataType: 1, values: fractions, write: raw(fractions.map(\.bitPattern))),
        Typed(testDescription: "FLOAT unpacked", dataType: 1, values: fractions) { message in
            for value in fractions { message.float(4, value) }
        },
        Typed(testDescription: "FLOAT packed in two pieces", dataType: 1, values: fractions) { message in
            message.bytes(4, packed { $0.fixed(fractions[0].bitPattern) })
            message.bytes(4, packed { for value in fractions.dropFirst() { $0.fixed(value.bitPattern) } })
        },
        Typed(
            testDescription: "DOUBLE raw", dataType: 11, values: fractions,
            write: raw(fractions.map { Double($0).bitPattern })),
        Typed(testDescription: "DOUBLE packed", dataType: 11, values: fractions) { message in
            message.bytes(10, packed { for value in fractions { $0.fixed(Double(value).bitPattern) } })
        },
        Typed(
            testDescription: "FLOAT16 raw", dataType: 10, values: fractions,
            write: raw([0x3C00, 0xC000, 0x3800] as [UInt16])),
        Typed(
            testDescription: "FLOAT16 in int32_data", dataType: 10, values: fractions,
            write: varints(5, [0x3C00, 0xC000, 0x3800])),
        Typed(
            testDescription: "BFLOAT16 raw", dataType: 16, values: fractions,
            write: raw([0x3F80, 0xC000, 0x3F00] as [UInt16])),
        Typed(
            testDescription: "BFLOAT16 in int32_data", dataType: 16, values: fractions,
            write: varints(5, [0x3F80, 0xC000, 0x3F00])),
        Typed(testDescription: "INT64 raw", dataType: 7, values: signed, write: raw([1, -2, 3] as [Int64])),
        Typed(testDescription: "INT64 packed", dataType: 7, values: signed, write: varints(7, [1, -2, 3])),
        Typed(testDescription: "INT64 unpacked", dataType: 7, values: signed) { message in
            for value in [1, -2, 3] { message.integer(7, value) }
        },
        Typed(testDescription: "INT32 raw", dataType: 6, values: signed, write: raw([1, -2, 3] as [Int32])),
        Typed(testDescription: "INT32 packed", dataType: 6, values: signed, write: varints(5, [1, -2, 3])),
        Typed(testDescription: "INT16 raw", dataType: 5, values: signed, write: raw([1, -2, 3] as [Int16])),
        Typed(testDescription: "INT8 raw", dataType: 3, values: signed, write: raw([1, -2, 3] as [Int8])),
        Typed(testDescription: "INT8 in int32_data", dataType: 3, values: signed, write: varints(5, [1, -2, 3])),
        Typed(testDescription: "UINT8 raw", dataType: 2, values: [1, 254, 3], write: raw([1, 254, 3] as [UInt8])),
        Typed(testDescription: "BOOL raw", dataType: 9, values: bits, write: raw([1, 0, 1] as [UInt8])),
        Typed(testDescription: "BOOL in int32_data", dataType: 9, values: bits, write: varints(5, [1, 0, 1])),
    ]

    /// y = x + c on zeros, c cast to float32 where it is an integer.
    private static func adding(_ tensor: WrittenTensor) -> WrittenModel {
        WrittenModel(
            inputShape: [1, 3, 1, 1],
            nodes: [
                WrittenNode("Cast", ["c"], ["d"], [("to", .integer(1))]),
                WrittenNode("Unsqueeze", ["d", "axes"], ["e"]),
                WrittenNode("Add", ["x", "e"], ["y"]),
            ],
            tensors: [tensor, .integers("axes", [2], [1, 2])])
    }

    /// A layer's type and that of constants, of integers too; where layers are cast nothing changes.
    @Test func castLikeTakesTheTypeOfItsSecondInput() throws {
        let model = WrittenModel(
            opset: 15, inputShape: [1, 3, 1, 1],
            nodes: [
                WrittenNode("CastLike", ["c", "i"], ["whole"]), WrittenNode("CastLike", ["whole", "c"], ["d"]),
                WrittenNode("CastLike", ["i", "x"], ["e"]), WrittenNode("Add", ["d", "e"], ["f"]),
                WrittenNode("CastLike", ["x", "f"], ["z"]), WrittenNode("CastLike", ["z", "x"], ["v"]),
                WrittenNode("Add", ["v", "f"], ["y"]),
            ],
            tensors: [.floats("c", [3, 1, 1], [1.5, -2.5, 4]), .integers("i", [1], [7])])
        let scratch = try Scratch()
        #expect(try Self.run(scratch.write(model.data)) == [8, 5, 11])
    }

    private static func run(_ path: String) throws -> [Float] {
        let network = try ONNXImport.network(MappedFile(path: path)).network
        let execution = Execution(network, reads: [network.output], for: .forward)
        try execution.forward(Tensor(shape: [1] + network.inputShape), workers: .one)
        return execution.value(of: network.output).elements
    }

    @Test(arguments: typed)
    func initializer(_ typed: Typed) throws {
        let scratch = try Scratch()
        let tensor = WrittenTensor(name: "c", shape: [3], dataType: typed.dataType, write: typed.write)
        #expect(try Self.run(scratch.write(Self.adding(tensor).data)) == typed.values)
        // The same elements, but a shape of one more.
        let lying = WrittenTensor(name: "c", shape: [4], dataType: typed.dataType, write: typed.write)
        let error = diagnostic { _ = try Self.run(scratch.write(Self.adding(lying).data)) }
        #expect(error?.id == "bad-onnx")
        #expect(error?.message.contains("tensor 'c' of shape [4]") == true)
    }

    private static func external(_ entries: [(String, String)], shape: [Int] = [3]) -> WrittenTensor {
        WrittenTensor(name: "c", shape: shape, dataType: 1) { message in
            for (key, value) in entries {
                message.message(13) {
                    $0.text(1, key)
                    $0.text(2, value)
                }
            }
            message.integer(14, 1)
        }
    }

    private static let elements = [9, 1, -2, 0.5, 9].reduce(into: ProtobufWriter()) { $0.fixed(Float($1).bitPattern) }
        .data

    @Test func externalDataIsRead() throws {
        let scratch = try Scratch()
        let inner = scratch.folder.appending(path: "inner")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        try Self.elements.write(to: inner.appending(path: "weights.bin"))
        let tensor = Self.external([("location", "inner/weights.bin"), ("offset", "4"), ("length", "12")])
        let path = try scratch.write(Self.adding(tensor).data)
        #expect(try Self.run(path) == [1, -2, 0.5])
        let result = try ONNXImport.network(MappedFile(path: path))
        #expect(result.externalPaths == [inner.appending(path: "weights.bin").path])
    }

    static let faults: [([(String, String)], String, String)] = [
        ([("location", "../weights.bin")], "path-leads-out", "outside the model's folder"),
        ([("location", "inner/../../weights.bin")], "path-leads-out", "outside the model's folder"),
        ([("location", "/etc/hostname")], "path-leads-out", "outside the model's folder"),
        ([("location", "link.bin")], "path-leads-out", "outside the model's folder"),
        ([("location", "missing.bin")], "missing-file", "external data"),
        ([("offset", "0")], "bad-onnx", "is not named"),
        ([("location", "weights.bin"), ("offset", "12")], "bad-onnx", "at byte 12 of 'weights.bin', which has 20"),
        ([("location", "weights.bin"), ("offset", "-4")], "bad-onnx", "the offset '-4'"),
        ([("location", "weights.bin"), ("offset", "99999999999999999999")], "bad-onnx", "the offset '9999"),
        ([("location", "weights.bin"), ("length", "8")], "bad-onnx", "needs 12 bytes, and 8 are given"),
    ]

    @Test(arguments: faults.indices)
    func externalDataThatIsRefused(_ index: Int) throws {
        let (entries, id, message) = Self.faults[index]
        let (scratch, outside) = (try Scratch(), try Scratch())
        _ = try scratch.write(Self.elements, "weights.bin")
        let target = try outside.write(Self.elements, "weights.bin")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.folder.appending(path: "link.bin").path, withDestinationPath: target)
        let path = try scratch.write(Self.adding(Self.external(entries)).data)
        let error = diagnostic { _ = try Self.run(path) }
        #expect(error?.id == id)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func externalShapeBeyondTheFileTakesNoMemory() throws {
        let scratch = try Scratch()
        _ = try scratch.write(Self.elements, "weights.bin")
        for shape in [[1 << 39], [1 << 62], [3, -1], [0, 1 << 40, 1 << 40]] {
            let tensor = Self.external([("location", "weights.bin")], shape: shape)
            let path = try scratch.write(Self.adding(tensor).data)
            #expect(diagnostic { _ = try Self.run(path) }?.id == "bad-onnx", "\(shape)")
        }
    }
}
