import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store

/// Draws figures to PNG files, and keeps in the store what it has drawn.
final class Draughtsman {
    /// Raised when the same values would be drawn differently.
    static let revision = 2

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
            let high = record.body["high"]?.numberValue, Float(low) <= Float(high),
            let basis = record.body["basis"]?.stringValue.flatMap(Normalisation.Basis.init(rawValue:))
        {
            return ColourScale(colours: colours, range: Float(low)...Float(high), basis: basis)
        }
        var values: [FloatRaster] = []
        for map in maps {
            if let map = try? map.load().attributionPlane(isSigned: isSigned) { values.append(map) }
        }
        let (range, basis) = style.rangeAndBasis(of: values, percentile: percentile)
        if values.count == maps.count {
            keep(
                key,
                .object([
                    "low": .number(Double(range.lowerBound)), "high": .number(Double(range.upperBound)),
                    "basis": .string(basis.rawValue),
                ]))
        }
        return ColourScale(colours: colours, range: range, basis: basis)
    }

    /// A map in the colours of a scale, over the picture that it explains where there is one to lie over.
    func draw(
        _ image: FigureImage, isSigned: Bool, by scale: ColourScale, over explained: FigureImage?,
        texts: [DecodedImage.Text]
    ) throws(Diagnostic) -> DrawnPicture {
        var how: [String: JSON] = [
            "colours": .string(scale.colours.name), "signed": .bool(isSigned),
            "low": .number(Double(scale.range.lowerBound)), "high": .number(Double(scale.range.upperBound)),
        ]
        if let explained { how["over"] = .string(explained.identity.hex) }
        return try draw(image, how: how, texts: texts) { () throws(Diagnostic) in
            let plane = try image.load().attributionPlane(isSigned: isSigned)
            let findings = MapFindings(plane)
            guard let explained else { return (picture(of: plane, with: scale.colours, range: scale.range), findings) }
            let colours = OverlayColours(scale.colours, range: scale.range)
            return (picture(of: plane, over: try Self.raster(of: explained), with: colours), findings)
        }
    }

    /// A picture as it is, or with its darkest value black and its lightest white, all channels alike.
    func draw(
        _ image: FigureImage, isStretched: Bool = false, texts: [DecodedImage.Text] = []
    ) throws(Diagnostic) -> DrawnPicture {
        var how: [String: JSON] = ["colours": .string("none")]
        if isStretched { how["stretched"] = .bool(true) }
        return try draw(image, how: how, texts: texts) { () throws(Diagnostic) in
            let raster = try Self.raster(of: image)
            return (isStretched ? raster.stretched() : raster, nil)
        }
    }

    private static func raster(of image: FigureImage) throws(Diagnostic) -> Raster {
        let values = try image.load()
        guard values.channels <= 4 else {
            throw Diagnostic(
                .error, "no-picture", "\(values.channels) channels are no picture; it takes 1 to 4",
                at: nil as SourceRange?)
        }
        return Raster(values)
    }

    private func draw(
        _ image: FigureImage, how: [String: JSON], texts: [DecodedImage.Text],
        raster: () throws(Diagnostic) -> (Raster, MapFindings?)
    ) throws(Diagnostic) -> DrawnPicture {
        var job = how
        job["schema"] = .string("vitrine-picture-1")
        job["revision"] = .integer(Self.revision)
        job["image"] = .string(image.identity.hex)
        job["texts"] = .array(texts.map { .array([.string($0.keyword), .string($0.value)]) })
        let key = Digest(of: .object(job))
        if let picture = drawn[key] { return picture }
        if let kept = kept(key) { return remember(kept.png, as: kept.facts, under: key) }
        let (original, map) = try raster()
        let factor = Self.enlargement(width: original.width, height: original.height)
        let enlarged = try original.enlarged(by: factor)
        let png = try encodePNG(enlarged, texts: texts)
        drawnCount += 1
        let facts = PictureFacts(
            width: enlarged.width, height: enlarged.height, isEnlarged: factor > 1, map: map)
        keep(key, facts.json, blobs: ["png": png])
        return remember(png, as: facts, under: key)
    }

    /// A picture file that somebody else made, published as it is.
    func publish(_ data: Data, at path: String) throws(Diagnostic) -> DrawnPicture {
        let digest = Digest(of: data)
        let key = Digest(of: .object(["schema": .string("vitrine-image-file-1"), "file": .string(digest.hex)]))
        if let picture = drawn[key] { return picture }
        if case .hit(let record) = lookup(key), let facts = PictureFacts(record.body),
            let format = record.body["format"]?.stringValue.flatMap(ImageFormat.init(rawValue:))
        {
            return remember(data, as: facts, under: key, ending: format.ending)
        }
        let image = try decodeImage(data: data, path: path)
        for warning in image.warnings { log.add(warning) }
        let facts = PictureFacts(width: image.raster.width, height: image.raster.height, isEnlarged: false, map: nil)
        var body = facts.json.objectValue ?? [:]
        body["format"] = .string(image.format.rawValue)
        keep(key, .object(body))
        return remember(data, as: facts, under: key, ending: image.format.ending)
    }

    /// The whole factor by which a small picture is enlarged, so that it shows crisply at about 192 to 256 pixels.
    static func enlargement(width: Int, height: Int) -> Int {
        max(1, 256 / max(width, height, 1))
    }

    private func remember(
        _ data: Data, as facts: PictureFacts, under key: Digest, ending: String = "png"
    ) -> DrawnPicture {
        let path = "images/\(Digest(of: data).hex.prefix(16)).\(ending)"
        files[path] = data
        let picture = DrawnPicture(
            path: path, width: facts.width, height: facts.height, isEnlarged: facts.isEnlarged, map: facts.map)
        drawn[key] = picture
        return picture
    }

    private func kept(_ key: Digest) -> (png: Data, facts: PictureFacts)? {
        guard let store, case .hit(let record) = lookup(key), let reference = record.blobs["png"],
            let facts = PictureFacts(record.body)
        else { return nil }
        do {
            return (try store.blob(reference), facts)
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

/// What the store keeps beside a picture's file.
private struct PictureFacts {
    let width: Int
    let height: Int
    let isEnlarged: Bool
    let map: MapFindings?

    init(width: Int, height: Int, isEnlarged: Bool, map: MapFindings?) {
        self.width = width
        self.height = height
        self.isEnlarged = isEnlarged
        self.map = map
    }

    init?(_ json: JSON) {
        guard let width = json["width"]?.integerValue, let height = json["height"]?.integerValue,
            let isEnlarged = json["enlarged"]?.boolValue
        else { return nil }
        self.init(width: width, height: height, isEnlarged: isEnlarged, map: MapFindings(json["map"]))
    }

    var json: JSON {
        .object([
            "width": .integer(width), "height": .integer(height), "enlarged": .bool(isEnlarged),
            "map": map?.json ?? .null,
        ])
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
