package import Content
package import Diagnostics
import Foundation
package import Methods
import Models
import Networks
import Pictures
package import Store
import Synchronization
import Tensors

/// A file or folder that an option names, found and read.
package struct FoundFile: Sendable {
    /// As the command line names it.
    package let shown: String
    /// What stands in a job's record in place of the path.
    package let digest: Digest
    /// Pictures in it; 1 for a file.
    package var count = 1
    /// Reads it, when a job needs it.
    package let load: @Sendable () throws(Diagnostic) -> SuppliedFile
}

/// Reads what options name, each file and folder once.
package final class SuppliedFiles: Sendable {
    private let paths: ContentPaths
    private let isCommandLine: Bool
    private let tensors = Mutex<[ContentPath: (value: Tensor, digest: Digest)]>([:])
    private let folders = Mutex<[ContentPath: PictureFolder]>([:])

    /// For a gallery: files lie inside it, or in a folder that the command line grants.
    package init(_ paths: ContentPaths) {
        self.paths = paths
        isCommandLine = false
    }

    /// For the command line, which may name any file.
    package init(log: DiagnosticLog) throws(Diagnostic) {
        guard let paths = ContentPaths(root: "/", log: log) else {
            throw Diagnostic(.error, "missing-folder", "the root of the file system cannot be read")
        }
        self.paths = paths
        isCommandLine = true
    }

    /// Finds what the options of a method or metric name.
    ///
    /// - Parameters:
    ///   - entries: the options as written, for the places of mistakes.
    ///   - folder: where relative paths begin.
    ///   - image: the picture whose mask is looked for.
    /// - Returns: by option; nil where something is missing or does not fit the model, all of it reported.
    package func find(
        _ needs: [FileNeed], writtenIn entries: [Setting.Entry], from folder: String, for model: LoadedModel,
        image: GalleryImage?, log: DiagnosticLog
    ) -> [String: FoundFile]? {
        var found: [String: FoundFile] = [:]
        var isComplete = true
        for need in needs {
            let range = entries.first { $0.key == need.option }?.value.range
            let file: FoundFile?
            switch need.kind {
            case .tensor: file = tensor(need, at: range, from: folder, for: model, log: log)
            case .image: file = picture(need, at: range, from: folder, for: model, log: log)
            case .images, .namedImages: file = images(need, at: range, from: folder, for: model, log: log)
            case .masks: file = mask(need, at: range, from: folder, for: model, image: image, log: log)
            }
            found[need.option] = file
            isComplete = isComplete && file != nil
        }
        return isComplete ? found : nil
    }

    /// The pictures of a folder; nil where it cannot be read, which is reported.
    func pictures(in folder: ContentPath, at range: SourceRange?, log: DiagnosticLog) -> PictureFolder? {
        if let known = folders.withLock({ $0[folder] }) { return known }
        guard let pictures = PictureFolder(folder, paths: paths, at: range, log: log) else { return nil }
        folders.withLock { $0[folder] = pictures }
        return pictures
    }

    private func path(
        _ need: FileNeed, at range: SourceRange?, from folder: String, expecting kind: ContentPaths.Kind,
        log: DiagnosticLog
    ) -> ContentPath? {
        paths.resolve(LocatedText(need.path, at: range), from: folder, expecting: kind, log: log)
    }

    private func shown(_ path: ContentPath, _ need: FileNeed) -> String { isCommandLine ? need.path : path.shown }

    private func images(
        _ need: FileNeed, at range: SourceRange?, from folder: String, for model: LoadedModel, log: DiagnosticLog
    ) -> FoundFile? {
        if need.path.hasPrefix(Self.generatedScheme + ":") { return generated(need, at: range, for: model, log: log) }
        guard let path = path(need, at: range, from: folder, expecting: .folder, log: log),
            let pictures = pictures(in: path, at: range, log: log)
        else { return nil }
        let classes = pictures.classes(of: model.model.labels)
        let labels = pictures.labels(classes: classes, named: model.model.labels)
        return FoundFile(
            shown: shown(path, need),
            digest: pictures.digest(classes: classes, labels: need.kind == .namedImages ? labels : nil),
            count: pictures.pictures.count,
            load: { () throws(Diagnostic) in
                .images(pictures.images(for: model.model, classes: classes, labels: labels))
            })
    }

    private static let generatedScheme = "synthetic"

    /// Images of a generated data set in place of a folder.
    private func generated(
        _ need: FileNeed, at range: SourceRange?, for model: LoadedModel, log: DiagnosticLog
    ) -> FoundFile? {
        let found = log.attempt(at: range) { () throws(Diagnostic) in
            try GalleryImage.generated(
                scheme: Self.generatedScheme, rest: String(need.path.dropFirst(Self.generatedScheme.count + 1)),
                at: range)
        }
        guard let images = found else { return nil }
        let classes = images.map { image in image.classLabel.flatMap { try? model.model.labels.index(of: $0) } }
        let preparation = model.model.preprocessing
        let supplied = SuppliedImages(count: images.count, classes: classes, labels: images.map(\.label)) {
            index throws(Diagnostic) in try preparation.tensor(from: images[index].raster())
        }
        return FoundFile(
            shown: need.path,
            digest: Digest(
                of: .array(
                    zip(images, classes).map { image, index in
                        .array([image.identity, index.map(JSON.integer) ?? .null])
                    })),
            count: images.count, load: { () throws(Diagnostic) in .images(supplied) })
    }

    private func picture(
        _ need: FileNeed, at range: SourceRange?, from folder: String, for model: LoadedModel, log: DiagnosticLog
    ) -> FoundFile? {
        guard let path = path(need, at: range, from: folder, expecting: .file, log: log),
            let digest = log.attempt(at: range, { () throws(Diagnostic) in try Digest(ofFile: path.absolute) })
        else { return nil }
        let preprocessing = model.model.preprocessing
        return FoundFile(shown: shown(path, need), digest: digest) { () throws(Diagnostic) in
            .image(try preprocessing.tensor(from: GalleryImage.readRaster(path.absolute, shown: path.shown)))
        }
    }

    /// The picture in a folder that has the image's name, whatever its ending.
    private func mask(
        _ need: FileNeed, at range: SourceRange?, from folder: String, for model: LoadedModel, image: GalleryImage?,
        log: DiagnosticLog
    ) -> FoundFile? {
        guard let path = path(need, at: range, from: folder, expecting: .folder, log: log),
            let masks = pictures(in: path, at: range, log: log)
        else { return nil }
        guard let image else {
            log.error("no-image", "'\(need.option)': a mask goes with an image, and there is none", at: range)
            return nil
        }
        let mask = masks.pictures.first { fileStem($0.path.name) == image.stem && $0.folder == nil }
        guard let mask else {
            log.error(
                "missing-mask", "'\(need.option)': there is no mask '\(image.stem).png' in '\(path.shown)'", at: range)
            return nil
        }
        let preprocessing = model.model.preprocessing
        return FoundFile(shown: shown(path, need), digest: mask.digest) { () throws(Diagnostic) in
            let raster = try GalleryImage.readRaster(mask.path.absolute, shown: mask.path.shown)
            let picture = try image.raster()
            guard (raster.width, raster.height) == (picture.width, picture.height) else {
                throw Diagnostic(
                    .error, "mask-size",
                    "the mask '\(mask.path.shown)' has \(raster.width)×\(raster.height) pixels, the image "
                        + "'\(image.label)' \(picture.width)×\(picture.height)",
                    notes: [.init("a mask has the size of its image; both are resized and cropped alike")])
            }
            let cropped = try preprocessing.cropped(raster).gray()
            return .mask(
                Tensor(
                    shape: [1, cropped.height, cropped.width], elements: cropped.samples.map { Float($0) / 255 }))
        }
    }

    private func tensor(
        _ need: FileNeed, at range: SourceRange?, from folder: String, for model: LoadedModel, log: DiagnosticLog
    ) -> FoundFile? {
        guard let path = path(need, at: range, from: folder, expecting: .file, log: log) else { return nil }
        return log.attempt(at: range) { () throws(Diagnostic) in
            do throws(Diagnostic) {
                let (value, digest) = try tensor(path, shape: model.model.network.inputShape)
                return FoundFile(shown: shown(path, need), digest: digest, load: { .tensor(value) })
            } catch {
                throw Diagnostic(
                    error.severity, error.id, "'\(need.option)': \(error.message)", at: range, notes: error.notes)
            }
        }
    }

    private func tensor(
        _ path: ContentPath, shape: [Int]
    ) throws(Diagnostic) -> (value: Tensor, digest: Digest) {
        let value: Tensor
        let digest: Digest
        if let known = tensors.withLock({ $0[path] }) {
            (value, digest) = known
        } else {
            (value, digest) = try Self.read(path)
            tensors.withLock { [value, digest] in $0[path] = (value, digest) }
        }
        let expected = [1] + shape
        guard value.shape == expected || value.shape == shape else {
            throw Diagnostic(
                .error, "input-shape", "the model reads \(expected), the file '\(path.name)' holds \(value.shape)",
                notes: [.init("store an array of the model's input, preprocessed as its card says")])
        }
        guard value.elements.allSatisfy(\.isFinite) else {
            throw Diagnostic(.error, "not-finite", "the file '\(path.name)' holds values that are not finite")
        }
        return (value.reshaped(to: expected), digest)
    }

    private static func read(_ path: ContentPath) throws(Diagnostic) -> (value: Tensor, digest: Digest) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path.absolute)
        guard let size = attributes?[.size] as? Int, size <= mostBytes,
            let data = FileManager.default.contents(atPath: path.absolute)
        else {
            throw Diagnostic(
                .error, "unreadable-file",
                "the file '\(path.name)' cannot be read, or is larger than the \(mostBytes >> 20) MiB that are read")
        }
        return (try NPY.decode(data, name: path.shown), Digest(of: data))
    }

    /// An input of 4096 × 4096 pixels in float32 has 192 MiB.
    private static let mostBytes = 256 << 20
}

extension JSON {
    /// A group of options with the digests of files in place of their paths.
    func naming(_ files: [String: FoundFile]) -> JSON {
        guard case .object(var members) = self else { return self }
        for (option, file) in files { members[option] = .object(["file": .string(file.digest.hex)]) }
        return .object(members)
    }
}
