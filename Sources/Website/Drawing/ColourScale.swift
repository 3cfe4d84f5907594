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
        guard case .done(let result) = figure.state, case .map(_, let isSigned, _) = result.content else { return nil }
        method = figure.method
        map = figure.map
        self.isSigned = isSigned
        model = scale == .shared ? nil : figure.model
        self.figure = scale == .each ? figure.id : nil
    }
}

/// Which colour stands for which value.
struct ColourScale: Sendable {
    let colours: ColourMap
    let range: ClosedRange<Float>
    /// What the range ends at.
    let basis: Normalisation.Basis

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

extension ColourMap {
    /// The colours that an exhibit asks for, or those that fit its maps; nil for an unknown name.
    static func named(_ name: String, isSigned: Bool) -> ColourMap? {
        if name == "auto" { return isSigned ? .diverging : .sequential }
        return all.first { $0.name == name }
    }
}
