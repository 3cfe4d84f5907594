import Content
import Diagnostics
import Gallery

extension SiteBuilder {
    /// Names that the templates of models and methods give to their own parts.
    static let partNames: Set<String> = [
        "facts", "exhibits", "kernels", "receipts", "training", "layers", "reference", "options", "numbers",
        "chart-accuracy-title",
        "chart-accuracy-text", "chart-loss-title", "chart-loss-text",
    ]

    mutating func addModelPage(_ index: Int) {
        let model = map.models[index]
        let card = model.card
        let address = SiteMap.model(card.name)
        var renderer = renderer(of: card.file, at: address)
        let body = renderer.render(card.body, of: card.file, firstLine: card.bodyLine, taken: Self.partNames)
        links.define(renderer.ids, at: address)
        let neighbours = SiteMap.neighbours(of: index, in: map.models) {
            PageLink(title: $0.card.title, href: SiteMap.model($0.card.name))
        }
        let preprocessing = JobText.rows(of: model.preprocessing)
        let exhibits = exhibitCards(of: { $0.models.contains(card.name) }, figures: { $1.model == card.name })
        let kernels = kernels(of: model)
        let view = ModelPage(
            frame: frame(card.title, card.description, at: address, in: "models"), title: card.title,
            description: card.description, facts: facts(of: model), source: sourceLink(of: card),
            files: model.files.map { NamedText(name: $0.path, text: $0.sha256) }, hasFiles: !model.files.isEmpty,
            preprocessing: preprocessing, hasPreprocessing: !preprocessing.isEmpty, body: body,
            receipts: model.receipts.map(ReceiptView.init), hasReceipts: !model.receipts.isEmpty,
            training: model.training.map(training), exhibits: exhibits, hasExhibits: !exhibits.isEmpty,
            kernels: kernels, hasKernels: !kernels.isEmpty, layers: model.layers.map(layer),
            layerCount: NumberText.grouped(model.layers.count),
            parameterSum: NumberText.grouped(Self.sum(model.layers.map(\.parameterCount))),
            multiplyAddSum: NumberText.grouped(Self.sum(model.layers.map(\.multiplyAdds))),
            previous: neighbours.previous, next: neighbours.next)
        add(theme.render(view, with: .model), at: address, place: .file(card.file.path))
    }

    /// Cards of the exhibits for which `belongs` holds, in the order of the pages; with pictures of their figures for
    /// which `isShown` does, where they show figures at all.
    func exhibitCards(
        of belongs: (ExhibitResult) -> Bool, figures isShown: (ExhibitResult, Figure) -> Bool
    ) -> [ExhibitCard] {
        let pages = (results.source.home.map { [$0] } ?? []) + map.pages
        return pages.flatMap { page in
            page.exhibits.compactMap { block -> ExhibitCard? in
                let reference = ExhibitReference(page: page.name, exhibit: block.id)
                guard let result = results.exhibits[reference], belongs(result) else { return nil }
                let figures = result.figures.filter { isShown(result, $0) }
                let ids = Set(figures.map(\.id))
                var pictures: [PictureView] = []
                for shown in exhibits.output.shown where shown.reference == reference && ids.contains(shown.figure) {
                    let picture = shown.picture.decorative
                    if pictures.count < 4, !pictures.contains(picture) { pictures.append(picture) }
                }
                let contents = [
                    Self.counted(figures.count, "figure"), Self.counted(result.tables.count, "table"),
                    Self.counted(result.plots.count, "plot"),
                ].compactMap { $0 }
                return ExhibitCard(
                    title: result.title, href: "\(page.address)#\(block.id)", page: page.title,
                    remark: contents.isEmpty ? nil : contents.joined(separator: ", "), pictures: pictures,
                    hasPictures: !pictures.isEmpty)
            }
        }
    }

    private func facts(of model: ModelResult) -> [NamedText] {
        let card = model.card
        var facts = [
            NamedText(name: "input", text: Self.shape(model.inputShape)),
            NamedText(name: "classes", text: NumberText.grouped(model.classCount)),
            NamedText(name: "parameters", text: NumberText.grouped(model.parameterCount)),
        ]
        if let license = card.license { facts.append(NamedText(name: "licence", text: license)) }
        if let credit = card.credit { facts.append(NamedText(name: "credit", text: credit)) }
        if let source = card.source, sourceLink(of: card) == nil {
            facts.append(NamedText(name: "source", text: source))
        }
        return facts
    }

    /// The card's source where it is an address.
    private func sourceLink(of card: ModelCard) -> PageLink? {
        guard let source = card.source, ["http", "https"].contains(LinkDestination(source).scheme ?? "") else {
            return nil
        }
        return PageLink(title: source, href: LinkDestination.encoded(source))
    }

    private func layer(_ layer: ModelResult.LayerSummary) -> ModelPage.Layer {
        ModelPage.Layer(
            name: layer.name, kind: layer.kind, summary: layer.summary, shape: Self.shape(layer.shape),
            parameters: layer.parameterCount == 0 ? "" : NumberText.grouped(layer.parameterCount),
            multiplyAdds: layer.multiplyAdds == 0 ? "" : NumberText.grouped(layer.multiplyAdds))
    }

    private func training(_ training: ModelResult.TrainingSummary) -> ModelPage.Training {
        let count = max(training.loss.count, training.trainAccuracy.count, training.testAccuracy.count)
        func value(_ values: [Double], _ index: Int, _ text: (Double) -> String) -> String {
            values.indices.contains(index) ? text(values[index]) : ""
        }
        var charts: [PlotView] = []
        func line(_ name: String, _ values: [Double]) -> LineChart.Line {
            .init(name: name, places: values.indices.map { Double($0 + 1) }, values: values)
        }
        if count > 0 {
            let train = training.trainAccuracy.last.map { "training \(NumberText.percent($0))" }
            let test = training.testAccuracy.last.map { "test \(NumberText.percent($0))" }
            charts.append(
                LineChart(
                    title: "Accuracy by epoch",
                    description: "After \(count) epochs: "
                        + [train, test].compactMap { $0 }.joined(separator: ", ") + ".",
                    horizontal: "epoch", vertical: "accuracy",
                    lines: [line("training", training.trainAccuracy), line("test", training.testAccuracy)],
                    range: Self.accuracyRange(training.trainAccuracy + training.testAccuracy), id: "chart-accuracy"
                ).view)
        }
        if let last = training.loss.last {
            charts.append(
                LineChart(
                    title: "Loss by epoch",
                    description: "The training loss ends at \(NumberText.short(last)).", horizontal: "epoch",
                    vertical: "loss", lines: [line("training", training.loss)], id: "chart-loss"
                ).view)
        }
        return ModelPage.Training(
            charts: charts,
            epochs: (0..<count).map { index in
                ModelPage.Epoch(
                    number: index + 1, loss: value(training.loss, index, NumberText.short),
                    trainAccuracy: value(training.trainAccuracy, index, NumberText.percent),
                    testAccuracy: value(training.testAccuracy, index, NumberText.percent))
            }, recipe: JobText.rows(of: training.recipe))
    }

    /// Up to 1, from the tenth below the lowest: what matters happens close to the top.
    private static func accuracyRange(_ values: [Double]) -> ClosedRange<Double> {
        let lowest = values.filter(\.isFinite).min() ?? 0
        return min(0.9, max(0, (lowest * 10).rounded(.down) / 10))...1
    }

    private static func shape(_ sides: [Int]) -> String {
        sides.map(String.init).joined(separator: " × ")
    }

    /// Without a trap, whatever a model file claims.
    private static func sum(_ values: [Int]) -> Int {
        values.reduce(0) { sum, value in
            let (result, overflow) = sum.addingReportingOverflow(value)
            return overflow ? Int.max : result
        }
    }
}
