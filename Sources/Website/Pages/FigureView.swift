/// One figure: a picture or a table of predictions, or why there is none, with what is known of it.
struct FigureView: TemplateModel {
    let id: String?
    /// What tells it from its neighbours, where no heading of a row or column does.
    let label: String?
    /// The picture that is explained, where it does not stand at the head of the row, column or grid.
    let subject: PictureView?
    let picture: PictureView?
    /// Several pictures or maps in place of one.
    let sheet: SheetView?
    let predictions: PredictionsView?
    /// What is said of each of several pictures.
    let verdicts: [VerdictView]
    let failure: String?
    let isMissing: Bool
    /// The numbers worth seeing at a glance.
    let numbers: [NamedText]
    /// What there is to know of the picture, such as that there is nothing to see in it.
    let remarks: [String]
    /// Receipts that do not hold, and what else is wrong.
    let warnings: [String]
    let legend: LegendView?
    let record: String?
    /// Where else it stands: on the page of its kernel, or there, in exhibits.
    let places: [PageLink]
    let details: FigureDetails?

    static let members: [TemplateMember<FigureView>] = [
        TemplateMember("id", \.id), TemplateMember("label", \.label), TemplateMember("subject", \.subject),
        TemplateMember("picture", \.picture), TemplateMember("sheet", \.sheet),
        TemplateMember("predictions", \.predictions),
        TemplateMember("verdicts", \.verdicts),
        TemplateMember("failure", \.failure), TemplateMember("is-missing", \.isMissing),
        TemplateMember("numbers", \.numbers), TemplateMember("remarks", \.remarks),
        TemplateMember("warnings", \.warnings),
        TemplateMember("legend", \.legend), TemplateMember("record", \.record),
        TemplateMember("places", \.places), TemplateMember("details", \.details),
    ]
}

/// What a reader needs to judge a figure and to make it again.
struct FigureDetails: TemplateModel {
    let method: Reference
    let model: Reference
    /// Options, seed, digests: the job as its record has it.
    let job: [NamedText]
    let numbers: [NamedText]
    /// How many of the receipts hold; nil where there are none.
    let receiptSummary: String?
    let receipts: [ReceiptView]
    let command: String

    static let members: [TemplateMember<FigureDetails>] = [
        TemplateMember("method", \.method), TemplateMember("model", \.model), TemplateMember("job", \.job),
        TemplateMember("numbers", \.numbers), TemplateMember("receipt-summary", \.receiptSummary),
        TemplateMember("receipts", \.receipts), TemplateMember("command", \.command),
    ]
}

/// The classes that a model finds most probable.
struct PredictionsView: TemplateModel {
    let caption: String
    let rows: [Row]

    struct Row: TemplateModel {
        let label: String
        /// 0 to 100, as CSS takes it for a width.
        let percent: String
        let probability: String

        static let members: [TemplateMember<Row>] = [
            TemplateMember("label", \.label), TemplateMember("percent", \.percent),
            TemplateMember("probability", \.probability),
        ]
    }

    static let members: [TemplateMember<PredictionsView>] = [
        TemplateMember("caption", \.caption), TemplateMember("rows", \.rows),
    ]
}
