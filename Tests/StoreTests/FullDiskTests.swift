import Diagnostics
import Foundation
import Store
import Testing

/// A disk of 256 KiB, mounted on a folder.
private struct SmallDisk: ~Copyable {
    let path: String

    init(on path: String) throws {
        let arguments = ["-t", "tmpfs", "-o", "size=256k", "vitrine-store-tests", path]
        guard output(of: "/usr/bin/mount", arguments) != nil else { throw CocoaError(.featureUnsupported) }
        self.path = path
    }

    deinit {
        _ = output(of: "/usr/bin/umount", [path])
    }

    /// Mounting needs root, and a container may forbid it even then.
    static let isPossible: Bool = {
        do {
            let folder = try TemporaryFolder()
            _ = try SmallDisk(on: folder.path)
            return true
        } catch {
            return false
        }
    }()
}

@Suite(.enabled(if: SmallDisk.isPossible, "a small disk can only be mounted by root"), .serialized)
struct FullDiskTests {
    @Test func aFullDiskIsADiagnosticAndSpoilsNothing() throws {
        let folder = try TemporaryFolder()
        let disk = try SmallDisk(on: folder.path)
        let store = try ResultStore(directory: disk.path + "/store")
        let small = Digest(of: Data("small".utf8))
        let large = Digest(of: Data("large".utf8))
        try store.write(key: small, body: .null, blobs: ["a": Data(repeating: 1, count: 50_000)])
        let failure = #expect(throws: Diagnostic.self) {
            try store.write(key: large, body: .null, blobs: ["a": Data(repeating: 2, count: 1_000_000)])
        }
        #expect(failure?.id == "disk-full")
        #expect(failure?.place?.description.hasPrefix(disk.path + "/store/cas/") == true)
        #expect(failure?.notes.contains { $0.message.contains("--cache") } == true)
        #expect(store.record(for: large).isMiss)
        #expect(store.verified(small).hit != nil)
        #expect(try store.statistics().temporaryCount == 0)
        #expect(try store.verify().isWhole)
        // There is room again for what fits.
        try store.write(key: large, body: .null, blobs: ["a": Data(repeating: 3, count: 50_000)])
        #expect(store.verified(large).hit != nil)
    }

    @Test func aFileThatDoesNotFitLeavesTheOldOne() throws {
        let folder = try TemporaryFolder()
        let disk = try SmallDisk(on: folder.path)
        let path = disk.path + "/page.html"
        try writeAtomically(Data("old".utf8), to: path)
        let failure = #expect(throws: Diagnostic.self) { try writeAtomically(Data(count: 1_000_000), to: path) }
        #expect(failure?.id == "disk-full")
        #expect(failure?.place?.description == path)
        #expect(try contents(path) == Data("old".utf8))
        #expect(try names(in: disk.path) == ["page.html"])
    }
}
