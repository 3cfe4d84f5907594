import Diagnostics
import Foundation
import Testing
import Website

@Suite struct SiteFolderTests {
    private func site(_ pages: [String], in gallery: SampleGallery) throws -> SiteFiles {
        try? FileManager.default.removeItem(atPath: gallery.folder + "/Content")
        for page in pages { try gallery.write(Data("# \(page)\n\n![x](dot.png)\n".utf8), to: "Content/\(page).md") }
        try gallery.write(try #require(Data(base64Encoded: onePixel)), to: "Content/dot.png")
        return try gallery.render().files
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }

    @Test func writesWhatChangedAndRemovesWhatIsStale() throws {
        let gallery = try SampleGallery([:])
        let output = SiteFolder(gallery.folder + "/out/Site")
        let files = try site(["a", "b"], in: gallery)
        #expect(
            try output.write(files, log: gallery.log) == .init(written: files.paths.count, unchanged: 0, removed: 0))
        #expect(
            try output.write(files, log: gallery.log) == .init(written: 0, unchanged: files.paths.count, removed: 0))
        try gallery.write(Data("mine".utf8), to: "out/Site/.gitkeep")
        try gallery.write(Data("mine".utf8), to: "out/Site/images/mine.png")
        let fewer = try site(["a"], in: gallery)
        let changes = try output.write(fewer, log: gallery.log)
        #expect(changes.removed == 1)
        #expect(changes.written == 2, "the front page and the page whose neighbour is gone")
        let expected = fewer.paths + [".gitkeep", ".vitrine-manifest.json", "images", "images/mine.png"]
        #expect(try names(in: output.path) == expected.sorted())
        #expect(gallery.messages == [])
    }

    /// What a kill leaves half-written goes with the next build; what a living process is writing stays.
    @Test func leftoversOfKilledBuildsGo() throws {
        let gallery = try SampleGallery([:])
        let output = SiteFolder(gallery.folder + "/Site")
        let files = try site(["a"], in: gallery)
        _ = try output.write(files, log: gallery.log)
        // No process has a number beyond the kernel's largest, 2²² on 64 bits.
        let dead = ".vitrine-4999999-0123456789abcdef.tmp"
        let alive = ".vitrine-\(getpid())-0123456789abcdef.tmp"
        for name in [dead, alive, "images/" + dead] { try gallery.write(Data("half".utf8), to: "Site/" + name) }
        _ = try output.write(files, log: gallery.log)
        let left = try names(in: output.path).filter { $0.hasSuffix(".tmp") }
        #expect(left == [alive])
    }

    @Test func removesOnlyWhatItWrote() throws {
        let gallery = try SampleGallery([:])
        let output = SiteFolder(gallery.folder + "/Site")
        let files = try site(["a"], in: gallery)
        _ = try output.write(files, log: gallery.log)
        try gallery.write(Data("mine".utf8), to: "Site/.gitkeep")
        try gallery.write(Data("changed".utf8), to: "Site/a.html")
        #expect(try output.remove(log: gallery.log) == files.paths.count - 1)
        #expect(try names(in: output.path) == [".gitkeep", "a.html"])
        #expect(
            gallery.headlines == [
                "Site/a.html: warning: this file was changed after it was built, so it is left here"
            ])
        #expect(try output.remove(log: gallery.log) == 0)
    }

    @Test func aFileOfOthersIsNotReplaced() throws {
        let gallery = try SampleGallery([:])
        let output = SiteFolder(gallery.folder + "/Site")
        try gallery.write(Data("mine".utf8), to: "Site/index.html")
        let files = try site(["a"], in: gallery)
        #expect {
            try output.write(files, log: gallery.log)
        } throws: {
            let error = $0 as? Diagnostic
            return error?.id == "foreign-file" && error?.notes.isEmpty == false
        }
        #expect(try names(in: output.path) == ["index.html"])
    }

    @Test(arguments: ["../outside.txt", "/etc/x", "a/../../outside.txt", "", "a//b"])
    func aListThatLeadsOutIsRefused(_ path: String) throws {
        let gallery = try SampleGallery(["outside.txt": "x"])
        let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        try gallery.write(
            Data("{\"version\":1,\"files\":[{\"path\":\"\(path)\",\"sha256\":\"\(digest)\"}]}".utf8),
            to: "Site/.vitrine-manifest.json")
        #expect {
            try SiteFolder(gallery.folder + "/Site").remove(log: gallery.log)
        } throws: {
            ($0 as? Diagnostic)?.id == "bad-manifest"
        }
        #expect(FileManager.default.fileExists(atPath: gallery.folder + "/outside.txt"))
    }

    @Test func linksAreNotFollowed() throws {
        let gallery = try SampleGallery(["elsewhere/a.txt": "x"])
        let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        try gallery.write(
            Data("{\"version\":1,\"files\":[{\"path\":\"images/a.txt\",\"sha256\":\"\(digest)\"}]}".utf8),
            to: "Site/.vitrine-manifest.json")
        try FileManager.default.createSymbolicLink(
            atPath: gallery.folder + "/Site/images", withDestinationPath: gallery.folder + "/elsewhere")
        #expect(try SiteFolder(gallery.folder + "/Site").remove(log: gallery.log) == 0)
        #expect(FileManager.default.fileExists(atPath: gallery.folder + "/elsewhere/a.txt"))
    }

    @Test func aFolderThatCannotBeWrittenIsOneMessage() throws {
        let gallery = try SampleGallery(["Site": "a file is in the way"])
        let files = try site(["a"], in: gallery)
        // A folder without write permission would not stop an administrator, nor would the test mean anything then.
        for path in [gallery.folder + "/Site", "/proc/vitrine"] {
            #expect {
                try SiteFolder(path).write(files, log: gallery.log)
            } throws: {
                guard let error = $0 as? Diagnostic, case .file(let place) = error.place else { return false }
                return place.hasPrefix(path) && !error.message.isEmpty
            }
        }
        #expect(gallery.messages == [])
    }
}
