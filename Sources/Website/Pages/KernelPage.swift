/// A kernel: what is known of it, every figure of it, and where else it is on view.
struct KernelPage: TemplateModel {
    let frame: Frame
    /// "features.1/3".
    let title: String
    let summary: String
    /// Up to the kernels of the model.
    let model: Reference
    let facts: [NamedText]
    let groups: [Group]
    /// Sheets of several kernels that it is on.
    let cells: [Cell]
    let hasCells: Bool
    let exhibits: [ExhibitCard]
    let hasExhibits: Bool
    let previous: PageLink?
    let next: PageLink?

    static let members: [TemplateMember<KernelPage>] = [
        TemplateMember("frame", \.frame), TemplateMember("title", \.title), TemplateMember("summary", \.summary),
        TemplateMember("model", \.model), TemplateMember("facts", \.facts), TemplateMember("groups", \.groups),
        TemplateMember("cells", \.cells), TemplateMember("has-cells", \.hasCells),
        TemplateMember("exhibits", \.exhibits), TemplateMember("has-exhibits", \.hasExhibits),
        TemplateMember("previous", \.previous), TemplateMember("next", \.next),
    ]

    /// The figures by one method.
    struct Group: TemplateModel {
        let id: String
        let method: Reference
        let isWide: Bool
        let hasSheets: Bool
        let figures: [FigureView]

        static let members: [TemplateMember<Group>] = [
            TemplateMember("id", \.id), TemplateMember("method", \.method), TemplateMember("is-wide", \.isWide),
            TemplateMember("has-sheets", \.hasSheets), TemplateMember("figures", \.figures),
        ]
    }

    /// The kernel's cell of a sheet.
    struct Cell: TemplateModel {
        /// The extents of the sheet's cells as CSS takes them.
        let style: String
        let cell: SheetCellView
        /// The figure that it is a part of.
        let figure: PageLink

        static let members: [TemplateMember<Cell>] = [
            TemplateMember("style", \.style), TemplateMember("cell", \.cell), TemplateMember("figure", \.figure),
        ]
    }
}

/// The kernels of one layer that are on view, as the page of the model lists them.
struct LayerKernels: TemplateModel {
    let layer: String
    /// "all 16", "6 of 16".
    let extent: String
    let kernels: [PageLink]

    static let members: [TemplateMember<LayerKernels>] = [
        TemplateMember("layer", \.layer), TemplateMember("extent", \.extent), TemplateMember("kernels", \.kernels),
    ]
}
