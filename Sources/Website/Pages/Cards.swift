/// A page, model or method as lists show it.
struct Card: TemplateModel {
    let title: String
    let href: String
    let description: String?
    let picture: PictureView?
    /// Such as "12 figures".
    let remark: String?

    static let members: [TemplateMember<Card>] = [
        TemplateMember("title", \.title), TemplateMember("href", \.href),
        TemplateMember("description", \.description), TemplateMember("picture", \.picture),
        TemplateMember("remark", \.remark),
    ]
}

/// An exhibit elsewhere in the gallery.
struct ExhibitCard: TemplateModel {
    let title: String
    let href: String
    let page: String
    /// How much it shows: "12 figures, 1 table".
    let remark: String?
    let pictures: [PictureView]
    let hasPictures: Bool

    static let members: [TemplateMember<ExhibitCard>] = [
        TemplateMember("title", \.title), TemplateMember("href", \.href), TemplateMember("page", \.page),
        TemplateMember("remark", \.remark), TemplateMember("pictures", \.pictures),
        TemplateMember("has-pictures", \.hasPictures),
    ]
}
