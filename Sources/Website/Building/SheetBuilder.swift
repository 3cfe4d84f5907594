import Diagnostics
import Gallery
import Pictures

/// Lays small pictures out on a sheet.
struct SheetBuilder {
    let kernels: KernelIndex
    let draughtsman: Draughtsman
    let log: DiagnosticLog
    let isLazy: Bool

    /// What a cell of a sheet shows.
    struct Cell {
        var id: String?
        var sprite: SpriteCell?
        let label: String
        /// The label with what the reader of the sheet sees beside it: "map 12".
        let name: String
        var value: Double?
        var remarks: [String] = []
        var kernel: KernelReference?
        /// Where it leads to if the kernel has no page.
        var record: String?
        var failure: String?
        var isMissing = false
    }

    /// A sheet, and the cells of it that are of kernels.
    struct Built {
        let view: SheetView
        let kernels: [(kernel: KernelReference, cell: SheetCellView, style: String)]
    }

    /// - Parameter columns: how many stand in a row where the cells form a grid of their own.
    func build(
        _ cells: [Cell], columns: Int? = nil, title: String? = nil, subject: PictureView? = nil, description: String,
        legend: LegendView? = nil, remarks: [String] = [], texts: [DecodedImage.Text] = []
    ) -> Built {
        let drawn = cells.compactMap(\.sprite)
        let (size, side) = Self.size(of: cells.count, isMosaic: columns != nil)
        let format = SpriteFormat(drawn, side: side, count: drawn.count)
        var sprites = draughtsman.draw(drawn, in: format, texts: texts)[...]
        var views: [SheetCellView] = []
        for cell in cells {
            views.append(
                view(of: cell, cell.sprite == nil ? nil : sprites.popFirst(), isMosaic: columns != nil))
        }
        let style =
            "--cell-width:\(format.cellWidth);--cell-height:\(format.cellHeight);"
            + "--sprite-width:\(format.width(of: drawn.count))"
        var mosaic: SheetView.Mosaic?
        if let columns, columns > 0 {
            let starts = stride(from: 0, to: views.count, by: columns)
            mosaic = SheetView.Mosaic(
                rows: starts.map { .init(cells: Array(views[$0..<min($0 + columns, views.count)])) })
        }
        let sheet = SheetView(
            title: title, subject: subject, description: description, size: size,
            style: style + (columns.map { ";--columns:\($0)" } ?? ""), cells: mosaic == nil ? views : [],
            hasCells: mosaic == nil && !views.isEmpty, mosaic: mosaic, legend: legend, remarks: remarks)
        return Built(
            view: sheet,
            kernels: zip(cells, views).compactMap { cell, view in cell.kernel.map { ($0, view, style) } })
    }

    /// The more there are, the smaller they are.
    private static func size(of count: Int, isMosaic: Bool) -> (name: String, side: Int) {
        if isMosaic { return ("mosaic", count <= 64 ? 96 : 64) }
        if count <= 12 { return ("large", 224) }
        return count <= 60 ? ("medium", 128) : ("small", 96)
    }

    private func view(of cell: Cell, _ sprite: Result<DrawnSprite, Diagnostic>?, isMosaic: Bool) -> SheetCellView {
        var (remarks, failure) = (cell.remarks, cell.failure)
        if let constant = (try? sprite?.get())?.map?.constant { remarks.append("all \(NumberText.short(constant))") }
        let value = cell.value.map(NumberText.short)
        var summary = ([cell.name] + [value].compactMap { $0 } + remarks).joined(separator: ", ")
        var view: SpriteView?
        switch sprite {
        case .success(let drawn):
            view = SpriteView(
                source: drawn.path, alternative: isMosaic ? summary : cell.name, width: drawn.width,
                height: drawn.height, x: drawn.x,
                y: drawn.y, isEnlarged: drawn.isEnlarged, isLazy: isLazy)
        case .failure(let error):
            log.add(error)
            failure = error.message
            summary += ", failed: \(error.message)"
        case nil: break
        }
        return SheetCellView(
            id: cell.id, sprite: view, label: cell.label, value: value, remarks: remarks,
            href: cell.kernel.flatMap(kernels.address) ?? cell.record,
            summary: summary, failure: failure,
            isMissing: cell.isMissing)
    }
}
