import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store

/// Draws figures to PNG files, and keeps in the store what it has drawn.
final class Draughtsman {
    /// Raised when the same values would be drawn differently.
    static let revision = 1

    private let store: ResultStore?
    private let log: DiagnosticLog
    private(set) var files: [String: Data] = [:]
    /// How many pictures had to be drawn because the store did not have them.
    private(set) var drawnCount = 0
    private var drawn: [Digest: DrawnPicture] = [:]
    /// The keys of what the store keeps for these pictures, which a collection should spare.
    private(set) var keys: Set<Digest> = []

    init(store: ResultStore?, log: DiagnosticLog) {
        self.store = store
        self.log = log
    }

    /// The scale of maps that are shown together: over a symmetric range where zero is in the middle of the colours,
    /// otherwise from zero, up to a percentile of the magnitudes. A map that cannot be read has no say in it.
    func scale(of maps: [FigureImage], isSigned: Bool, colours: ColourMap, percentile: Double) -> ColourScale {
        let style: Normalisation = isSigned || colours.name == ColourMap.diverging.name ? .symmetric : .fromZero
        let identities = Set(maps.map(\.identity)).sorted()
        let key = Digest(
            of: .object([
                "schema": .string("vitrine-scale-1"), "revision": .integer(Self.revision),
                "style": .string(style.rawValue),
                "signed": .bool(isSigned), "percentile": .number(percentile),
                "maps": .array(identities.map { .string($0.hex) }),
            ]))
        if case .hit(let record) = lookup(key), let low = record.body["low"]?.numberValue,
            let high = record.body["high"]?.numberValue, Float(low) <= Float(high)
        {
            return ColourScale(colours: colours, range: Float(low)...Float(high))
        }
        var values: [FloatRaster] = []
        for map in maps {
            if let map = try? map.load().attributionPlane(isSigned: isSigned) { values.append(map) }
        }
        let range = style.range(of: values, percentile: percentile)
        if values.count == maps.count {
            keep(
                key, .object(["low": .number(Double(range.lowerBound)), "high": .number(Double(range.upperBound))]))
        }
        return ColourScale(colours: colours, range: range)
    }

    /// A map in the colours of a scale.
    func draw(
        _ image: FigureImage, isSigned: Bool, by scale: ColourScale, texts: [DecodedImage.Text]
    ) throws(Diagnostic) -> DrawnPicture {
        let how: [String: JSON] = [
            "colours": .string(scale.colours.name), "signed": .bool(isSigned),
            "low": .number(Double(scale.range.lowerBound)), "high": .number(Double(scale.range.upperBound)),
        ]
        return try draw(image, how: how, texts: texts) { () throws(Diagnostic) in
            picture(of: try image.load().attributionPlane(isSigned: isSigned), with: scale.colours, range: scale.range)
        }
    }

    /// A picture as it is.
    func draw(
        _ image: FigureImage, texts: [DecodedImage.Text] = []
    ) throws(Diagnostic) -> DrawnPicture {
        try draw(image, how: ["colours": .string("none")], texts: texts) { () throws(Diagnostic) in
            let values = try image.load()
            guard values.channels <= 4 else {
                throw Diagnostic(
                    .error, "no-picture", "\(values.channels) channels are no picture; it takes 1 to 4",
                    at: nil as SourceRange?)
            }
            return Raster(values)
        }
    }

    private func draw(
        _ image: FigureImage, how: [String: JSON], texts: [DecodedImage.Text],
        raster: () throws(Diagnostic) -> Raster
    ) throws(Diagnostic) -> DrawnPicture {
        let factor = Self.enlargement(width: image.width, height: image.height)
        var job = how
        job["schema"] = .string("vitrine-picture-1")
        job["revision"] = .integer(Self.revision)
        job["image"] = .string(image.identity.hex)
        job["factor"] = .integer(factor)
        job["texts"] = .array(texts.map { .array([.string($0.keyword), .string($0.value)]) })
        let key = Digest(of: .object(job))
        if let picture = drawn[key] { return picture }
        if let kept = kept(key) { return remember(kept.png, kept.width, kept.height, factor, under: key) }
        let raster = try raster().enlarged(by: factor)
        let png = try encodePNG(raster, texts: texts)
        drawnCount += 1
        keep(key, .object(["width": .integer(raster.width), "height": .integer(raster.height)]), blobs: ["png": png])
        return remember(png, raster.width, raster.height, factor, under: key)
    }

    /// A picture file that somebody else made, published as it is.
    func publish(_ data: Data, at path: String) throws(Diagnostic) -> DrawnPicture {
        let digest = Digest(of: data)
        let key = Digest(of: .object(["schema": .string("vitrine-image-file-1"), "file": .string(digest.hex)]))
        if let picture = drawn[key] { return picture }
        if case .hit(let record) = lookup(key), let width = record.body["width"]?.integerValue,
            let height = record.body["height"]?.integerValue,
            let format = record.body["format"]?.stringValue.flatMap(ImageFormat.init(rawValue:))
        {
            return remember(data, width, height, 1, under: key, ending: format.ending)
        }
        let image = try decodeImage(data: data, path: path)
        for warning in image.warnings { log.add(warning) }
        let raster = image.raster
        keep(
            key,
            .object([
                "width": .integer(raster.width), "height": .integer(raster.height),
                "format": .string(image.format.rawValue),
            ]))
        return remember(data, raster.width, raster.height, 1, under: key, ending: image.format.ending)
    }

    /// The whole factor by which a small picture is enlarged, so that it shows crisply at about 192 to 256 pixels.
    static func enlargement(width: Int, height: Int) -> Int {
        max(1, 256 / max(width, height, 1))
    }

    private func remember(
        _ data: Data, _ width: Int, _ height: Int, _ factor: Int, under key: Digest, ending: String = "png"
    ) -> DrawnPicture {
        let path = "images/\(Digest(of: data).hex.prefix(16)).\(ending)"
        files[path] = data
        let picture = DrawnPicture(path: path, width: width, height: height, isEnlarged: factor > 1)
        drawn[key] = picture
        return picture
    }

    private func kept(_ key: Digest) -> (png: Data, width: Int, height: Int)? {
        guard let store, case .hit(let record) = lookup(key), let reference = record.blobs["png"],
            let width = record.body["width"]?.integerValue, let height = record.body["height"]?.integerValue
        else { return nil }
        do {
            return (try store.blob(reference), width, height)
        } catch {
            log.add(error)
            return nil
        }
    }

    private func lookup(_ key: Digest) -> ResultStore.Lookup {
        keys.insert(key)
        let found = store?.record(for: key) ?? .miss
        if case .damaged(let warning) = found { log.add(warning) }
        return found
    }

    /// A drawing that cannot be kept is drawn again next time; the page does not need the store.
    private func keep(_ key: Digest, _ body: JSON, blobs: [String: Data] = [:]) {
        do {
            try store?.write(key: key, body: body, blobs: blobs)
        } catch {
            var warning = error
            warning.severity = .warning
            log.add(warning)
        }
    }
}

extension ImageFormat {
    fileprivate var ending: String {
        switch self {
        case .png: "png"
        case .jpeg: "jpg"
        }
    }
}
