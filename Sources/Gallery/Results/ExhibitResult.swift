package import Content

/// One exhibit as grids of figures; more than one grid where axes remain beside rows and columns.
package struct ExhibitResult: Sendable {
    package let reference: ExhibitReference
    /// What the exhibit shows, made from its methods and axes: the heading above the grid.
    package let title: String
    package let caption: String?
    package let credit: String?
    package let presentation: Presentation
    package let arrangement: Arrangement
    package let methods: [String]
    /// The names of the models whose figures it shows or measures.
    package let models: [String]
    /// The ids of its metrics.
    package let metrics: [String]
    /// Empty where the exhibit shows tables or plots only.
    package let grids: [FigureGrid]
    /// Numbers of the figures.
    package let tables: [TableResult]
    package let plots: [PlotResult]
    package let scatters: [ScatterResult]
    /// What was measured of its two models; nil where it does not compare.
    package let comparison: ComparisonResult?

    package init(
        reference: ExhibitReference, title: String, caption: String?, credit: String?, presentation: Presentation,
        arrangement: Arrangement = .figures, methods: [String], models: [String], metrics: [String] = [],
        grids: [FigureGrid], tables: [TableResult] = [], plots: [PlotResult] = [], scatters: [ScatterResult] = [],
        comparison: ComparisonResult? = nil
    ) {
        self.reference = reference
        self.title = title
        self.caption = caption
        self.credit = credit
        self.presentation = presentation
        self.arrangement = arrangement
        self.methods = methods
        self.models = models
        self.metrics = metrics
        self.grids = grids
        self.tables = tables
        self.plots = plots
        self.scatters = scatters
        self.comparison = comparison
    }

    package var figures: [Figure] { grids.flatMap { $0.cells.flatMap { $0.compactMap { $0 } } } }
}

/// Figures by rows and columns; a gallery without row or column axis has one unlabelled row or column.
package struct FigureGrid: Sendable {
    /// The values of the axes that are neither rows nor columns, such as "GoogLeNet"; nil where there are none.
    package let title: String?
    /// "model", "class", …; nil where the axis has no values to tell apart.
    package let rowAxis: String?
    package let rows: [String]
    package let columnAxis: String?
    package let columns: [String]
    /// `rows.count` × `columns.count`.
    package let cells: [[Figure?]]

    package init(
        title: String?, rowAxis: String?, rows: [String], columnAxis: String?, columns: [String], cells: [[Figure?]]
    ) {
        self.title = title
        self.rowAxis = rowAxis
        self.rows = rows
        self.columnAxis = columnAxis
        self.columns = columns
        self.cells = cells
    }
}
