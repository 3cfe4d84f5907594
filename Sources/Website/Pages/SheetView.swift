/// Several small pictures or maps that are read together.
struct SheetView: TemplateModel {
    let title: String?
    /// The picture that all are said of.
    let subject: PictureView?
    /// What the sheet is, for those who do not see it.
    let description: String
    /// "small", "medium" or "large": how much room a cell takes.
    let size: String
    /// The cells' extents as CSS takes them.
    let style: String
    /// Where they follow one another; empty for a grid of their own.
    let cells: [SheetCellView]
    let hasCells: Bool
    let mosaic: Mosaic?
    let legend: LegendView?
    /// What there is to know of several cells, such as which kernels are dead.
    let remarks: [String]

    /// Cells in rows and columns of their own, without gaps, as the places of a layer.
    struct Mosaic: TemplateModel {
        let rows: [Row]

        static let members: [TemplateMember<Mosaic>] = [TemplateMember("rows", \.rows)]
    }

    struct Row: TemplateModel {
        let cells: [SheetCellView]

        static let members: [TemplateMember<Row>] = [TemplateMember("cells", \.cells)]
    }

    static let members: [TemplateMember<SheetView>] = [
        TemplateMember("title", \.title), TemplateMember("subject", \.subject),
        TemplateMember("description", \.description), TemplateMember("size", \.size), TemplateMember("style", \.style),
        TemplateMember("cells", \.cells), TemplateMember("has-cells", \.hasCells), TemplateMember("mosaic", \.mosaic),
        TemplateMember("legend", \.legend), TemplateMember("remarks", \.remarks),
    ]
}

struct SheetCellView: TemplateModel {
    let id: String?
    let sprite: SpriteView?
    let label: String
    let value: String?
    let remarks: [String]
    /// Where more of it stands.
    let href: String?
    /// Label, value and remarks in one text.
    let summary: String
    let failure: String?
    let isMissing: Bool

    static let members: [TemplateMember<SheetCellView>] = [
        TemplateMember("id", \.id), TemplateMember("sprite", \.sprite), TemplateMember("label", \.label),
        TemplateMember("value", \.value), TemplateMember("remarks", \.remarks), TemplateMember("href", \.href),
        TemplateMember("summary", \.summary), TemplateMember("failure", \.failure),
        TemplateMember("is-missing", \.isMissing),
    ]
}

/// A part of a picture file, shown alone.
struct SpriteView: TemplateModel {
    let source: String
    let alternative: String
    /// Of the whole file, in pixels.
    let width: Int
    let height: Int
    /// The part's upper left corner.
    let x: Int
    let y: Int
    let isEnlarged: Bool
    let isLazy: Bool

    static let members: [TemplateMember<SpriteView>] = [
        TemplateMember("source", \.source), TemplateMember("alternative", \.alternative),
        TemplateMember("width", \.width), TemplateMember("height", \.height), TemplateMember("x", \.x),
        TemplateMember("y", \.y), TemplateMember("is-enlarged", \.isEnlarged), TemplateMember("is-lazy", \.isLazy),
    ]
}
