import Content
import Diagnostics
import Gallery
import Pictures
import Store

/// Figures whose values are shown by one scale.
struct ScaleGroup: Hashable {
    /// Maps of different methods have different units and never share a scale; nor do signed and unsigned ones.
    let method: String
    /// Nor do maps of different metrics.
    let map: String?
    let isSigned: Bool
    /// The model whose figures share the scale; nil where those of all models do.
    let model: String?
    /// The only figure that the scale is of; nil where several share it.
    let figure: String?

    init?(_ figure: Figure, scale: Presentation.Scale) {
        guard case .done(let result) = figure.state, let isSigned = result.content.isSignedMap else { return nil }
        method = figure.method
        map = figure.map
        self.isSigned = isSigned
        model = scale == .shared ? nil : figure.model
        self.figure = scale == .each ? figure.id : nil
    }
}

/// Maps that are read at once.
struct MapSource {
    let identities: [Digest]
    let load: () throws(Diagnostic) -> [FloatRaster]

    init(_ image: FigureImage) {
        identities = [image.identity]
        load = { () throws(Diagnostic) in [try image.load()] }
    }

    init(_ sheet: FigureSheet) {
        identities = sheet.cells.map(\.image.identity)
        load = sheet.load
    }
}

extension FigureResult.Content {
    /// The maps that it shows.
    var maps: MapSource? {
        switch self {
        case .map(let image, _, _): MapSource(image)
        case .sheet(let sheet, _) where isSignedMap != nil: MapSource(sheet)
        default: nil
        }
    }

    /// Whether the signs of its maps mean something; nil where it shows none.
    var isSignedMap: Bool? {
        switch self {
        case .map(_, let isSigned, _): return isSigned
        case .sheet(let sheet, _):
            guard case .maps(let isSigned) = sheet.kind else { return nil }
            return isSigned
        case .picture, .predictions, .verdicts: return nil
        }
    }

    /// The picture that it is said of.
    var subject: FigureImage? {
        switch self {
        case .map(_, _, let explained), .picture(_, let explained), .sheet(_, let explained): explained
        case .predictions(_, let image): image
        case .verdicts(let verdicts): verdicts.first?.image
        }
    }
}

/// Which colour stands for which value.
struct ColourScale: Sendable {
    let colours: ColourMap
    let range: ClosedRange<Float>
    /// What the range ends at.
    let basis: Normalisation.Basis

    /// A map in these colours, over the picture that it explains where there is one to lie over.
    func picture(
        of map: FloatRaster, isSigned: Bool, over explained: FloatRaster?
    ) throws(Diagnostic) -> (Raster, MapFindings?) {
        let plane = map.attributionPlane(isSigned: isSigned)
        let findings = MapFindings(plane)
        guard let explained else { return (Pictures.picture(of: plane, with: colours, range: range), findings) }
        let below = try Raster(picture: explained)
        return (Pictures.picture(of: plane, over: below, with: OverlayColours(colours, range: range)), findings)
    }

    /// All that such a picture depends on besides the map.
    func json(isSigned: Bool, over explained: FigureImage?) -> [String: JSON] {
        var how: [String: JSON] = [
            "colours": .string(colours.name), "signed": .bool(isSigned),
            "low": .number(Double(range.lowerBound)), "high": .number(Double(range.upperBound)),
        ]
        if let explained { how["over"] = .string(explained.identity.hex) }
        return how
    }

    /// - Parameter isOverlay: whether the colours are as they are over a picture.
    func legend(label: String?, isOverlay: Bool) -> LegendView {
        let (low, high) = (NumberText.short(Double(range.lowerBound)), NumberText.short(Double(range.upperBound)))
        let middle = range.lowerBound == -range.upperBound ? ", zero in the middle" : ""
        let stops = isOverlay ? OverlayColours(colours, range: range).stops(count: 13) : colours.stops(count: 13)
        let note: String? =
            switch basis {
            case .percentile: nil
            case .largest: "ends at the largest magnitude: nearly all values are 0"
            case .nothing: "there is no value but 0"
            }
        return LegendView(
            label: label, stops: stops.joined(separator: ", "), low: low, high: high,
            description: (label.map { $0 + ": " } ?? "") + "colours from \(low) to \(high)" + middle, note: note)
    }
}

extension Raster {
    /// Throws `no-picture` where there are more channels than a picture has.
    init(picture values: FloatRaster) throws(Diagnostic) {
        guard values.channels <= 4 else {
            throw Diagnostic(
                .error, "no-picture", "\(values.channels) channels are no picture; it takes 1 to 4",
                at: nil as SourceRange?)
        }
        self.init(values)
    }
}

extension ColourMap {
    /// The colours that an exhibit asks for, or those that fit its maps; nil for an unknown name.
    static func named(_ name: String, isSigned: Bool) -> ColourMap? {
        if name == "auto" { return isSigned ? .diverging : .sequential }
        return all.first { $0.name == name }
    }
}
