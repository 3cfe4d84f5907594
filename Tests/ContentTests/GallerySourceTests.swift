import Content
import Diagnostics
import Foundation
import Testing

@Suite struct GallerySourceTests {
    @Test func everyPageIsFoundInOrder() throws {
        let gallery = try TemporaryGallery([
            "Content/zebra.md": "# Z", "Content/index.md": "# Home", "Content/Soccer Ball.md": "# S",
            "Content/kernels/a.md": "# A", "Content/kernels/index.md": "# K", "Content/.hidden.md": "no title",
            "Content/.git/x.md": "no title", "Content/notes.txt": "no title", "README.md": "no title",
            "Content/draft.md": "---\ntitle: D\ndraft: true\n---\n```exhibit\nrows: x\n```\n",
        ])
        let (source, log) = gallery.load()
        #expect(log.all.isEmpty)
        #expect(source?.pages.map(\.name) == ["soccer-ball", "index", "kernels-a", "kernels", "zebra"])
        #expect(source?.home?.title == "Home")
        let drafts = gallery.load(drafts: true)
        #expect(drafts.source?.pages.contains { $0.name == "draft" && $0.isDraft } == true)
        #expect(drafts.log.all.map(\.id) == ["missing-method", "unknown-axis"])
    }

    @Test func theSiteHasDefaults() throws {
        let source = try #require(try TemporaryGallery().load().source)
        #expect(source.site.title == "Gallery")
        #expect(source.site.language == "en")
        #expect(source.site.baseURL == nil)
        #expect(source.pages.isEmpty && source.models.isEmpty && source.sections.isEmpty)
    }

    @Test func sectionsAreResolved() throws {
        let gallery = try TemporaryGallery([
            "Content/site.yaml": """
            title: G
            base-url: https://example.org/g/
            sections:
              - kernels
              - {title: Chosen, pages: [z, kernels-b]}
            """,
            "Content/kernels/b.md": "# B", "Content/kernels/a.md": "# A", "Content/z.md": "# Z",
        ])
        let (source, log) = gallery.load()
        #expect(log.all.isEmpty)
        #expect(source?.site.baseURL?.text == "https://example.org/g")
        #expect(source?.sections.map(\.title) == ["Kernels", "Chosen"])
        #expect(source?.sections.map(\.pages) == [["kernels-a", "kernels-b"], ["z", "kernels-b"]])
    }

    /// (files, what is reported)
    @Test(arguments: [
        (
            ["Content/a/b.md": "# 1", "Content/a-b.md": "# 2"],
            "Content/a-b.md: error: this page has the address 'a-b.html', as 'Content/a/b.md' has; rename one"
        ),
        (
            ["Content/a.md": "# 1", "Content/A.md": "# 2"],
            "Content/a.md: error: this page has the address 'a.html', as 'Content/A.md' has; rename one"
        ),
        (
            ["Content/球.md": "# 1"],
            "Content/球.md: error: this name holds no letter a–z or digit to make an address of; rename the file"
        ),
        (
            ["Content/models/a/b.md": "# 1"],
            "Content/models/a/b.md: error: model cards stand directly in 'Content/models'; move this one there"
        ),
        (
            ["Content/models/My Model.md": "# 1"],
            "Content/models/My Model.md: error: a model card's name must be words of a–z and 0–9 joined by hyphens, "
                + "dots or underscores; rename it"
        ),
        (
            ["Content/site.yml": "title: G"],
            "Content/site.yml: warning: this file is not read; rename it 'site.yaml'"
        ),
    ])
    func namesAreChecked(files: [String: String], report: String) throws {
        #expect(try TemporaryGallery(files).report() == report)
    }

    @Test func linksAreFollowedInsideOnly() throws {
        let gallery = try TemporaryGallery(["Content/a/page.md": "# P", "../outside/page.md": "# O"])
        try gallery.link("Content/a/loop", to: "..")
        try gallery.link("Content/gone.md", to: "nowhere.md")
        try gallery.link("Content/out.md", to: "../../outside/page.md")
        let (source, log) = gallery.load()
        #expect(log.all.map(\.id) == ["link-loop", "broken-link", "path-outside"])
        #expect(source?.pages.map(\.name) == ["a-page"])
    }

    @Test func aGrantedFolderIsReadAndNoOther() throws {
        let text = "---\ntitle: T\nmethod: m\nimages: [../../outside/secret.png, ../../secret.png]\n---\n"
        let gallery = try TemporaryGallery(["Content/page.md": text])
        let (source, log) = gallery.load(granted: [gallery.folder + "/../outside"])
        #expect(log.all.map(\.id) == ["path-outside"])
        let images = try #require(source?.pages.first?.defaults.images?.items)
        #expect(images.count == 1)
        guard case .file(let path)? = images.first?.reference else {
            Issue.record("expected a file")
            return
        }
        #expect(path.absolute.hasSuffix("/outside/secret.png"))
        #expect(path.shown == path.absolute)
    }

    /// `gallery-2` begins with the letters of `gallery` but does not lie in it.
    @Test func aNeighbourWithALongerNameIsOutside() throws {
        let gallery = try TemporaryGallery(["Content/page.md": "---\ntitle: T\nimage: ../../gallery-2/a.png\n---\n"])
        try gallery.write(Data(), to: "../gallery-2/a.png")
        #expect(gallery.load().log.all.map(\.id) == ["path-outside"])
    }

    @Test func aFolderWithoutContentIsNoGallery() throws {
        let log = DiagnosticLog()
        #expect(GallerySource.load(folder: "/nonexistent-gallery", log: log) == nil)
        #expect(log.all.map(\.id) == ["missing-folder"])
        let gallery = try TemporaryGallery()
        try FileManager.default.removeItem(atPath: gallery.folder + "/Content")
        #expect(gallery.load().source == nil)
    }

    @Test func modelCardsAreRead() throws {
        let digest = String(repeating: "AB", count: 32)
        let gallery = try TemporaryGallery([
            "Content/models/a.md": """
            ---
            title: GoogLeNet
            model:
              file: tiny.onnx
              sha256: \(digest)
              input: {resize: 256, mean: [104, 117, 123]}
              labels: [crane, crane]
              output: logits
            license: BSD-2-Clause
            ---
            Text.
            """,
            "Content/models/b-1.0_x.md": "---\nmodel: {architecture: vgg16, weights: tiny.onnx, labels: l.txt}\n---\n",
            "Content/models/c.md": "---\nmodel:\n  training: {data: mnist, epochs: 5}\n---\n",
            "Content/models/l.txt": "crane\n",
        ])
        let (source, log) = gallery.load()
        #expect(log.all.isEmpty)
        let models = try #require(source?.models)
        #expect(models.map(\.name) == ["a", "b-1.0_x", "c"])
        #expect(models.map(\.title) == ["GoogLeNet", "b-1.0_x", "c"])
        guard case .file(let file, _) = models[0].model, case .architecture(let name, let weights, _) = models[1].model,
            case .training(let recipe, _) = models[2].model, case .names(let labels)? = models[0].labels,
            case .file(let list, _)? = models[1].labels
        else {
            Issue.record("the sources are of other kinds")
            return
        }
        #expect(file.shown == "Content/models/tiny.onnx" && weights == file)
        #expect(name.text == "vgg16")
        #expect(recipe.map(\.key) == ["data", "epochs"])
        #expect(labels.map(\.text) == ["crane", "crane"])
        #expect(list.name == "l.txt")
        #expect(models[0].sha256?.text == digest.lowercased())
        #expect(models[0].input.map(\.key) == ["resize", "mean"])
        #expect(models[0].body == "Text.")
        #expect(models[0].bodyLine == 11)
    }
}
