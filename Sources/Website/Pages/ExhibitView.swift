/// An exhibit in the place of its block.
struct ExhibitView: TemplateModel {
    let id: String
    let title: String
    let description: String?
    let caption: HTML?
    let credit: String?
    let license: String?
    /// Why there is nothing.
    let note: String?
    let grids: [GridView]
    /// What holds for all colour scales of the grids.
    let scaleNote: String?
    let tables: [MetricTableView]
    let plots: [PlotView]
    let hasPlots: Bool
    let comparison: ComparisonView?

    static let members: [TemplateMember<ExhibitView>] = [
        TemplateMember("id", \.id), TemplateMember("title", \.title), TemplateMember("description", \.description),
        TemplateMember("caption", \.caption), TemplateMember("credit", \.credit),
        TemplateMember("license", \.license), TemplateMember("note", \.note), TemplateMember("grids", \.grids),
        TemplateMember("scale-note", \.scaleNote), TemplateMember("tables", \.tables),
        TemplateMember("plots", \.plots), TemplateMember("has-plots", \.hasPlots),
        TemplateMember("comparison", \.comparison),
    ]
}

/// Figures side by side: a table where both rows and columns tell them apart, otherwise a wall on which they flow.
struct GridView: TemplateModel {
    let title: String?
    /// The one picture that all figures explain.
    let subject: PictureView?
    let table: Table?
    let wall: Wall?
    /// Many small pictures in place of figures.
    let sheets: [SheetView]
    let legends: [LegendView]

    static let members: [TemplateMember<GridView>] = [
        TemplateMember("title", \.title), TemplateMember("subject", \.subject), TemplateMember("table", \.table),
        TemplateMember("wall", \.wall), TemplateMember("sheets", \.sheets), TemplateMember("legends", \.legends),
    ]

    struct Table: TemplateModel {
        let caption: String
        let columns: [Heading]
        let rows: [Row]

        static let members: [TemplateMember<Table>] = [
            TemplateMember("caption", \.caption), TemplateMember("columns", \.columns), TemplateMember("rows", \.rows),
        ]
    }

    /// The head of a row or column, with the picture that its figures explain and the scale that they share.
    struct Heading: TemplateModel {
        let label: String
        let picture: PictureView?
        let legend: LegendView?

        static let members: [TemplateMember<Heading>] = [
            TemplateMember("label", \.label), TemplateMember("picture", \.picture), TemplateMember("legend", \.legend),
        ]
    }

    struct Row: TemplateModel {
        let heading: Heading
        let cells: [Cell]

        static let members: [TemplateMember<Row>] = [
            TemplateMember("heading", \.heading), TemplateMember("cells", \.cells),
        ]
    }

    struct Cell: TemplateModel {
        let figure: FigureView?

        static let members: [TemplateMember<Cell>] = [TemplateMember("figure", \.figure)]
    }

    struct Wall: TemplateModel {
        /// Whether figures are wide: pairs of pictures, or tables of predictions.
        let isWide: Bool
        /// Whether figures hold several pictures each, and take the whole width.
        let hasSheets: Bool
        let figures: [FigureView]

        static let members: [TemplateMember<Wall>] = [
            TemplateMember("is-wide", \.isWide), TemplateMember("has-sheets", \.hasSheets),
            TemplateMember("figures", \.figures),
        ]
    }
}
