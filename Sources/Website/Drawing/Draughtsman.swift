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
    func scale(of maps: [MapSource], isSigned: Bool, colours: ColourMap, percentile: Double) -> ColourScale {
        let style: Normalisation = isSigned || colours.name == ColourMap.diverging.name ? .symmetric : .fromZero
        let identities = Set(maps.flatMap(\.identities)).sorted()
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
        var isWhole = true
        for map in maps {
            guard let loaded = try? map.load() else {
                isWhole = false
                continue
            }
            values += loaded.map { $0.attributionPlane(isSigned: isSigned) }
        }
        let (range, basis) = style.rangeAndBasis(of: values, percentile: percentile)
        if isWhole {
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
        let how = scale.json(isSigned: isSigned, over: explained)
        return try draw(image, how: how, texts: texts) { () throws(Diagnostic) in
            try scale.picture(of: try image.load(), isSigned: isSigned, over: try explained?.load())
        }
    }

    /// A picture as it is, or with its darkest value black and its lightest white, all channels alike.
    func draw(
        _ image: FigureImage, isStretched: Bool = false, texts: [DecodedImage.Text] = []
    ) throws(Diagnostic) -> DrawnPicture {
        var how: [String: JSON] = ["colours": .string("none")]
        if isStretched { how["stretched"] = .bool(true) }
        return try draw(image, how: how, texts: texts) { () throws(Diagnostic) in
            let raster = try Raster(picture: try image.load())
            return (isStretched ? raster.stretched() : raster, nil)
        }
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
        let facts = PictureFacts(
            width: enlarged.width, height: enlarged.height, isEnlarged: factor > 1, map: map)
        keepDrawing(png, facts.json, under: key)
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

    /// Publishes a picture's file, named by its bytes.
    ///
    /// - Returns: its path.
    func file(_ data: Data, ending: String = "png") -> String {
        let path = "images/\(Digest(of: data).hex.prefix(16)).\(ending)"
        files[path] = data
        return path
    }

    private func remember(
        _ data: Data, as facts: PictureFacts, under key: Digest, ending: String = "png"
    ) -> DrawnPicture {
        let path = file(data, ending: ending)
        let picture = DrawnPicture(
            path: path, width: facts.width, height: facts.height, isEnlarged: facts.isEnlarged, map: facts.map)
        drawn[key] = picture
        return picture
    }

    private func kept(_ key: Digest) -> (png: Data, facts: PictureFacts)? {
        guard let (png, body) = drawing(key), let facts = PictureFacts(body) else { return nil }
        return (png, facts)
    }

    /// What the store keeps of a drawing: the file, and what is known of it.
    func drawing(_ key: Digest) -> (png: Data, facts: JSON)? {
        guard let store, case .hit(let record) = lookup(key), let reference = record.blobs["png"] else { return nil }
        do {
            return (try store.blob(reference), record.body)
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

    /// Keeps a file that had to be drawn.
    func keepDrawing(_ png: Data, _ facts: JSON, under key: Digest) {
        drawnCount += 1
        keep(key, facts, blobs: ["png": png])
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
