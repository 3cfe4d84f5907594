import Diagnostics
import Foundation
import Store
import Testing

/// What is damaged is found, reported and replaced, and never served.
@Suite struct DamageTests {
    let key = Digest(of: Data("a job".utf8))
    let body = JSON.object(["text": .string("aZ é"), "numbers": .array([.number(0.5), .number(12)])])
    let blobs = ["map": Data("map of a small image".utf8)]

    private func recordPath(_ folder: borrowing TemporaryFolder) -> String { folder["ac/" + key.hex] }

    @Test func everyFlippedBitOfARecordIsFound() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        try store.write(key: key, body: body, blobs: blobs)
        let whole = try contents(recordPath(folder))
        var served: [String] = []
        for index in whole.indices {
            for bit in 0..<8 {
                var changed = whole
                changed[index] ^= 1 << bit
                try overwrite(recordPath(folder), changed)
                if store.record(for: key).damage == nil { served.append("byte \(index) bit \(bit)") }
            }
        }
        #expect(served == [])
        try overwrite(recordPath(folder), whole)
        #expect(store.record(for: key).hit != nil)
    }

    @Test func everyFlippedBitOfABlobIsFound() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let reference = try #require(try store.write(key: key, body: body, blobs: blobs).blobs["map"])
        let path = folder["cas/" + reference.digest.hex]
        let whole = try contents(path)
        for index in whole.indices {
            for bit in 0..<8 {
                var changed = whole
                changed[index] ^= 1 << bit
                try overwrite(path, changed)
                #expect(store.verified(key).damage != nil, "byte \(index) bit \(bit)")
                let failure = #expect(throws: Diagnostic.self) { try store.blob(reference) }
                #expect(failure?.id == "damaged-blob")
                #expect(try store.verify().damagedBlobs.count == 1)
            }
        }
        // Written again, it is replaced.
        try store.write(key: key, body: body, blobs: blobs)
        #expect(try store.blob(reference) == whole)
        #expect(store.verified(key).hit != nil)
    }

    @Test func everyTruncationIsFound() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let reference = try #require(try store.write(key: key, body: body, blobs: blobs).blobs["map"])
        let whole = try contents(recordPath(folder))
        for length in 0..<whole.count {
            try overwrite(recordPath(folder), whole.prefix(length))
            #expect(store.record(for: key).damage != nil, "record of \(length) bytes")
        }
        for longer in [whole + Data("\n".utf8), Data(" ".utf8) + whole, whole + Data([0]), whole + whole] {
            try overwrite(recordPath(folder), longer)
            #expect(store.record(for: key).damage != nil)
        }
        try overwrite(recordPath(folder), whole)
        let path = folder["cas/" + reference.digest.hex]
        let blob = try contents(path)
        for changed in [blob.prefix(0), blob.prefix(19), blob + Data([0])] {
            try overwrite(path, changed)
            // The length alone gives it away, without reading.
            #expect(store.record(for: key).damage != nil)
            #expect(throws: Diagnostic.self) { try store.blob(reference) }
        }
        try store.write(key: key, body: body, blobs: blobs)
        #expect(store.verified(key).hit != nil)
    }

    @Test func aMissingBlobIsReportedByName() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let reference = try #require(try store.write(key: key, body: body, blobs: blobs).blobs["map"])
        try FileManager.default.removeItem(atPath: folder["cas/" + reference.digest.hex])
        guard case .damaged(let warning) = store.record(for: key) else {
            Issue.record("a record without its blob was not found damaged")
            return
        }
        #expect(warning.id == "damaged-record")
        #expect(warning.severity == .warning)
        #expect(warning.message.contains("blob 'map'"))
        #expect(warning.message.contains(reference.digest.hex))
        #expect(warning.place?.description == recordPath(folder))
        let failure = #expect(throws: Diagnostic.self) { try store.blob(reference) }
        #expect(failure?.id == "damaged-blob")
        let report = try store.verify()
        #expect(!report.isWhole)
        #expect(report.damagedRecords.count == 1)
        #expect(report.damagedBlobs.isEmpty)
    }

    /// A record that is whole in itself, under a key that is not its own.
    @Test func aRecordInTheWrongPlaceIsNotServed() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        try store.write(key: key, body: body, blobs: blobs)
        let other = Digest(of: Data("another job".utf8))
        try FileManager.default.copyItem(atPath: recordPath(folder), toPath: folder["ac/" + other.hex])
        #expect(store.record(for: key).hit != nil)
        #expect(store.record(for: other).damage?.contains(key.hex) == true)
    }

    /// Things in a record's or a blob's place that no store writes: no crash, no waiting, no following.
    @Test func strangeThingsInTheirPlaceAreDamage() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let reference = try #require(try store.write(key: key, body: body, blobs: blobs).blobs["map"])
        let files = FileManager.default
        for path in [recordPath(folder), folder["cas/" + reference.digest.hex]] {
            try files.moveItem(atPath: path, toPath: folder["aside"])
            try files.createSymbolicLink(atPath: path, withDestinationPath: folder["aside"])
            #expect(store.record(for: key).damage != nil)
            #expect(try !store.verify().isWhole)
            try files.removeItem(atPath: path)
            try #require(mkfifo(path, 0o600) == 0)
            #expect(store.verified(key).damage != nil)
            try files.removeItem(atPath: path)
            try files.createDirectory(atPath: path, withIntermediateDirectories: false)
            #expect(store.verified(key).damage != nil)
            try files.removeItem(atPath: path)
            try files.moveItem(atPath: folder["aside"], toPath: path)
            #expect(store.verified(key).hit != nil)
        }
        for text in [
            "null", "{}", "[]", String(repeating: "[", count: 100_000),
            String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
            String(repeating: #"{"body":"#, count: 400) + "1" + String(repeating: "}", count: 400), "\u{0}",
            "\u{FEFF}{}",
        ] {
            try overwrite(recordPath(folder), Data(text.utf8))
            #expect(store.record(for: key).damage != nil)
        }
        // A hole of a terabyte takes no memory.
        try #require(truncate(recordPath(folder), 1 << 40) == 0)
        #expect(store.record(for: key).damage != nil)
        // A link in the place of a blob or a record is replaced, and what it leads to is left as it was.
        try overwrite(folder["mine"], Data("mine".utf8))
        for path in [recordPath(folder), folder["cas/" + reference.digest.hex]] {
            try files.removeItem(atPath: path)
            try files.createSymbolicLink(atPath: path, withDestinationPath: folder["mine"])
        }
        try store.write(key: key, body: body, blobs: blobs)
        #expect(store.verified(key).hit != nil)
        #expect(try contents(folder["mine"]) == Data("mine".utf8))
    }

    /// What a kill leaves after each step of writing: temporary files, blobs without a record, never a damaged entry.
    @Test func everyStepOfAnInterruptedWriteIsAMiss() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let dead = try #require(deadProcess())
        try overwrite(folder["cas/.vitrine-\(dead)-00000000000000aa.tmp"], Data("map of".utf8))
        #expect(store.record(for: key).isMiss)
        let reference = BlobReference(to: blobs["map", default: Data()])
        try overwrite(folder["cas/" + reference.digest.hex], blobs["map", default: Data()])
        #expect(store.record(for: key).isMiss)
        try overwrite(folder["ac/.vitrine-\(dead)-00000000000000bb.tmp"], Data("{\"blobs".utf8))
        #expect(store.record(for: key).isMiss)
        #expect(try store.verify().isWhole)
        #expect(try store.verify().strangers.isEmpty)
        #expect(try store.keys() == [])
        try store.write(key: key, body: body, blobs: blobs)
        #expect(store.verified(key).hit != nil)
        #expect(try store.collect(keeping: [key]).removedTemporaries == 2)
    }

    @Test func verificationListsEverythingAndChangesNothing() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let keys = (0..<4).map { Digest(of: Data("\($0)".utf8)) }
        for (index, key) in keys.enumerated() {
            try store.write(key: key, body: .null, blobs: ["a": Data("blob \(index)".utf8)])
        }
        #expect(try store.verify().isWhole)
        try overwrite(folder["ac/" + keys[0].hex], Data("{}".utf8))
        try overwrite(folder["cas/" + Digest(of: Data("blob 1".utf8)).hex], Data("blob X".utf8))
        try FileManager.default.removeItem(atPath: folder["cas/" + Digest(of: Data("blob 2".utf8)).hex])
        try overwrite(folder["cas/notes.txt"], Data())
        let report = try store.verify()
        #expect(report.recordCount == 4)
        #expect(report.blobCount == 3)
        #expect(report.damagedRecords.count == 2)
        #expect(report.damagedRecords.allSatisfy { $0.id == "damaged-record" })
        #expect(report.damagedBlobs.map(\.id) == ["damaged-blob"])
        #expect(report.strangers.map { $0.place?.description } == [folder["cas/notes.txt"]])
        #expect(try names(in: folder["ac"]).count == 4)
        #expect(try names(in: folder["cas"]).count == 4)
    }
}

/// The number of a process that has ended.
func deadProcess() -> Int32? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    return process.processIdentifier
}
