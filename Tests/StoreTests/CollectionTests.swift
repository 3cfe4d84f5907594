import Diagnostics
import Foundation
import Store
import Testing

@Suite struct CollectionTests {
    let keys = (0..<4).map { Digest(of: Data("job \($0)".utf8)) }

    /// Four records: blob "shared" belongs to all of them, "own N" to one each.
    private func filledStore(_ folder: borrowing TemporaryFolder) throws -> ResultStore {
        let store = try ResultStore(directory: folder.path)
        for (index, key) in keys.enumerated() {
            let blobs = ["shared": Data("shared".utf8), "own": Data("own \(index)".utf8)]
            try store.write(key: key, body: .integer(index), blobs: blobs)
        }
        return store
    }

    private func blobPath(_ folder: borrowing TemporaryFolder, _ text: String) -> String {
        folder["cas/" + Digest(of: Data(text.utf8)).hex]
    }

    @Test func whatIsKeptStaysWholeAndTheRestGoes() throws {
        let folder = try TemporaryFolder()
        let store = try filledStore(folder)
        let before = try store.statistics()
        let rehearsed = try store.collect(keeping: [keys[0], keys[2]], rehearsing: true)
        #expect(try store.statistics() == before)
        let report = try store.collect(keeping: [keys[0], keys[2]])
        #expect(report == rehearsed)
        #expect(report.removedRecords == 2)
        #expect(report.removedBlobs == 2)
        #expect(report.keptRecords == 2)
        #expect(report.keptBlobs == 3)
        let after = try store.statistics()
        #expect(after.recordCount == 2)
        #expect(after.blobCount == 3)
        #expect(
            report.freedBytes == before.recordBytes + before.blobBytes - after.recordBytes - after.blobBytes)
        for index in [0, 2] { #expect(store.verified(keys[index]).hit != nil) }
        for index in [1, 3] { #expect(store.verified(keys[index]).isMiss) }
        #expect(try store.verify().isWhole)
        #expect(try store.collect(keeping: Set(keys)).removedRecords == 0)
        #expect(try store.collect(keeping: []).keptBlobs == 0)
        #expect(try names(in: folder["ac"]) + names(in: folder["cas"]) == [])
    }

    @Test func keepingAllRemovesOnlyWhatIsOfNoUse() throws {
        let folder = try TemporaryFolder()
        let store = try filledStore(folder)
        try overwrite(blobPath(folder, "orphan"), Data("orphan".utf8))
        try overwrite(folder["ac/" + keys[3].hex], Data("{".utf8))
        let report = try store.collect(keeping: Set(try store.keys()))
        #expect(report.removedRecords == 1)
        #expect(report.removedBlobs == 2)
        #expect(report.keptRecords == 3)
        #expect(!exists(blobPath(folder, "orphan")))
        #expect(!exists(blobPath(folder, "own 3")))
    }

    /// Links, folders and files of other names survive, and so does everything a link leads to.
    @Test func nothingElseIsTouched() throws {
        let folder = try TemporaryFolder()
        let outside = try TemporaryFolder()
        let store = try filledStore(folder)
        let files = FileManager.default
        try overwrite(outside["file"], Data("mine".utf8))
        let name = Digest(of: Data("link".utf8)).hex
        for part in ["ac", "cas"] {
            try files.createSymbolicLink(atPath: folder["\(part)/\(name)"], withDestinationPath: outside["file"])
            try files.createSymbolicLink(atPath: folder["\(part)/folder"], withDestinationPath: outside.path)
            try overwrite(folder["\(part)/README"], Data("mine".utf8))
            try overwrite(folder["\(part)/" + keys[0].hex.uppercased()], Data("mine".utf8))
            try files.createDirectory(
                atPath: folder["\(part)/" + Digest(of: Data("folder".utf8)).hex], withIntermediateDirectories: false)
        }
        try overwrite(folder["notes"], Data("mine".utf8))
        let dead = try #require(deadProcess())
        try overwrite(folder[".vitrine-\(dead)-0123456789abcdef.tmp"], Data())
        try store.collect(keeping: [])
        for part in ["ac", "cas"] { #expect(try names(in: folder[part]).count == 5) }
        #expect(try contents(outside["file"]) == Data("mine".utf8))
        #expect(try names(in: outside.path) == ["file"])
        #expect(exists(folder["notes"]))
        #expect(exists(folder[".vitrine-\(dead)-0123456789abcdef.tmp"]))
    }

    @Test func nothingIsRemovedWithoutTheMark() throws {
        let folder = try TemporaryFolder()
        let store = try filledStore(folder)
        let before = try store.statistics()
        try FileManager.default.removeItem(atPath: folder["VITRINE-STORE"])
        #expect(#expect(throws: Diagnostic.self) { try store.collect(keeping: []) }?.id == "no-store")
        try overwrite(folder["VITRINE-STORE"], Data("format 2\n".utf8))
        #expect(#expect(throws: Diagnostic.self) { try store.collect(keeping: []) }?.id == "unknown-store-format")
        #expect(try store.statistics() == before)
    }

    @Test func temporaryFilesOfTheDeadGoAndThoseOfTheLivingStay() throws {
        let folder = try TemporaryFolder()
        let store = try filledStore(folder)
        let dead = try #require(deadProcess())
        let living = getpid()
        for part in ["ac", "cas"] {
            try overwrite(folder["\(part)/.vitrine-\(dead)-0123456789abcdef.tmp"], Data("half".utf8))
            try overwrite(folder["\(part)/.vitrine-\(living)-0123456789abcdef.tmp"], Data("half".utf8))
            try overwrite(folder["\(part)/.other-\(dead)-0123456789abcdef.tmp"], Data("half".utf8))
        }
        // The number of the dead has gone to a living process since.
        let old = folder["cas/.vitrine-\(living)-00000000000000ff.tmp"]
        try overwrite(old, Data("half".utf8))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -90_000)], ofItemAtPath: old)
        let report = try store.collect(keeping: Set(keys))
        #expect(report.removedTemporaries == 3)
        #expect(report.freedBytes == 12)
        #expect(report.keptRecords == 4)
        for part in ["ac", "cas"] {
            #expect(!exists(folder["\(part)/.vitrine-\(dead)-0123456789abcdef.tmp"]))
            #expect(exists(folder["\(part)/.vitrine-\(living)-0123456789abcdef.tmp"]))
            #expect(exists(folder["\(part)/.other-\(dead)-0123456789abcdef.tmp"]))
        }
    }

    @Test func aStoreInUseIsNotCollected() throws {
        let folder = try TemporaryFolder()
        let store = try filledStore(folder)
        let other = try ResultStore(directory: folder.path)
        let first = try other.hold()
        let second = try other.hold()
        let key = Digest(of: Data("new".utf8))
        // Holds of others do not keep anybody from writing.
        try store.write(key: key, body: .null, blobs: [:])
        for hold in [first, second] {
            let failure = #expect(throws: Diagnostic.self) { try store.collect(keeping: [], patience: .zero) }
            #expect(failure?.id == "store-busy")
            hold.release()
            hold.release()
        }
        #expect(store.record(for: key).hit != nil)
        #expect(try store.collect(keeping: [], patience: .zero).removedRecords == 5)
    }

    /// A collection that runs again and again beside writers never takes from what they have just written whole.
    @Test func collectingBesideWritersLeavesWholeEntries() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        _ = try ResultStore(directory: path)
        let problems = await withTaskGroup(of: [String].self) { group in
            for writer in 0..<2 {
                group.addTask {
                    var problems: [String] = []
                    do {
                        let store = try ResultStore(directory: path)
                        for round in 0..<30 {
                            let key = Digest(of: Data("\(writer) \(round)".utf8))
                            let hold = try store.hold()
                            defer { hold.release() }
                            // All share one blob, which a collection may be about to remove.
                            try store.write(key: key, body: .null, blobs: ["shared": Data("shared".utf8)])
                            if store.verified(key).hit == nil { problems.append("writer \(writer) round \(round)") }
                        }
                    } catch {
                        problems.append("\(error)")
                    }
                    return problems
                }
            }
            group.addTask {
                do {
                    let store = try ResultStore(directory: path)
                    for _ in 0..<30 {
                        do throws(Diagnostic) {
                            try store.collect(keeping: [], patience: .milliseconds(50))
                        } catch {
                            if error.id != "store-busy" { throw error }
                        }
                    }
                    return []
                } catch {
                    return ["\(error)"]
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(problems == [])
        #expect(try ResultStore(directory: path).verify().isWhole)
    }
}
