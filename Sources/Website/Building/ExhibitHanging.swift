import Content
import Gallery
import Pictures

/// The colour scales of an exhibit, by the figures that share them.
struct ExhibitHanging {
    let presentation: Presentation
    private(set) var scales: [ScaleGroup: ColourScale] = [:]
    /// Whether a scale's name must tell the method, or the model.
    let hasSeveralMethods: Bool
    private let mapCount: Int
    /// Whether figures hold several maps each.
    private let hasSheets: Bool
    private let hasOverlays: Bool

    init(_ result: ExhibitResult, colours: String, draughtsman: Draughtsman) {
        presentation = result.presentation
        var maps: [ScaleGroup: [MapSource]] = [:]
        var hasSubjects = false
        for figure in result.figures {
            guard let group = ScaleGroup(figure, scale: presentation.scale), case .done(let done) = figure.state,
                let source = done.content.maps
            else { continue }
            maps[group, default: []].append(source)
            hasSubjects = hasSubjects || done.content.subject != nil
        }
        hasSeveralMethods = Set(maps.keys.map(\.method)).count > 1
        mapCount = maps.values.joined().reduce(0) { $0 + $1.identities.count }
        hasSheets = mapCount > maps.values.reduce(0) { $0 + $1.count }
        hasOverlays = presentation.overlay && hasSubjects
        for (group, images) in maps {
            guard let map = ColourMap.named(colours, isSigned: group.isSigned) else { continue }
            scales[group] = draughtsman.scale(
                of: images, isSigned: group.isSigned, colours: map, percentile: presentation.percentile)
        }
    }

    func group(of figure: Figure?) -> ScaleGroup? {
        figure.flatMap { ScaleGroup($0, scale: presentation.scale) }
    }

    /// The legend of a group, named by what it does not share with the others.
    func legend(of group: ScaleGroup, map: SiteMap, isNamed: Bool) -> LegendView? {
        var names: [String] = []
        if let model = group.model { names.append(map.modelReference(model).title) }
        if hasSeveralMethods { names.append(map.methodReference(group.method).title) }
        return scales[group]?.legend(
            label: isNamed && !names.isEmpty ? names.joined(separator: ", ") : nil, isOverlay: hasOverlays)
    }

    /// What holds for all of the exhibit's scales: where they end, which figures share one, what the colours say.
    var note: String? {
        guard !scales.isEmpty else { return nil }
        var end = "the \(NumberText.ordinal(presentation.percentile)) percentile of magnitudes"
        if presentation.percentile >= 100 { end = "the largest magnitude" }
        var sentences = ["Colour scales end at \(end)\(sharing)."]
        let diverging = scales.filter { $0.value.colours.name == ColourMap.diverging.name }
        if diverging.contains(where: \.key.isSigned) { sentences.append("Red is positive, blue negative.") }
        if hasOverlays {
            sentences.append(
                "The picture lies beneath in gray; the larger a magnitude, the more opaque its colour.")
        }
        return sentences.joined(separator: " ")
    }

    private var sharing: String {
        if mapCount < 2 { return "" }
        if presentation.scale == .each { return ", one scale for each figure" }
        if scales.count == 1 { return ", one scale for all \(hasSheets ? "maps" : "figures")" }
        let hasSeveralModels = Set(scales.keys.map(\.model)).count > 1
        if Set(scales.keys.map(\.map)).count > 1 { return ", one scale for each kind of map" }
        switch (hasSeveralMethods, hasSeveralModels) {
        case (true, true): return ", one scale for each method and model"
        case (true, false): return ", one scale for each method"
        default: return ", one scale for each model"
        }
    }
}
