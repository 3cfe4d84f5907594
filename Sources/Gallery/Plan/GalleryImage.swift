package import Content
package import Diagnostics
import Foundation
package import Pictures
import Store
import Training

/// A picture that figures explain: a file, or one that a generated data set draws.
package struct GalleryImage: Sendable {
    /// What people call it: the file's name without ending and WordNet number, or its place in the data set.
    package let label: String
    /// The file's name without its ending, by which a mask is found; of a generated picture its place, with hyphens.
    package let stem: String
    /// How the command line names it.
    package let argument: String
    /// What it is made of, for keys.
    package let identity: JSON
    package let range: SourceRange?
    /// What a generated data set says it shows; nil for a file.
    let classLabel: String?
    package let raster: @Sendable () throws(Diagnostic) -> Raster

    /// The pictures an entry stands for; mistakes are reported at its place.
    package static func images(for item: ImageItem, log: DiagnosticLog) -> [GalleryImage] {
        switch item.reference {
        case .file(let path):
            log.attempt(at: item.range) { () throws(Diagnostic) in
                [try file(path.absolute, shown: path.shown, at: item.range)]
            } ?? []
        case .generated(let scheme, let rest):
            log.attempt(at: item.range) { () throws(Diagnostic) in
                try generated(scheme: scheme, rest: rest, at: item.range)
            } ?? []
        }
    }

    private static func file(
        _ path: String, shown: String, at range: SourceRange?
    ) throws(Diagnostic) -> GalleryImage {
        let name = String(path.split(separator: "/").last ?? "")
        return GalleryImage(
            label: label(ofFile: name), stem: fileStem(name), argument: shown,
            identity: .object(["sha256": .string(try Digest(ofFile: path).hex)]), range: range, classLabel: nil
        ) { () throws(Diagnostic) in
            try readRaster(path, shown: shown)
        }
    }

    /// "n04254680_soccer_ball.JPEG" is "soccer ball".
    package static func label(ofFile name: String) -> String {
        var stem = fileStem(name)
        let digits = stem.dropFirst().prefix(8)
        if stem.first == "n", digits.count == 8, digits.allSatisfy(\.isNumber), stem.dropFirst(9).first == "_" {
            stem = String(stem.dropFirst(10))
        }
        return stem.replacing("_", with: " ")
    }

    package static func readRaster(_ path: String, shown: String) throws(Diagnostic) -> Raster {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw Diagnostic(.error, "unreadable-picture", "the picture cannot be read", at: .file(shown))
        }
        return try decodeImage(data: data, path: shown).raster
    }
}

extension GalleryImage {
    /// The one picture that an argument on the command line names: a file's path, or `synthetic:…`.
    package static func named(_ argument: String) throws(Diagnostic) -> GalleryImage {
        guard argument.hasPrefix("synthetic:") else { return try file(argument, shown: argument, at: nil) }
        let images = try generated(scheme: "synthetic", rest: String(argument.dropFirst(10)), at: nil)
        guard images.count == 1 else {
            throw Diagnostic(.error, "several-pictures", "'\(argument)' names \(images.count) pictures; name one")
        }
        return images[0]
    }

    static func generated(
        scheme: String, rest: String, at range: SourceRange?
    ) throws(Diagnostic) -> [GalleryImage] {
        guard scheme == "synthetic" else {
            throw Diagnostic(
                .error, "unknown-scheme",
                "no pictures are known as '\(scheme):'" + didYouMean(scheme, among: ["synthetic"]), at: range,
                notes: [.init("write a path, or 'synthetic:shapes/test/0..7'")])
        }
        if rest == "hues" { return [hues(at: range)] }
        let reference = try GeneratedImageReference(rest, at: range)
        let dataset = GeneratedDataset(reference.kind)
        return reference.indices.map { index in
            let name = "\(reference.kind.rawValue)/\(reference.split.rawValue)/\(index)"
            let classLabel = dataset.labels[dataset.label(index, of: reference.split)]
            return GalleryImage(
                label: "\(classLabel) \(index)",
                stem: name.replacing("/", with: "-"), argument: "synthetic:" + name,
                identity: .object([
                    "generated": .string(name), "size": .integer(dataset.size), "seed": .integer(Int(dataset.seed)),
                    "revision": .integer(GeneratedDataset.revision),
                ]), range: range, classLabel: classLabel
            ) { () throws(Diagnostic) in
                Raster(
                    FloatRaster(
                        channels: 3, height: dataset.size, width: dataset.size,
                        values: dataset.image(index, of: reference.split)))
            }
        }
    }
}

extension GalleryImage {
    private static func hues(at range: SourceRange?) -> GalleryImage {
        GalleryImage(
            label: "hues", stem: "hues", argument: "synthetic:hues",
            identity: .object([
                "generated": .string("hues"), "size": .integer(HuePicture.size),
                "revision": .integer(HuePicture.revision),
            ]), range: range, classLabel: nil
        ) { () throws(Diagnostic) in HuePicture.raster }
    }
}

/// A file's name without its ending.
func fileStem(_ name: String) -> String { name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name }
