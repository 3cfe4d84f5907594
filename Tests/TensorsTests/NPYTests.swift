import Diagnostics
import Foundation
import Tensors
import Testing

@Suite struct NPYTests {
    @Test(arguments: [[], [3], [2, 3], [1, 3, 4, 5], [0, 4]])
    func roundTrip(shape: [Int]) throws {
        let count = shape.reduce(1, *)
        let tensor = Tensor(shape: shape, elements: (0..<count).map { Float($0) * 0.37 - 1 })
        let data = NPY.encode(tensor)
        // The format aligns the elements to 64 bytes.
        #expect((data.count - 4 * count) % 64 == 0)
        #expect(try NPY.decode(data, name: "x.npy") == tensor)
    }

    /// Every prefix and many corruptions of a file are an error or a tensor, never a trap.
    @Test func damagedFilesAreErrors() throws {
        let data = NPY.encode(Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6]))
        for length in 0..<data.count {
            #expect(throws: Diagnostic.self) { try NPY.decode(data.prefix(length), name: "x.npy") }
        }
        var random = RandomStream(seed: 4, purpose: "damage")
        for _ in 0..<3000 {
            var damaged = data
            damaged[random.integer(below: data.count)] = UInt8(random.integer(below: 256))
            _ = try? NPY.decode(damaged, name: "x.npy")
        }
    }

    @Test func liesAboutSizeAreErrors() {
        for shape in ["(4611686018427387904, 4)", "(-1, 3)", "(9999999999999999999999,)", "(1000000,)"] {
            var header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
            header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
            let data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)) + Data(count: 24)
            #expect(throws: Diagnostic.self, "\(shape)") { try NPY.decode(data, name: "x.npy") }
        }
    }

    /// Arrays that NumPy wrote, in other orders and types.
    ///
    /// Skipped where the shared fixtures are absent.
    @Test(
        .enabled(if: SharedFixtures.isPresent, "the shared fixtures are absent"),
        arguments: ["fortran.npy", "big_endian.npy", "float64.npy", "version2.npy"])
    func readsWhatNumPyWrites(name: String) throws {
        struct Manifest: Decodable {
            struct Entry: Decodable {
                let values: [Double]?

                enum CodingKeys: String, CodingKey {
                    case values = "values_row_major"
                }
            }
            let entries: [Entry]
        }
        let folder = SharedFixtures.folder + "/formats/"
        let manifest = try JSONDecoder().decode(
            Manifest.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "manifest.json")))
        let expected = try #require(manifest.entries.compactMap(\.values).first)
        let tensor = try NPY.decode(Data(contentsOf: URL(fileURLWithPath: folder + name)), name: name)
        #expect(tensor.shape == [3, 4])
        #expect(tensor.elements == expected.map { Float($0) })
    }
}

enum SharedFixtures {
    static let folder: String = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let shared =
            ProcessInfo.processInfo.environment["VITRINE_SHARED"]
            ?? root.deletingLastPathComponent().appendingPathComponent("shared").path
        return shared + "/fixtures"
    }()

    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder + "/formats/manifest.json") }
}
