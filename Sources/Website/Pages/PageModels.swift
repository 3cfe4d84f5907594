/// The front page.
struct HomePage: TemplateModel {
    let frame: Frame
    let title: String
    let description: String?
    let body: HTML?
    let sections: [Section]
    let models: [Card]
    let methods: [Card]
    let metrics: [Card]
    let hasModels: Bool
    let hasMethods: Bool
    let hasMetrics: Bool

    struct Section: TemplateModel {
        let id: String
        let title: String
        let cards: [Card]

        static let members: [TemplateMember<Section>] = [
            TemplateMember("id", \.id), TemplateMember("title", \.title), TemplateMember("cards", \.cards),
        ]
    }

    static let members: [TemplateMember<HomePage>] = [
        TemplateMember("frame", \.frame), TemplateMember("title", \.title),
        TemplateMember("description", \.description), TemplateMember("body", \.body),
        TemplateMember("sections", \.sections), TemplateMember("models", \.models),
        TemplateMember("methods", \.methods), TemplateMember("metrics", \.metrics),
        TemplateMember("has-models", \.hasModels), TemplateMember("has-methods", \.hasMethods),
        TemplateMember("has-metrics", \.hasMetrics),
    ]
}

/// A page of the gallery's content.
struct ContentPage: TemplateModel {
    let frame: Frame
    let title: String
    let description: String?
    let section: PageLink?
    let date: NamedText?
    let models: [Reference]
    let hasModels: Bool
    let body: HTML
    let previous: PageLink?
    let next: PageLink?

    static let members: [TemplateMember<ContentPage>] = [
        TemplateMember("frame", \.frame), TemplateMember("title", \.title),
        TemplateMember("description", \.description), TemplateMember("section", \.section),
        TemplateMember("date", \.date), TemplateMember("models", \.models), TemplateMember("has-models", \.hasModels),
        TemplateMember("body", \.body), TemplateMember("previous", \.previous), TemplateMember("next", \.next),
    ]
}

/// What stands where nothing is.
struct NotFoundPage: TemplateModel {
    let frame: Frame

    static let members: [TemplateMember<NotFoundPage>] = [TemplateMember("frame", \.frame)]
}

/// A method: what it computes, how it is set, and where the gallery uses it.
struct MethodPage: TemplateModel {
    let frame: Frame
    let id: String
    let title: String
    let summary: String
    let discussion: HTML
    let reference: String
    let revision: Int
    let options: [OptionView]
    let hasOptions: Bool
    let exhibits: [ExhibitCard]
    let hasExhibits: Bool
    let previous: PageLink?
    let next: PageLink?

    static let members: [TemplateMember<MethodPage>] = [
        TemplateMember("frame", \.frame), TemplateMember("id", \.id), TemplateMember("title", \.title),
        TemplateMember("summary", \.summary), TemplateMember("discussion", \.discussion),
        TemplateMember("reference", \.reference), TemplateMember("revision", \.revision),
        TemplateMember("options", \.options), TemplateMember("has-options", \.hasOptions),
        TemplateMember("exhibits", \.exhibits), TemplateMember("has-exhibits", \.hasExhibits),
        TemplateMember("previous", \.previous), TemplateMember("next", \.next),
    ]
}

/// A model: its card, its layers, and every exhibit that shows it.
struct ModelPage: TemplateModel {
    let frame: Frame
    let title: String
    let description: String?
    let facts: [NamedText]
    let source: PageLink?
    let files: [NamedText]
    let hasFiles: Bool
    let preprocessing: [NamedText]
    let hasPreprocessing: Bool
    let body: HTML
    let receipts: [ReceiptView]
    let hasReceipts: Bool
    let training: Training?
    let exhibits: [ExhibitCard]
    let hasExhibits: Bool
    let kernels: [LayerKernels]
    let hasKernels: Bool
    let layers: [Layer]
    let layerCount: String
    let parameterSum: String
    let multiplyAddSum: String
    let previous: PageLink?
    let next: PageLink?

    struct Training: TemplateModel {
        let charts: [PlotView]
        let epochs: [Epoch]
        let recipe: [NamedText]

        static let members: [TemplateMember<Training>] = [
            TemplateMember("charts", \.charts), TemplateMember("epochs", \.epochs), TemplateMember("recipe", \.recipe),
        ]
    }

    struct Epoch: TemplateModel {
        let number: Int
        let loss: String
        let trainAccuracy: String
        let testAccuracy: String

        static let members: [TemplateMember<Epoch>] = [
            TemplateMember("number", \.number), TemplateMember("loss", \.loss),
            TemplateMember("train-accuracy", \.trainAccuracy), TemplateMember("test-accuracy", \.testAccuracy),
        ]
    }

    struct Layer: TemplateModel {
        let name: String
        let kind: String
        let summary: String
        let shape: String
        let parameters: String
        let multiplyAdds: String

        static let members: [TemplateMember<Layer>] = [
            TemplateMember("name", \.name), TemplateMember("kind", \.kind), TemplateMember("summary", \.summary),
            TemplateMember("shape", \.shape), TemplateMember("parameters", \.parameters),
            TemplateMember("multiply-adds", \.multiplyAdds),
        ]
    }

    static let members: [TemplateMember<ModelPage>] = [
        TemplateMember("frame", \.frame), TemplateMember("title", \.title),
        TemplateMember("description", \.description), TemplateMember("facts", \.facts),
        TemplateMember("source", \.source), TemplateMember("files", \.files), TemplateMember("has-files", \.hasFiles),
        TemplateMember("preprocessing", \.preprocessing), TemplateMember("has-preprocessing", \.hasPreprocessing),
        TemplateMember("body", \.body), TemplateMember("receipts", \.receipts),
        TemplateMember("has-receipts", \.hasReceipts), TemplateMember("training", \.training),
        TemplateMember("exhibits", \.exhibits), TemplateMember("has-exhibits", \.hasExhibits),
        TemplateMember("kernels", \.kernels), TemplateMember("has-kernels", \.hasKernels),
        TemplateMember("layers", \.layers), TemplateMember("layer-count", \.layerCount),
        TemplateMember("parameter-sum", \.parameterSum), TemplateMember("multiply-add-sum", \.multiplyAddSum),
        TemplateMember("previous", \.previous), TemplateMember("next", \.next),
    ]
}
