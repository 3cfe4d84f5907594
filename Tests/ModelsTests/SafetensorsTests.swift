import Diagnostics
import Foundation
import Models
import Tensors
import Testing

struct SafetensorsTests {
    @Test(.enabled(if: SharedFiles.haveFormats, "the fixtures are not here"))
    func everyTypeReadsExactly() throws {
        let file = try SafetensorsFile(path: SharedFiles.path("fixtures/formats/dtypes.safetensors"))
        let entries = try SharedFiles.json("fixtures/formats/manifest.json")["entries"]?.arrayValue
        let tensors = try #require(
            entries?.first { $0["file"]?.stringValue == "dtypes.safetensors" }?["tensors"]?.objectValue)
        #expect(file.metadata == ["format": "pt"])
        #expect(Set(file.entries.map(\.name)) == Set(tensors.keys))
        for (name, expected) in tensors {
            let tensor = try file.tensor(named: name)
            #expect(tensor.shape == expected["shape"]?.integers, "\(name)")
            let values = (expected["values"]?.arrayValue ?? []).compactMap { $0.stringValue }
            #expect(
                tensor.elements.map(\.bitPattern) == values.compactMap { Double($0) }.map { Float($0).bitPattern },
                "\(name)")
        }
        #expect(diagnostic { _ = try file.weights(named: "special.f32") }?.id == "weights-not-finite")
        #expect(try file.weights(named: "f32").count == 30)
    }

    @Test func whatIsWrittenReadsBack() throws {
        let scratch = try Scratch()
        let tensors: [(name: String, value: Tensor)] = [
            ("b.weight", Tensor(shape: [2, 3], elements: [1, -2.5, 0, .leastNonzeroMagnitude, 4, 5])),
            ("a \"quoted\"\n", Tensor(shape: [], elements: [7])),
            ("empty", Tensor(shape: [0, 4])),
        ]
        let data = SafetensorsFile.encode(tensors, metadata: ["format": "pt", "a": "ö"])
        #expect(data == SafetensorsFile.encode(tensors.reversed(), metadata: ["a": "ö", "format": "pt"]))
        let file = try SafetensorsFile(path: scratch.write(data))
        #expect(file.entries.map(\.name) == ["a \"quoted\"\n", "b.weight", "empty"])
        #expect(file.metadata == ["format": "pt", "a": "ö"])
        for (name, value) in tensors { #expect(try file.tensor(named: name) == value) }
        let error = diagnostic { _ = try file.tensor(named: "b.wieght") }
        #expect(error?.message == "there is no tensor 'b.wieght'; did you mean 'b.weight'?")
    }

    private static func file(_ header: String, body: Int = 0, length: UInt64? = nil) -> Data {
        var writer = ProtobufWriter()
        writer.fixed(length ?? UInt64(header.utf8.count))
        return writer.data + Data(header.utf8) + Data(count: body)
    }

    static let a = #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#

    static let faults: [(Data, String)] = [
        (Data([1, 2, 3]), "ends inside the header's length"),
        (file("{}", length: 200), "header's length is given as 200"),
        (file("{}", length: .max), "header's length is given as 18446744073709551615"),
        (file("[]"), "'{' is expected"),
        (file("{}x"), "something follows"),
        (file("{\(a)"), "',' is expected"),
        (file("{\(a),\(a)}", body: 8), "'a' is listed twice"),
        (file("{\(a)}", body: 4), "tensor 'a' is said to lie at bytes 0 to 8 of 4"),
        (file("{\(a)}", body: 9), "1 bytes after tensor 'a' belong to no tensor"),
        (file(#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, body: 8), "tensor 'a' has the shape [3]"),
        (file(#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, body: 8), "not negative"),
        (
            file(#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, body: 8),
            "tensor 'a' has the shape"
        ),
        (file(#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, body: 8), "too large"),
        (file(#"{"a":{"dtype":"F8_E5M2","shape":[8],"data_offsets":[0,8]}}"#, body: 8), "type 'F8_E5M2'"),
        (file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, body: 8), "bytes 8 to 0"),
        (file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, body: 8), "1 offsets"),
        (file(#"{"a":{"dtype":"F32","shape":[2]}}"#, body: 8), "lacks dtype, shape or data_offsets"),
        (
            file(#"{"a":{"dtype":"F32","shape":[2],"stride":[1],"data_offsets":[0,8]}}"#, body: 8),
            "unknown key 'stride'"
        ),
        (
            file(#"{\#(a),"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, body: 12),
            "tensor 'b' overlaps tensor 'a'"
        ),
        (
            file(#"{\#(a),"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}"#, body: 16),
            "tensor 'b' leaves a gap after tensor 'a'"
        ),
        (file("{\"a\u{1}\":{}}"), "control character"),
        (file(#"{"\ud800":{}}"#), "surrogate"),
    ]

    @Test(arguments: faults.indices)
    func faultsAreNamed(_ index: Int) throws {
        let (data, expected) = Self.faults[index]
        let scratch = try Scratch()
        let path = try scratch.write(data)
        let error = diagnostic { _ = try SafetensorsFile(path: path) }
        #expect(error?.id == "bad-safetensors")
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
        #expect(place(of: error) == path)
    }

    @Test func damageThrowsOrLoads() throws {
        let sound = SafetensorsFile.encode(
            [("a", Tensor(shape: [2, 2], elements: [1, 2, 3, 4])), ("b", Tensor(shape: [3], elements: [5, 6, 7]))],
            metadata: ["format": "pt"])
        let scratch = try Scratch()
        var refused = 0
        for damaged in damages(of: sound, flips: 3000) {
            let path = try scratch.write(damaged)
            do {
                let file = try SafetensorsFile(path: path)
                for entry in file.entries { _ = try file.tensor(named: entry.name) }
            } catch {
                refused += 1
            }
        }
        #expect(refused >= sound.count)
    }

    @Test func filesThatCannotBeMapped() throws {
        let scratch = try Scratch()
        let empty = try scratch.write(Data(), "empty")
        #expect(diagnostic { _ = try MappedFile(path: empty) }?.id == "empty-file")
        #expect(diagnostic { _ = try MappedFile(path: scratch.folder.path) }?.id == "not-a-file")
        let missing = scratch.folder.path + "/none"
        let error = diagnostic { _ = try MappedFile(path: missing) }
        #expect(error?.id == "missing-file" && place(of: error) == missing)
        let pipe = scratch.folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(diagnostic { _ = try MappedFile(path: pipe) }?.id == "not-a-file")
        let mapped = try MappedFile(path: scratch.write(Data([1, 2, 3, 4, 5]), "five"))
        #expect(mapped.integer(at: 1, as: UInt32.self) == 0x0504_0302)
        #expect(mapped.integer(at: 2, as: UInt32.self) == nil && mapped.integer(at: -1, as: UInt8.self) == nil)
        #expect(mapped.integer(at: .max, as: UInt64.self) == nil)
    }
}

/// A file cut short at every length, and with bytes changed by a fixed sequence.
func damages(of data: Data, flips: Int) -> [Data] {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func next() -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33)
    }
    let cut = (1..<data.count).map { data.prefix($0) }
    let changed = (0..<flips).map { flip in
        var copy = data
        for _ in 0...(flip % 3) { copy[next() % data.count] = UInt8(next() & 0xFF) }
        return copy
    }
    return cut + changed
}
