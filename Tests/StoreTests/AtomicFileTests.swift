import Diagnostics
import Foundation
import Store
import Testing

@Suite struct AtomicFileTests {
    @Test func aFileIsWrittenReplacedAndLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder["page.html"]
        #expect(try writeAtomically(Data("one".utf8), to: path, onlyIfChanged: true))
        let first = try #require(fileNumber(path))
        #expect(try !writeAtomically(Data("one".utf8), to: path, onlyIfChanged: true))
        #expect(fileNumber(path) == first)
        #expect(try writeAtomically(Data("one".utf8), to: path))
        #expect(fileNumber(path) != first)
        // The same length and other bytes; a longer text that begins the same; nothing at all.
        for text in ["two", "two and more", ""] {
            #expect(try writeAtomically(Data(text.utf8), to: path, onlyIfChanged: true))
            #expect(try contents(path) == Data(text.utf8))
        }
        #expect(try names(in: folder.path) == ["page.html"])
    }

    /// A change at the very end of a file of several pieces is a change.
    @Test func theLastByteCounts() throws {
        let folder = try TemporaryFolder()
        var data = Data(repeating: 7, count: 700_001)
        try writeAtomically(data, to: folder["large"])
        data[700_000] = 8
        #expect(try writeAtomically(data, to: folder["large"], onlyIfChanged: true))
        #expect(try contents(folder["large"]) == data)
        #expect(try !writeAtomically(data, to: folder["large"], onlyIfChanged: true))
    }

    @Test func aLinkIsReplacedAndNotFollowed() throws {
        let folder = try TemporaryFolder()
        try overwrite(folder["target"], Data("mine".utf8))
        try FileManager.default.createSymbolicLink(atPath: folder["link"], withDestinationPath: folder["target"])
        #expect(try writeAtomically(Data("mine".utf8), to: folder["link"], onlyIfChanged: true))
        try writeAtomically(Data("new".utf8), to: folder["link"])
        #expect(try contents(folder["target"]) == Data("mine".utf8))
        #expect(try contents(folder["link"]) == Data("new".utf8))
    }

    @Test func whatCannotBeWrittenIsADiagnosticAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder["taken"], withIntermediateDirectories: false)
        try overwrite(folder["file"], Data())
        for (path, id) in [
            (folder["absent/page"], "missing-file"), (folder["taken"], "file-error"),
            (folder["file/page"], "file-error"),
            ("", "not-a-file"), ("/", "not-a-file"), (folder["taken/.."], "not-a-file"),
        ] {
            let failure = #expect(throws: Diagnostic.self) { try writeAtomically(Data([1]), to: path) }
            #expect(failure?.id == id, "\(path)")
            #expect(failure?.place != nil)
        }
        #expect(try names(in: folder.path) == ["file", "taken"])
    }

    @Test func readersSeeWholeFilesOnly() async throws {
        let folder = try TemporaryFolder()
        let path = folder["file"]
        try writeAtomically(Data(repeating: 0, count: 100_000), to: path)
        let torn = await withTaskGroup(of: Int.self) { group in
            for writer in UInt8(1)...2 {
                group.addTask {
                    for round in UInt8(0)..<20 {
                        _ = try? writeAtomically(Data(repeating: writer &+ 2 &* round, count: 100_000), to: path)
                    }
                    return 0
                }
            }
            group.addTask {
                (0..<200).count { _ in
                    guard let data = try? contents(path), data.count == 100_000 else { return true }
                    return !data.allSatisfy { $0 == data.first }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(torn == 0)
        #expect(try names(in: folder.path) == ["file"])
    }

    @Test func foldersAreMadeDownToTheLast() throws {
        let folder = try TemporaryFolder()
        try createFolder(at: folder["a/b/c/"])
        try createFolder(at: folder["a/b/c"])
        #expect(try names(in: folder["a/b"]) == ["c"])
        try overwrite(folder["file"], Data())
        let failure = #expect(throws: Diagnostic.self) { try createFolder(at: folder["file"]) }
        #expect(failure?.id == "not-a-folder")
        #expect(throws: Diagnostic.self) { try createFolder(at: folder["file/below"]) }
        #expect(throws: Diagnostic.self) { try createFolder(at: "") }
    }

    /// Names of other programs' temporary files must never be taken for ours.
    @Test(arguments: [
        ".vitrine-12-0123456789abcdef.tmp": true, ".vitrine-12-0123456789abcdeF.tmp": false,
        ".vitrine-12-0123456789abcde.tmp": false, ".vitrine--0123456789abcdef.tmp": false,
        ".vitrine-0-0123456789abcdef.tmp": false, ".vitrine-012-0123456789abcdef.tmp": false,
        ".vitrine--1-0123456789abcdef.tmp": false, ".vitrine-12-0123456789abcdef.tmp~": false,
        "vitrine-12-0123456789abcdef.tmp": false, ".vitrine-99999999999-0123456789abcdef.tmp": false,
        ".vitrine-.tmp": false, ".vitrine.tmp": false, "": false,
    ])
    func temporaryNamesAreKnown(name: String, isOurs: Bool) {
        #expect((TemporaryName(name) != nil) == isOurs)
    }

    private func fileNumber(_ path: String) -> UInt64? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.systemFileNumber] as? UInt64
    }
}
