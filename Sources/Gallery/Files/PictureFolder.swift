import Content
import Diagnostics
import Foundation
import Methods
import Models
import Store
import Tensors

/// The pictures of a folder and of the folders directly in it, in the order of their paths.
struct PictureFolder: Sendable {
    struct Picture: Sendable {
        let path: ContentPath
        /// The name of the folder inside the given one; nil for a picture directly in it.
        let folder: String?
        let digest: Digest

        func input(by preparation: ImagePreparation) throws(Diagnostic) -> Tensor {
            try preparation.tensor(from: GalleryImage.readRaster(path.absolute, shown: path.shown))
        }
    }

    let pictures: [Picture]

    /// - Returns: nil where something cannot be read or leads out, or where there is no picture; that is reported.
    init?(_ folder: ContentPath, paths: ContentPaths, at range: SourceRange?, log: DiagnosticLog) {
        let errors = log.all.count
        var found: [(path: ContentPath, folder: String?)] = paths.pictures(in: folder, at: range, log: log)
            .map { ($0, nil) }
        for inner in paths.folders(in: folder, at: range, log: log) {
            found += paths.pictures(in: inner.path, at: range, log: log).map { ($0, inner.name) }
        }
        guard log.all.count == errors else { return nil }
        guard !found.isEmpty else {
            log.error(
                "no-pictures", "there is no PNG or JPEG file in the folder '\(folder.shown)', nor in a folder in it",
                at: range)
            return nil
        }
        guard found.count <= Self.most else {
            log.error(
                "too-many-pictures",
                "the folder '\(folder.shown)' has \(found.count) pictures; \(Self.most) is the most",
                at: range)
            return nil
        }
        var pictures: [Picture] = []
        for (path, inner) in found {
            guard let digest = log.attempt(at: range, { () throws(Diagnostic) in try Digest(ofFile: path.absolute) })
            else { return nil }
            pictures.append(Picture(path: path, folder: inner, digest: digest))
        }
        self.pictures = pictures
    }

    private static let most = 1_000_000

    /// The class of every picture; nil where neither its folder nor its name says one that the model has.
    func classes(of labels: Labels) -> [Int?] {
        pictures.map { picture in
            if let folder = picture.folder { return try? labels.index(of: folder) }
            return labels.index(ofFile: picture.path.name)
        }
    }

    /// What each picture is called: by the class that its folder names, else by its own name.
    func labels(classes: [Int?], named labels: Labels) -> [String] {
        zip(pictures, classes).map { picture, index in
            if picture.folder != nil, let index { return labels[index] }
            return GalleryImage.label(ofFile: picture.path.name)
        }
    }

    /// What the pictures and their classes are: the digest of [[SHA-256, class], …] in order.
    ///
    /// - Parameter labels: what they are called, where that matters too; it is the third of each.
    func digest(classes: [Int?], labels: [String]? = nil) -> Digest {
        Digest(
            of: .array(
                pictures.indices.map { place in
                    let own: [JSON] = [
                        .string(pictures[place].digest.hex), classes[place].map(JSON.integer) ?? .null,
                    ]
                    return .array(own + (labels.map { [.string($0[place])] } ?? []))
                }))
    }

    /// The pictures as a method reads them: preprocessed for the model.
    func images(for model: Model, classes: [Int?], labels: [String]) -> SuppliedImages {
        SuppliedImages(count: pictures.count, classes: classes, labels: labels) { [pictures] index throws(Diagnostic) in
            try pictures[index].input(by: model.preprocessing)
        }
    }

    /// One picture, preprocessed: 1 × C × H × W.
    func input(_ index: Int, by preparation: ImagePreparation) throws(Diagnostic) -> Tensor {
        try pictures[index].input(by: preparation)
    }
}

extension Labels {
    /// The class in a file's name: `n01440764_tench.JPEG` by its WordNet id, or by the name behind it.
    func index(ofFile name: String) -> Int? {
        let id = String(name.prefix(9))
        if let index = wordNetIDs.firstIndex(of: id) { return index }
        return try? index(of: GalleryImage.label(ofFile: name))
    }
}
