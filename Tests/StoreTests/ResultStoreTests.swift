import Diagnostics
import Foundation
import Store
import Testing

@Suite struct ResultStoreTests {
    let key = Digest(of: Data("a job".utf8))
    let body = JSON.object(["method": .string("saliency"), "numbers": .object(["gap": .number(1.5e-7)])])
    let blobs = ["map.npy": Data("a map".utf8), "empty": Data(), "café": Data(repeating: 9, count: 300_000)]

    @Test func aResultIsFoundAgain() throws {
        let folder = try TemporaryFolder()
        let path = folder["deep/below/store"]
        let written: StoreRecord
        do {
            let store = try ResultStore(directory: path)
            #expect(store.record(for: key).isMiss)
            written = try store.write(key: key, body: body, blobs: blobs)
        }
        let store = try ResultStore(directory: path, creating: false)
        #expect(store.record(for: key).hit == written)
        #expect(store.verified(key).hit == written)
        #expect(written.key == key)
        #expect(written.body == body)
        #expect(written.blobs.keys.sorted() == blobs.keys.sorted())
        for (name, data) in blobs {
            let reference = try #require(written.blobs[name])
            #expect(reference == BlobReference(to: data))
            #expect(try store.blob(reference) == data)
        }
        #expect(try store.keys() == [key])
    }

    @Test func aBlobIsRemovedAlone() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let record = try store.write(key: key, body: body, blobs: blobs)
        let reference = try #require(record.blobs["map.npy"])
        try store.remove(key)
        #expect(try store.removeBlob(reference))
        #expect(try !store.removeBlob(reference))
        #expect(
            try names(in: folder["cas"])
                == [record.blobs["empty"], record.blobs["café"]].compactMap { $0?.digest.hex }.sorted())
    }

    /// The layout that servers of Bazel's cache protocol use, and nothing besides it but the mark and the lock.
    @Test func filesLieWhereBazelLooksForThem() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        try store.write(key: key, body: body, blobs: ["a": Data("abc".utf8)])
        let blob = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(try names(in: folder["ac"]) == [key.hex])
        #expect(try names(in: folder["cas"]) == [blob])
        #expect(try contents(folder["cas/" + blob]) == Data("abc".utf8))
        #expect(try Set(names(in: folder.path)).subtracting(["lock"]) == ["VITRINE-STORE", "ac", "cas"])
    }

    /// The record is JSON whose checksum covers the canonical text of the rest.
    @Test func aRecordCarriesItsChecksum() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        try store.write(key: key, body: .array([.number(1)]), blobs: ["a": Data("abc".utf8)])
        let blob = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let front = #"{"blobs":{"a":{"sha256":"\#(blob)","size":3}},"body":[1],"#
        let back = #""format":1,"key":"\#(key.hex)"}"#
        let checksum = Digest(of: Data((front + back).utf8)).hex
        let expected = front + #""checksum":"\#(checksum)","# + back
        #expect(String(decoding: try contents(folder["ac/" + key.hex]), as: UTF8.self) == expected)
    }

    @Test func aNewResultReplacesTheOld() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        try store.write(key: key, body: .number(1), blobs: ["old": Data([1])])
        let second = try store.write(key: key, body: .number(2), blobs: ["new": Data([2])])
        #expect(store.verified(key).hit == second)
        #expect(second.blobs.keys.sorted() == ["new"])
    }

    /// What the writer gets is what a later reader gets, also where JSON cannot hold a number.
    @Test func theRecordWrittenIsTheRecordRead() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let body = JSON.array([.number(.nan), .number(-0.0), .number(.infinity), .string("e\u{301}\u{0}")])
        let written = try store.write(key: key, body: body, blobs: [:])
        #expect(written.body.arrayValue?.prefix(3) == [.null, .number(0), .null])
        #expect(store.record(for: key).hit == written)
    }

    @Test func aRecordThatCouldNotBeReadBackIsRefused() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let deep = (0..<2_000).reduce(JSON.null) { inner, _ in .array([inner]) }
        let failure = #expect(throws: Diagnostic.self) {
            try store.write(key: key, body: deep, blobs: ["a": Data([1])])
        }
        #expect(failure?.id == "unstorable-record")
        #expect(store.record(for: key).isMiss)
        #expect(try names(in: folder["cas"]) == [])
    }

    @Test func aRemovedResultIsAMiss() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        try store.write(key: key, body: body, blobs: blobs)
        #expect(try store.remove(key))
        #expect(try !store.remove(key))
        #expect(store.record(for: key).isMiss)
        #expect(store.verified(key).isMiss)
        #expect(try store.statistics().recordCount == 0)
        #expect(try store.statistics().blobCount == 3)
    }

    @Test func statisticsCountFilesAndBytes() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(directory: folder.path)
        let empty = try store.statistics()
        #expect((empty.recordCount, empty.blobCount, empty.recordBytes, empty.blobBytes) == (0, 0, 0, 0))
        try store.write(key: key, body: body, blobs: blobs)
        try store.write(key: Digest(of: Data("other".utf8)), body: body, blobs: ["same": Data("a map".utf8)])
        try overwrite(folder["cas/.vitrine-1-0123456789abcdef.tmp"], Data([1, 2]))
        try overwrite(folder["cas/README"], Data([1, 2, 3]))
        let sizes = try names(in: folder["ac"]).map { try contents(folder["ac/" + $0]).count }
        let statistics = try store.statistics()
        #expect(statistics.recordCount == 2)
        #expect(statistics.recordBytes == sizes.reduce(0, +))
        #expect(statistics.blobCount == 3)
        #expect(statistics.blobBytes == 300_005)
        #expect(statistics.temporaryCount == 1)
        #expect(statistics.temporaryBytes == 2)
    }

    /// Threads with stores of their own write the same few keys while others read: every reader sees whole entries.
    @Test func writersAndReadersDoNotDisturbEachOther() async throws {
        let folder = try TemporaryFolder()
        let path = folder["store"]
        let keys = (0..<3).map { Digest(of: Data("key \($0)".utf8)) }
        let problems = await withTaskGroup(of: [String].self) { group in
            for writer in 0..<4 {
                group.addTask {
                    var problems: [String] = []
                    do {
                        // Opening at once also races for the mark.
                        let store = try ResultStore(directory: path)
                        for round in 0..<15 {
                            let value = Data(repeating: UInt8(writer * 16 + round), count: 20_000)
                            let blobs = ["own": value, "shared": Data("shared".utf8)]
                            let key = keys[round % keys.count]
                            let record = try store.write(key: key, body: .integer(writer), blobs: blobs)
                            if let own = record.blobs["own"], try store.blob(own) != value { problems.append("wrong") }
                            switch store.verified(key) {
                            case .hit: break
                            case .miss: problems.append("miss")
                            case .damaged(let warning): problems.append(warning.message)
                            }
                        }
                    } catch {
                        problems.append("\(error)")
                    }
                    return problems
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(problems == [])
        let report = try ResultStore(directory: path).verify()
        #expect(report.isWhole)
        #expect(report.recordCount == 3)
        #expect(report.blobCount == 61)
        #expect(report.strangers.isEmpty)
        #expect(try names(in: path + "/cas").count == 61)
    }
}
