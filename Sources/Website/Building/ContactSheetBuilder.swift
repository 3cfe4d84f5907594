import Diagnostics
import Gallery

/// Lays the figures of many kernels out as small pictures, each of which leads to the page of its kernel.
struct ContactSheetBuilder {
    private(set) var figures: FigureBuilder
    let line: [Figure]
    let title: String

    init(figures: FigureBuilder, line: [Figure], title: String) {
        self.figures = figures
        self.line = line
        self.title = title
    }

    /// The layer that all kernels are of; nil where they are of several.
    static func layer(of figures: [Figure]) -> String? {
        let layers = Set(figures.map { $0.kernel?.layer })
        return layers.count == 1 ? layers.first.flatMap { $0 } : nil
    }

    mutating func view(subject: PictureView?, legend: LegendView?) -> SheetView {
        let isOneLayer = Self.layer(of: line) != nil
        // Cards show four pictures at most.
        let shown = Set(line.filter { $0.result != nil }.prefix(4).map(\.id))
        var cells: [SheetBuilder.Cell] = []
        for figure in line {
            cells.append(cell(of: figure, isOneLayer: isOneLayer, isShown: shown.contains(figure.id)))
        }
        return SheetBuilder(
            kernels: figures.map.kernels, draughtsman: figures.draughtsman, log: figures.log, isLazy: figures.isLazy
        ).build(
            cells, title: title.isEmpty ? nil : title,
            subject: subject,
            description: [figures.result.title, title].filter { !$0.isEmpty }.joined(separator: ", "), legend: legend,
            remarks: remarks
        ).view
    }

    private mutating func cell(of figure: Figure, isOneLayer: Bool, isShown: Bool) -> SheetBuilder.Cell {
        let name =
            figure.kernel.map { "\($0.layer)/\($0.channel)" } ?? figure.coordinates.map(\.label).joined(separator: ", ")
        let label = isOneLayer ? figure.kernel.map { String($0.channel) } ?? name : name
        var cell = SheetBuilder.Cell(id: figure.id, label: label, name: name, kernel: figure.kernel)
        switch figure.state {
        case .missing: cell.isMissing = true
        case .failed(let reason): cell.failure = reason
        case .done(let done):
            do throws(Diagnostic) {
                cell.record = try figures.keep(figure, done, isShown: isShown)
                cell.sprite = SpriteCell(montageOf: figures.sprites(of: figure, done))
            } catch {
                figures.log.add(error)
                cell.failure = error.message
            }
            if done.isDead { cell.remarks.append("dead") }
        }
        return cell
    }

    /// Which kernels are dead, failed, or not computed.
    private var remarks: [String] {
        func channels(_ belongs: (Figure) -> Bool) -> [String] {
            line.filter(belongs).map { figure in figure.kernel.map { String($0.channel) } ?? figure.id }
        }
        func sentence(_ channels: [String], _ one: String, _ several: String) -> String? {
            guard !channels.isEmpty else { return nil }
            let whole = channels.count == line.count
            return "\(channels.count) of \(line.count) \(channels.count == 1 ? one : several)"
                + (whole ? "" : ": " + channels.joined(separator: ", "))
        }
        return [
            sentence(channels { $0.result?.isDead ?? false }, "kernels is dead", "kernels are dead"),
            sentence(
                channels { figure in
                    if case .failed = figure.state { true } else { false }
                }, "figures failed", "figures failed"),
            sentence(
                channels { figure in
                    if case .missing = figure.state { true } else { false }
                }, "figures is not computed", "figures are not computed"),
        ].compactMap { $0 }
    }
}

extension Figure {
    var result: FigureResult? {
        if case .done(let done) = state { done } else { nil }
    }
}
