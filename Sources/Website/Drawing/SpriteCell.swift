import Diagnostics
import Gallery
import Pictures
import Store

/// A small picture on a sprite sheet: what it is drawn from, and how.
struct SpriteCell {
    /// All that its pixels depend on.
    let identity: JSON
    /// Of the picture as it is before it is fitted into its cell.
    let width: Int
    let height: Int
    let raster: () throws(Diagnostic) -> (Raster, MapFindings?)

    private init(
        identity: JSON, width: Int, height: Int, raster: @escaping () throws(Diagnostic) -> (Raster, MapFindings?)
    ) {
        self.identity = identity
        self.width = width
        self.height = height
        self.raster = raster
    }

    /// A picture as it is, or with its darkest value black and its lightest white.
    init(_ image: FigureImage, pixels: LoadedPixels, at index: Int, isStretched: Bool = false) {
        var identity: [String: JSON] = ["image": .string(image.identity.hex), "colours": .string("none")]
        if isStretched { identity["stretched"] = .bool(true) }
        self.init(
            identity: .object(identity), width: image.width, height: image.height
        ) { () throws(Diagnostic) in
            let raster = try Raster(picture: try pixels.raster(at: index))
            return (isStretched ? raster.stretched() : raster, nil)
        }
    }

    /// A map in the colours of a scale, over the picture that it explains where there is one to lie over.
    init(
        map image: FigureImage, pixels: LoadedPixels, at index: Int, isSigned: Bool, by scale: ColourScale,
        over explained: (image: FigureImage, pixels: LoadedPixels)?
    ) {
        var identity = scale.json(isSigned: isSigned, over: explained?.image)
        identity["image"] = .string(image.identity.hex)
        let shown = explained?.image ?? image
        self.init(identity: .object(identity), width: shown.width, height: shown.height) { () throws(Diagnostic) in
            try scale.picture(
                of: try pixels.raster(at: index), isSigned: isSigned, over: try explained?.pixels.raster(at: 0))
        }
    }

    /// Up to four cells as one, two by two.
    init?(montageOf cells: [SpriteCell]) {
        guard let first = cells.first else { return nil }
        let shown = Array(cells.prefix(4))
        if shown.count == 1 {
            self = first
            return
        }
        self.init(
            identity: .object(["montage": .array(shown.map(\.identity))]), width: 2 * first.width,
            height: (shown.count + 1) / 2 * first.height
        ) { () throws(Diagnostic) in
            var rasters: [Raster] = []
            for cell in shown { rasters.append(try cell.raster().0) }
            return (try contactSheet(of: rasters, columns: 2, gap: 0), nil)
        }
    }
}

/// Pixels that are read once, when the first of them are wanted, for as long as somebody draws from them.
final class LoadedPixels {
    private let load: () throws(Diagnostic) -> [FloatRaster]
    private var loaded: Result<[FloatRaster], Diagnostic>?

    init(_ load: @escaping () throws(Diagnostic) -> [FloatRaster]) { self.load = load }

    convenience init(_ image: FigureImage) { self.init { () throws(Diagnostic) in [try image.load()] } }

    func raster(at index: Int) throws(Diagnostic) -> FloatRaster {
        let result: Result<[FloatRaster], Diagnostic>
        if let loaded {
            result = loaded
        } else {
            do throws(Diagnostic) {
                result = .success(try load())
            } catch {
                result = .failure(error)
            }
            loaded = result
        }
        let rasters = try result.get()
        guard rasters.indices.contains(index) else {
            throw Diagnostic(.error, "damaged-record", "a stored result has fewer pictures than it says")
        }
        return rasters[index]
    }
}
