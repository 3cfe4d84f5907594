import Diagnostics
import Foundation
import Store
import Testing

/// Which folders become stores, and which are refused untouched.
@Suite struct OpeningTests {
    @Test func aFolderWithOtherThingsIsRefusedAndLeftAsItIs() throws {
        let folder = try TemporaryFolder()
        try overwrite(folder["thesis.txt"], Data("mine".utf8))
        let failure = #expect(throws: Diagnostic.self) { try ResultStore(directory: folder.path) }
        #expect(failure?.id == "not-a-store")
        #expect(failure?.place?.description == folder.path)
        #expect(failure?.message.contains("thesis.txt") == true)
        #expect(failure?.notes.isEmpty == false)
        #expect(try names(in: folder.path) == ["thesis.txt"])
        #expect(try contents(folder["thesis.txt"]) == Data("mine".utf8))
    }

    /// Folders named like a store's own are no mark.
    @Test func otherPeoplesCachesAreRefused() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder["cas"], withIntermediateDirectories: true)
        let failure = #expect(throws: Diagnostic.self) { try ResultStore(directory: folder.path) }
        #expect(failure?.id == "not-a-store")
        #expect(try names(in: folder.path) == ["cas"])
    }

    @Test func anEmptyFolderAndOneWithAHalfWrittenMarkAreTaken() throws {
        let folder = try TemporaryFolder()
        try overwrite(folder[".vitrine-1-0123456789abcdef.tmp"], Data("form".utf8))
        #expect(try ResultStore(directory: folder.path).keys() == [])
        #expect(exists(folder["VITRINE-STORE"]))
    }

    @Test func aMissingStoreIsOnlyMadeWhenAsked() throws {
        let folder = try TemporaryFolder()
        for path in [folder["absent"], folder.path] {
            let failure = #expect(throws: Diagnostic.self) { try ResultStore(directory: path, creating: false) }
            #expect(failure?.id == "no-store")
        }
        #expect(try names(in: folder.path) == [])
    }

    @Test(arguments: [
        "format 2\n", "format 999\nmore", "format 0\n", "format -1\n", "", "format\n", "format one\n", "x 1\n",
    ])
    func aMarkOfAnotherFormatIsRefused(text: String) throws {
        let folder = try TemporaryFolder()
        _ = try ResultStore(directory: folder.path)
        try overwrite(folder["VITRINE-STORE"], Data(text.utf8))
        let failure = #expect(throws: Diagnostic.self) { try ResultStore(directory: folder.path) }
        #expect(failure?.id == "unknown-store-format")
        #expect(failure?.place?.description == folder["VITRINE-STORE"])
        #expect(failure?.notes.isEmpty == false)
    }

    @Test func aStoreMayBeALinkButItsPartsMayNot() throws {
        let folder = try TemporaryFolder()
        _ = try ResultStore(directory: folder["real"])
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder["link"], withDestinationPath: folder["real"])
        #expect(try ResultStore(directory: folder["link"]).keys() == [])
        try files.removeItem(atPath: folder["real/cas"])
        try files.createDirectory(atPath: folder["elsewhere"], withIntermediateDirectories: false)
        try files.createSymbolicLink(atPath: folder["real/cas"], withDestinationPath: folder["elsewhere"])
        let failure = #expect(throws: Diagnostic.self) { try ResultStore(directory: folder["real"]) }
        #expect(failure?.id == "not-a-folder")
    }

    @Test func aFileInTheWayIsADiagnostic() throws {
        let folder = try TemporaryFolder()
        try overwrite(folder["file"], Data())
        for path in [folder["file"], folder["file/store"]] {
            let failure = #expect(throws: Diagnostic.self) { try ResultStore(directory: path) }
            #expect(failure?.id == "not-a-folder")
            #expect(failure?.notes.contains { $0.message.contains("--cache") } == true)
        }
    }

    /// Root may write anywhere, so only other users can see this.
    @Test(.enabled(if: geteuid() != 0, "root may write into any folder"))
    func aFolderThatCannotBeWrittenIsADiagnostic() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        let failure = #expect(throws: Diagnostic.self) { try ResultStore(directory: folder["store"]) }
        #expect(failure?.id == "no-permission")
        #expect(failure?.place?.description == folder["store"])
        #expect(failure?.notes.contains { $0.message.contains("--cache") } == true)
    }
}
