/// A picture as an `img` shows it.
struct PictureView: TemplateModel, Hashable {
    let source: String
    let alternative: String
    /// In pixels of the file.
    let width: Int
    let height: Int
    /// Whether every pixel of the original is a square of several.
    let isEnlarged: Bool
    /// Whether it may be fetched when it comes into view.
    let isLazy: Bool

    static let members: [TemplateMember<PictureView>] = [
        TemplateMember("source", \.source), TemplateMember("alternative", \.alternative),
        TemplateMember("width", \.width), TemplateMember("height", \.height),
        TemplateMember("is-enlarged", \.isEnlarged), TemplateMember("is-lazy", \.isLazy),
    ]

    /// The same picture where its text already stands beside it.
    var decorative: PictureView {
        PictureView(
            source: source, alternative: "", width: width, height: height, isEnlarged: isEnlarged, isLazy: isLazy)
    }
}

/// A colour scale with its ends.
struct LegendView: TemplateModel, Hashable {
    /// What the scale is of, where there are several.
    let label: String?
    /// Colours for a CSS gradient, from the lower end to the upper.
    let stops: String
    let low: String
    let high: String
    /// The scale in words.
    let description: String
    /// What is odd about its ends.
    let note: String?

    static let members: [TemplateMember<LegendView>] = [
        TemplateMember("label", \.label), TemplateMember("stops", \.stops), TemplateMember("low", \.low),
        TemplateMember("high", \.high), TemplateMember("description", \.description), TemplateMember("note", \.note),
    ]
}
