/// What a model says of one of several pictures.
struct VerdictView: TemplateModel {
    /// Nil where the picture stands at the head of the row, column or grid.
    let picture: PictureView?
    let predictions: PredictionsView

    static let members: [TemplateMember<VerdictView>] = [
        TemplateMember("picture", \.picture), TemplateMember("predictions", \.predictions),
    ]
}
