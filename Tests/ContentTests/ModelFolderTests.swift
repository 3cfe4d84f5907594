import Content
import Diagnostics
import Foundation
import Testing

/// A card may name a folder, and the folder's files are held to the same borders as the folder.
@Suite struct ModelFolderTests {
    private func gallery() throws -> TemporaryGallery {
        try TemporaryGallery([
            "Content/models/card.md": "---\nmodel: {file: net}\n---\n",
            "Content/models/net/config.json": "{}", "Content/blobs/0": "weights",
        ])
    }

    @Test func linksInsideTheGalleryAreFollowed() throws {
        let gallery = try gallery()
        try gallery.link("Content/models/net/model.safetensors", to: "../../blobs/0")
        let (source, log) = gallery.load()
        #expect(log.all.isEmpty)
        guard case .file(let path, _)? = source?.models.first?.model else {
            Issue.record("the card has no model")
            return
        }
        #expect(path.shown == "Content/models/net")
    }

    @Test func linksThatLeadOutAreErrors() throws {
        let gallery = try gallery()
        try gallery.link("Content/models/net/model.safetensors", to: "../../../../secret.png")
        #expect(
            gallery.report() == """
                Content/models/card.md:2:15: error: 'net/model.safetensors' leads out of the gallery's folder; copy the \
                file into it, or allow its folder with '--allow-folder'
                 2 | model: {file: net}
                   |               ^~~
                """)
        #expect(gallery.load(granted: [gallery.folder + "/.."]).log.all.isEmpty)
    }
}
