import Content
import Diagnostics
import Gallery
import Pictures

/// Draws an exhibit and says how it is laid out.
struct ExhibitBuilder {
    let map: SiteMap
    let draughtsman: Draughtsman
    let log: DiagnosticLog
    /// Records to be published, by path.
    private(set) var records: [(path: String, record: JSON)] = []
    /// The figures that have pictures, in their order.
    private(set) var shown: [ShownFigure] = []

    /// A figure with its picture, for cards.
    struct ShownFigure {
        let reference: ExhibitReference
        let figure: String
        let method: String
        let model: String
        let picture: PictureView
    }

    init(map: SiteMap, draughtsman: Draughtsman, log: DiagnosticLog) {
        self.map = map
        self.draughtsman = draughtsman
        self.log = log
    }

    /// - Parameter isLazy: whether the pictures are far down the page.
    mutating func view(
        of result: ExhibitResult, block: Exhibit, caption: HTML?, isLazy: Bool
    ) -> ExhibitView {
        let hanging = ExhibitHanging(result, colours: colours(of: result.presentation), draughtsman: draughtsman)
        var grids: [GridView] = []
        for grid in result.grids {
            var builder = GridBuilder(
                grid: grid, result: result, hanging: hanging, map: map, draughtsman: draughtsman, log: log,
                isLazy: isLazy, alternative: result.figures.count == 1 ? block.alt : nil)
            grids.append(builder.view())
            records += builder.records
            shown += builder.shown
        }
        return ExhibitView(
            id: result.reference.exhibit, title: result.title,
            description: result.figures.count == 1 ? nil : block.alt, caption: caption, credit: result.credit,
            license: block.license, note: result.figures.isEmpty ? "nothing to show" : nil, grids: grids)
    }

    /// What stands in the place of an exhibit that the build could not plan.
    func placeholder(for block: Exhibit, caption: HTML?) -> ExhibitView {
        ExhibitView(
            id: block.id, title: block.id, description: nil, caption: caption, credit: block.credit,
            license: block.license, note: "not computed", grids: [])
    }

    /// The colours as written, `auto` where they are unknown, which is reported.
    private func colours(of presentation: Presentation) -> String {
        let name = presentation.colours.text
        if ColourMap.named(name, isSigned: false) != nil { return name }
        let names = ["auto"] + ColourMap.all.map(\.name)
        log.error(
            "unknown-colours", "there is no colour map '\(name)'" + didYouMean(name, among: names),
            at: presentation.colours.range,
            notes: [.init("there are " + names.map { "'\($0)'" }.joined(separator: ", "))])
        return "auto"
    }
}

/// The colour scales of an exhibit, by the figures that share them.
struct ExhibitHanging {
    let presentation: Presentation
    private(set) var scales: [ScaleGroup: ColourScale] = [:]
    /// Whether a scale's name must tell the method, or the model.
    let hasSeveralMethods: Bool

    init(_ result: ExhibitResult, colours: String, draughtsman: Draughtsman) {
        presentation = result.presentation
        var maps: [ScaleGroup: [FigureImage]] = [:]
        for figure in result.figures {
            guard let group = ScaleGroup(figure, scale: presentation.scale), case .done(let done) = figure.state,
                case .map(let image, _, _) = done.content
            else { continue }
            maps[group, default: []].append(image)
        }
        hasSeveralMethods = Set(maps.keys.map(\.method)).count > 1
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
        return scales[group]?.legend(label: isNamed && !names.isEmpty ? names.joined(separator: ", ") : nil)
    }
}
