import Diagnostics
import Foundation
import Models
import Tensors
import Testing

/// Archives and pickles that are damaged, lie, or ask for more than weights.
struct TorchFaultTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let storage = (1...6).reduce(into: Data()) { data, number in
        withUnsafeBytes(of: Float(number).bitPattern.littleEndian) { data += $0 }
    }

    private func weights(_ archive: ZipWriter) throws -> Tensor {
        try WeightsFile(path: scratch.write(archive.data)).weights(named: "w")
    }

    @Test func whatTheWritersWriteIsSound() throws {
        let plain = ZipWriter.torch(PickleWriter.tensor(), storage: Self.storage)
        #expect(try weights(plain) == Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6]))
        let turned = PickleWriter.tensor(shape: [3, 2], strides: [1, 3])
        #expect(try weights(.torch(turned, storage: Self.storage)).elements == [1, 4, 2, 5, 3, 6])
        let part = PickleWriter.tensor(offset: 1, shape: [2, 1, 2], strides: [3, .max, 1])
        #expect(try weights(.torch(part, storage: Self.storage)).elements == [2, 3, 5, 6])
    }

    @Test func largeArchivesAreRead() throws {
        var archive = ZipWriter.torch(PickleWriter.tensor(), storage: Self.storage)
        archive.isLarge = true
        for index in archive.entries.indices { archive.entries[index].isLarge = true }
        #expect(try weights(archive).elements == [1, 2, 3, 4, 5, 6])
    }

    @Test func theHighestByteMayComeFirst() throws {
        let swapped = Data(
            stride(from: 0, to: 24, by: 4).flatMap { Self.storage[$0..<$0 + 4].reversed() })
        let archive = ZipWriter.torch(PickleWriter.tensor(), storage: swapped, byteOrder: "big")
        #expect(try weights(archive).elements == [1, 2, 3, 4, 5, 6])
        let error = diagnostic { _ = try weights(.torch(PickleWriter.tensor(), byteOrder: "middle")) }
        #expect(error?.message.contains("byte order") == true)
    }

    static let lies: [(String, Data, String)] = [
        (
            "longer than its storage", PickleWriter.tensor(shape: [2, 4], strides: [4, 1]),
            "does not fit its storage of 6"
        ),
        ("begins too late", PickleWriter.tensor(offset: 1), "does not fit"),
        ("begins at a negative place", PickleWriter.tensor(offset: -1), "does not fit"),
        ("negative stride", PickleWriter.tensor(strides: [3, -1]), "does not fit"),
        ("negative extent", PickleWriter.tensor(shape: [-2, -3]), "does not fit"),
        ("2⁶³ − 1 elements", PickleWriter.tensor(shape: [.max], strides: [1]), "does not fit"),
        ("product beyond 2⁶³", PickleWriter.tensor(shape: [1 << 32, 1 << 32], strides: [0, 0]), "does not fit"),
        ("repeated elements", PickleWriter.tensor(shape: [1 << 30], strides: [0]), "does not fit"),
        ("strides beyond 2⁶³", PickleWriter.tensor(shape: [3, 2], strides: [.max, .max]), "does not fit"),
        ("strides of another count", PickleWriter.tensor(strides: [1]), "does not fit"),
        (
            "storage longer than its entry", PickleWriter.tensor(count: 7),
            "7 elements of F32, which do not fill 24 bytes"
        ),
        ("storage of 2⁶³ − 1", PickleWriter.tensor(count: .max), "do not fill 24 bytes"),
        ("storage of a negative count", PickleWriter.tensor(count: -1), "storage is not described"),
        ("storage of another type", PickleWriter.tensor(type: "DoubleStorage", count: 6), "do not fill 24 bytes"),
        ("unknown storage", PickleWriter.tensor(key: "1"), "the elements of 'w' are missing"),
        ("storage by a path", PickleWriter.tensor(key: "../data.pkl"), "the elements of 'w' are missing"),
        ("complex numbers", PickleWriter.tensor(type: "ComplexFloatStorage"), "'torch.ComplexFloatStorage'"),
        ("a call of the system", PickleWriter.raw("cos\nsystem\n(X\u{4}\0\0\0truetR."), "'os.system'"),
        ("a call of eval", PickleWriter.raw("c__builtin__\neval\n(tR."), "'__builtin__.eval'"),
        ("a neighbour of what is allowed", PickleWriter.raw("ctorch._utils\n_rebuild\n."), "'torch._utils._rebuild'"),
        ("an object", PickleWriter.raw("(icollections\nOrderedDict\n."), "operation 105"),
        ("end of nothing", PickleWriter.raw("."), "ends in the middle"),
        ("two values", PickleWriter.raw("NN."), "ends in the middle"),
        ("no end", PickleWriter.raw("N"), "cut off"),
        ("a mark that is not there", PickleWriter.raw("Nt."), "a mark is missing"),
        ("a value below a mark", PickleWriter.raw("N(\u{71}\u{1}."), "a value is missing"),
        ("a value never made", PickleWriter.raw("h\u{7}."), "used before it is made"),
        ("a text beyond the end", PickleWriter.raw("X\u{7f}\u{7f}\u{7f}\u{7f}a."), "bytes are announced"),
        ("an item for no dictionary", PickleWriter.raw("]NNs."), "something else than a dictionary"),
        ("an element for no list", PickleWriter.raw("}Na."), "something else than a list"),
        ("half an item", PickleWriter.raw("}(Nu."), "something else than a dictionary"),
        ("attributes of a list", PickleWriter.raw("]}b."), "attributes"),
        ("a call of a text", PickleWriter.raw("X\u{1}\0\0\0a)R."), "called that is no function"),
        ("a long number", Data([0x80, 2, 0x8A, 9]) + Data(count: 9) + Data(".".utf8), "a number has 9 bytes"),
        ("another protocol", Data([0x80, 9]) + Data("N.".utf8), "protocol 9"),
        (
            "tuples in tuples",
            Data([0x80, 2]) + Data("N".utf8) + Data(repeating: 0x85, count: 1 << 20) + Data(".".utf8), "no dictionary"
        ),
        ("no tensor in it", PickleWriter.raw("}X\u{1}\0\0\0aNs."), "no dictionary of tensors"),
    ]

    @Test(arguments: lies.indices)
    func aLieIsAnError(_ index: Int) throws {
        let (name, pickle, complaint) = Self.lies[index]
        let error = diagnostic { _ = try weights(.torch(pickle, storage: Self.storage)) }
        #expect(error?.message.contains(complaint) == true, "\(name): \(error?.message ?? "")")
        #expect(["bad-torch-file", "torch-not-weights"].contains(error?.id ?? ""), "\(name)")
        #expect(error?.notes.isEmpty == false, "\(name)")
    }

    /// A short pickle that asks for the same long list again and again.
    @Test func memoryIsNotTakenManyTimes() throws {
        var pickle = Data([0x80, 2]) + Data("]".utf8) + Data([UInt8(ascii: "q"), 0])
        pickle += Data([UInt8(ascii: "N"), UInt8(ascii: "N"), 0x86, UInt8(ascii: "q"), 1, UInt8(ascii: "a")])
        pickle += Data("(".utf8)
        for _ in 0..<100_000 { pickle += Data([UInt8(ascii: "h"), 1]) }
        pickle += Data("e".utf8)
        for _ in 0..<10_000 {
            pickle += Data("ccollections\nOrderedDict\n".utf8) + Data([UInt8(ascii: "h"), 0, 0x85]) + Data("R".utf8)
        }
        let error = diagnostic { _ = try weights(.torch(pickle + Data(".".utf8))) }
        #expect(error?.message.contains("too large") == true)
    }

    @Test func archivesThatLieAreErrors() throws {
        let sound = ZipWriter.torch(PickleWriter.tensor(), storage: Self.storage)
        let faults: [(String, (inout ZipWriter) -> Void, String)] = [
            ("compressed", { $0.entries[1].method = 8 }, "'archive/data/0' is compressed"),
            ("encrypted", { $0.entries[1].flags = 1 }, "'archive/data/0' is encrypted"),
            ("longer than the file", { $0.entries[1].size = 1 << 30 }, "1073741824 bytes"),
            (
                "2⁶³ bytes",
                {
                    $0.entries[1].size = 1 << 63
                    $0.entries[1].isLarge = true
                }, "9223372036854775808 bytes"
            ),
            ("header elsewhere", { $0.entries[1].header = 3 }, "no header of its own"),
            (
                "header beyond the end",
                {
                    $0.entries[1].header = .max
                    $0.entries[1].isLarge = true
                }, "no header of its own"
            ),
            ("same name twice", { $0.entries.append($0.entries[1]) }, "listed twice"),
            ("more entries than there are", { $0.count = 3 }, "said to hold 3 entries in 122 bytes"),
            (
                "more entries than follow",
                {
                    $0.entries.append(.init(name: String(repeating: "n", count: 100), data: Data()))
                    $0.count = 4
                }, "directory ends early"
            ),
            ("many more", { $0.count = 60_000 }, "said to hold 60000 entries"),
            ("no pickle", { $0.entries[0].name = "archive/other" }, "torch.save did not write it"),
            ("a program", { $0.entries.append(.init(name: "archive/constants.pkl", data: Data())) }, "TorchScript"),
        ]
        for (name, change, complaint) in faults {
            var archive = sound
            change(&archive)
            let error = diagnostic { _ = try weights(archive) }
            #expect(error?.message.contains(complaint) == true, "\(name): \(error?.message ?? "")")
            #expect(error?.notes.isEmpty == false, "\(name)")
        }
    }
}
