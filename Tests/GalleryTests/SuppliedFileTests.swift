import Content
import Diagnostics
import Foundation
import Gallery
import Methods
import Pictures
import Store
import Tensors
import Testing

/// Files and folders that options name.
@Suite struct SuppliedFileTests {
    /// Inputs of 3 × 16 × 16.
    private static let trained: Result<SmallBuild, any Error> = Result {
        let gallery = try SmallBuild(
            page: "```exhibit\nmethod: predictions\nimages: [\"synthetic:shapes/test/0\"]\n```")
        _ = try gallery.build()
        return gallery
    }

    private func setting(_ option: String, _ path: String) -> [Setting.Entry] {
        let file = SourceFile(path: "page.md", text: "\(option): \(path)")
        let range = SourceRange(file: file, line: 1, column: option.count + 3, length: path.count)
        return [.init(key: option, keyRange: nil, value: Setting(.scalar(path, quoted: false), at: range))]
    }

    private func find(
        _ kind: FileNeed.Kind, _ path: String, in gallery: SmallBuild, image: GalleryImage? = nil,
        log: DiagnosticLog = DiagnosticLog()
    ) throws -> FoundFile? {
        let model = try Self.trained.get().model()
        let paths = try #require(ContentPaths(root: gallery.folder, log: log))
        return SuppliedFiles(paths).find(
            [FileNeed(option: "reference", path: path, kind: kind)], writtenIn: setting("reference", path),
            from: gallery.folder + "/Content", for: model, image: image, log: log)?["reference"]
    }

    private func picture(_ value: UInt8, width: Int = 16, height: Int = 16) throws -> Data {
        try encodePNG(
            Raster(
                width: width, height: height, channels: 1, samples: [UInt8](repeating: value, count: width * height)))
    }

    @Test(arguments: [[3, 16, 16], [1, 3, 16, 16]])
    func anArrayIsReadAndKnownByItsBytes(shape: [Int]) throws {
        let gallery = try SmallBuild(page: "")
        let data = NPY.encode(Tensor(shape: shape, elements: (0..<768).map { Float($0) }))
        try gallery.write(data, to: "Content/inputs/black.npy")
        let found = try #require(try find(.tensor, "inputs/black.npy", in: gallery))
        #expect(found.digest == Digest(of: data))
        #expect(found.shown == "Content/inputs/black.npy")
        guard case .tensor(let tensor) = try found.load() else {
            Issue.record("it is no array")
            return
        }
        #expect(tensor.shape == [1, 3, 16, 16] && tensor.elements[767] == 767)
    }

    /// (path, its bytes, message)
    @Test(arguments: [
        ("x.npy", nil, "there is no file or folder 'x.npy'"),
        (
            "x.npy", NPY.encode(Tensor(shape: [3, 8, 8])),
            "'reference': the model reads [1, 3, 16, 16], the file 'x.npy' holds [3, 8, 8]"
        ),
        (
            "x.npy", NPY.encode(Tensor(shape: [3, 16, 16], repeating: .nan)),
            "'reference': the file 'x.npy' holds values that are not finite"
        ),
        ("x.npy", Data("no array".utf8), "'reference': not a readable .npy file: it does not begin with \\x93NUMPY"),
        (
            "../../x.npy", nil,
            "'../../x.npy' leads out of the gallery's folder; copy the file into it, or allow its folder with '--allow-folder'"
        ),
        ("models", nil, "expected a file, but 'models' is a folder"),
    ])
    func whatDoesNotFitIsSaidAtTheOption(path: String, data: Data?, message: String) throws {
        let gallery = try SmallBuild(page: "")
        if let data { try gallery.write(data, to: "Content/" + path) }
        let log = DiagnosticLog()
        #expect(try find(.tensor, path, in: gallery, log: log) == nil)
        #expect(log.all.map(\.message) == [message])
        guard case .text(let range)? = log.all.first?.place else {
            Issue.record("the message has no place")
            return
        }
        #expect(range.start.column == 12)
    }

    /// The shapes' classes are disc, square, triangle, star, cross, ring.
    @Test func aFolderHasThePicturesOfItsFoldersWithTheirClasses() throws {
        let gallery = try SmallBuild(page: "")
        let names = [
            "a.png", "n00000001_ring.png", "star.PNG", "0/x.png", "cross/p.png", "cross/q.png", "what/z.png",
            ".hidden/h.png", "cross/deeper/d.png", "notes.txt",
        ]
        for (index, name) in names.enumerated() {
            try gallery.write(try picture(UInt8(index * 20)), to: "Content/fit/" + name)
        }
        let found = try #require(try find(.images, "fit", in: gallery))
        guard case .images(let images) = try found.load() else {
            Issue.record("it is no folder")
            return
        }
        // a, n00000001_ring, star, then 0/x, cross/p, cross/q, what/z.
        #expect(images.classes == [nil, 5, 3, 0, 4, 4, nil])
        let first = try (0..<images.count).map { try images.input($0).elements[0] }
        #expect(first == first.sorted() && images.count == 7)
        #expect(try images.input(0).shape == [1, 3, 16, 16])
    }

    /// Other names for the same pictures in the same order are the same folder to a key; another order, picture or
    /// class is another.
    @Test func aFoldersDigestIsThatOfItsPicturesAndClasses() throws {
        func digest(_ files: [(String, UInt8)]) throws -> Digest? {
            let gallery = try SmallBuild(page: "")
            for (name, value) in files { try gallery.write(try picture(value), to: "Content/fit/" + name) }
            return try find(.images, "fit", in: gallery)?.digest
        }
        let plain = try digest([("disc/a.png", 1), ("star/b.png", 2)])
        #expect(plain != nil)
        #expect(try digest([("disc/x.png", 1), ("star/y.PNG", 2)]) == plain)
        #expect(try digest([("0/x.png", 1), ("3/y.png", 2)]) == plain)
        #expect(try digest([("disc/a.png", 2), ("star/b.png", 1)]) != plain)
        #expect(try digest([("disc/a.png", 1), ("ring/b.png", 2)]) != plain)
        #expect(try digest([("disc/a.png", 1)]) != plain)
        // printf '[["SHA-256 of a.png",0]]' | sha256sum, for one picture.
        let json = #"[["\#(Digest(of: try picture(9)).hex)",0]]"#
        #expect(try digest([("disc/a.png", 9)]) == Digest(of: Data(json.utf8)))
    }

    @Test func aFolderWithoutPicturesIsAMistake() throws {
        let gallery = try SmallBuild(page: "")
        try gallery.write(Data(), to: "Content/fit/notes.txt")
        let log = DiagnosticLog()
        #expect(try find(.images, "fit", in: gallery, log: log) == nil)
        #expect(log.all.map(\.id) == ["no-pictures"])
    }

    @Test func aLinkThatLeadsOutOfAFolderIsRefused() throws {
        let (gallery, other) = (try SmallBuild(page: ""), try SmallBuild(page: ""))
        try gallery.write(try picture(1), to: "Content/fit/disc/a.png")
        try other.write(try picture(1), to: "star/b.png")
        try FileManager.default.createSymbolicLink(
            atPath: gallery.folder + "/Content/fit/star", withDestinationPath: other.folder + "/star")
        let log = DiagnosticLog()
        #expect(try find(.images, "fit", in: gallery, log: log) == nil)
        #expect(log.all.map(\.id) == ["path-outside"])
    }

    /// The mask of an image has the image's name, and is cropped as the image is.
    @Test func aMaskIsThatOfTheImage() throws {
        let gallery = try SmallBuild(page: "")
        let left = (0..<32 * 16).map { UInt8($0 % 32 < 16 ? 255 : 0) }
        let mask = try encodePNG(Raster(width: 32, height: 16, channels: 1, samples: left))
        try gallery.write(mask, to: "Content/masks/cat.png")
        try gallery.write(try picture(7, width: 32), to: "Content/cat.JPEG")
        try gallery.write(try picture(7), to: "Content/dog.png")
        let cat = try GalleryImage.named(gallery.folder + "/Content/cat.JPEG")
        let found = try #require(try find(.masks, "masks", in: gallery, image: cat))
        #expect(found.digest == Digest(of: mask))
        guard case .mask(let values) = try found.load() else {
            Issue.record("it is no mask")
            return
        }
        // The middle 16 of 32 columns are left: 8 white ones.
        #expect(values.shape == [1, 16, 16])
        #expect(values.elements == (0..<256).map { $0 % 16 < 8 ? 1 : 0 })
        let log = DiagnosticLog()
        let dog = try GalleryImage.named(gallery.folder + "/Content/dog.png")
        #expect(try find(.masks, "masks", in: gallery, image: dog, log: log) == nil)
        #expect(log.all.map(\.message) == ["'reference': there is no mask 'dog.png' in 'Content/masks'"])
    }
}
