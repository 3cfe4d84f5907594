import Diagnostics
import Gallery
import Store

/// What exhibits leave for the rest of the site: records, cards, and what is known of kernels.
struct ExhibitOutput {
    /// Records to be published, by path.
    private(set) var records: [(path: String, record: JSON)] = []
    /// The figures that have pictures, in their order.
    private(set) var shown: [ShownFigure] = []
    private(set) var kernels: [KernelReference: KernelSightings] = [:]

    /// A figure with its picture, for cards.
    struct ShownFigure {
        let reference: ExhibitReference
        let figure: String
        let method: String
        let model: String
        let picture: PictureView
    }

    mutating func show(_ figure: Figure, of reference: ExhibitReference, as picture: PictureView) {
        shown.append(
            ShownFigure(
                reference: reference, figure: figure.id, method: figure.method, model: figure.model, picture: picture))
    }

    /// - Returns: where the figure's record will be.
    mutating func record(_ done: FigureResult) -> String {
        let path = "records/\(done.key.hex).json"
        records.append((path, done.record))
        return path
    }

    /// Keeps a figure of a kernel for the kernel's page.
    mutating func add(_ figure: Figure, of result: ExhibitResult, hanging: ExhibitHanging) {
        guard let kernel = figure.kernel else { return }
        kernels[kernel, default: KernelSightings()].figures.append(
            .init(figure: figure, result: result, hanging: hanging))
    }

    /// Keeps a cell of a sheet for the page of its kernel.
    mutating func add(
        _ cell: (kernel: KernelReference, cell: SheetCellView, style: String), of figure: Figure,
        in result: ExhibitResult
    ) {
        kernels[cell.kernel, default: KernelSightings()].cells.append(
            .init(cell: cell.cell, style: cell.style, figure: figure, result: result))
    }

    mutating func add(_ other: ExhibitOutput) {
        records += other.records
        shown += other.shown
        kernels.merge(other.kernels) { KernelSightings(figures: $0.figures + $1.figures, cells: $0.cells + $1.cells) }
    }
}

/// Where a kernel is on view.
struct KernelSightings {
    var figures: [Whole] = []
    var cells: [Part] = []

    /// A figure of the kernel.
    struct Whole {
        let figure: Figure
        let result: ExhibitResult
        let hanging: ExhibitHanging
    }

    /// A cell of a figure that shows several kernels.
    struct Part {
        let cell: SheetCellView
        /// The extents of the sheet's cells as CSS takes them.
        let style: String
        let figure: Figure
        let result: ExhibitResult
    }
}
