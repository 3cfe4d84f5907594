import Content
import Diagnostics
import Gallery
import Pictures
import Store

/// Draws the figures of an exhibit and says what there is to know of them.
struct FigureBuilder {
    let result: ExhibitResult
    let hanging: ExhibitHanging
    let map: SiteMap
    let draughtsman: Draughtsman
    let log: DiagnosticLog
    let isLazy: Bool
    /// The author's text for the only picture of an exhibit.
    let alternative: String?
    private(set) var output = ExhibitOutput()

    init(
        result: ExhibitResult, hanging: ExhibitHanging, map: SiteMap, draughtsman: Draughtsman, log: DiagnosticLog,
        isLazy: Bool, alternative: String?
    ) {
        self.result = result
        self.hanging = hanging
        self.map = map
        self.draughtsman = draughtsman
        self.log = log
        self.isLazy = isLazy
        self.alternative = alternative
    }

    /// Keeps a figure of a kernel for the kernel's page.
    mutating func keep(_ figure: Figure) { output.add(figure, of: result, hanging: hanging) }

    /// Keeps a figure's record, and its picture for cards.
    ///
    /// - Returns: where the record will be.
    mutating func keep(_ figure: Figure, _ done: FigureResult, isShown: Bool) throws(Diagnostic) -> String {
        if isShown, let picture = try picture(of: figure, done) {
            output.show(figure, of: result.reference, as: picture.view(done.alternative))
        }
        return output.record(done)
    }

    /// How a figure stands where it stands.
    struct Setting {
        /// What tells it from its neighbours, where no heading does.
        var label: String?
        var showsSubject = true
        var showsLegend = true
        /// Its name on the page; by default the figure's own.
        var id: String?
        /// Where else it stands; by default the page of its kernel.
        var places: [PageLink]?
    }

    /// The picture that a figure is said of.
    func subjectPicture(_ figure: Figure) -> PictureView? {
        guard let image = figure.subject else { return nil }
        let name = figure.coordinates.first { $0.axis == "image" }?.label
        return log.attempt { () throws(Diagnostic) in try draughtsman.draw(image) }?
            .view(name.map { "image: \($0)" } ?? "the picture that is explained", isLazy: isLazy)
    }

    mutating func view(of figure: Figure, _ setting: Setting) -> FigureView {
        // A single figure has the name of its exhibit, which stands there already.
        let id = setting.id ?? (figure.id == result.reference.exhibit ? nil : figure.id)
        let places = setting.places ?? kernelPage(of: figure)
        func without(_ failure: String?, isMissing: Bool) -> FigureView {
            FigureView(
                id: id, label: setting.label, subject: nil, picture: nil, sheet: nil, predictions: nil, verdicts: [],
                failure: failure, isMissing: isMissing, numbers: [], remarks: [], warnings: [], legend: nil,
                record: nil, places: places, details: nil)
        }
        switch figure.state {
        case .missing: return without(nil, isMissing: true)
        case .failed(let reason): return without(reason, isMissing: false)
        case .done(let done):
            do {
                let sheet = sheet(of: figure, done)
                let drawn = try picture(of: figure, done)
                let picture = drawn?.view(alternative ?? done.alternative, isLazy: isLazy)
                let subject = figure.subject == nil ? nil : subjectPicture(figure)
                let verdicts = try verdicts(
                    of: figure, done, subject: setting.showsSubject ? subject : nil)
                if let card = picture ?? verdicts.last?.picture ?? subject {
                    output.show(figure, of: result.reference, as: card)
                }
                let path = output.record(done)
                let texts = FigureTexts(done, map: sheet == nil ? drawn?.map : nil)
                let predictions = texts.predictions(by: map.modelReference(figure.model).title)
                return FigureView(
                    id: id, label: setting.label == predictions?.caption ? nil : setting.label,
                    subject: setting.showsSubject && verdicts.isEmpty ? subject : nil,
                    picture: sheet == nil ? picture : nil, sheet: sheet,
                    predictions: predictions, verdicts: verdicts,
                    failure: nil,
                    isMissing: false, numbers: texts.keyNumbers, remarks: texts.remarks, warnings: texts.warnings,
                    legend: setting.showsLegend
                        ? hanging.group(of: figure).flatMap { hanging.legend(of: $0, map: map, isNamed: false) } : nil,
                    record: path, places: places,
                    details: texts.details(
                        method: map.methodReference(figure.method), model: map.modelReference(figure.model)))
            } catch {
                log.add(error)
                return without(error.message, isMissing: false)
            }
        }
    }

    /// What is said of each of several pictures; the first is the one that is explained.
    private func verdicts(
        of figure: Figure, _ done: FigureResult, subject: PictureView?
    ) throws(Diagnostic) -> [VerdictView] {
        guard case .verdicts(let verdicts) = done.content else { return [] }
        // On a small screen no heading of a column says which model it is.
        let model = map.modelReference(figure.model).title
        var views: [VerdictView] = []
        for (index, verdict) in verdicts.enumerated() {
            var picture = subject
            if index > 0 {
                picture = try draughtsman.draw(verdict.image).view(
                    "\(done.alternative), \(verdict.label)", isLazy: isLazy)
            }
            views.append(
                VerdictView(
                    picture: picture,
                    predictions: FigureTexts.table(
                        of: verdict.predictions, caption: "\(model), \(verdict.label)")))
        }
        return views
    }

    private func kernelPage(of figure: Figure) -> [PageLink] {
        figure.kernel.flatMap(map.kernels.address).map { [PageLink(title: "kernel", href: $0)] } ?? []
    }

    private func texts(_ done: FigureResult) -> [DecodedImage.Text] {
        [
            DecodedImage.Text(keyword: "vitrine-key", value: done.key.hex),
            DecodedImage.Text(keyword: "vitrine-command", value: done.command),
        ]
    }

    /// The figure's picture; of a sheet the first one, for cards.
    func picture(of figure: Figure, _ done: FigureResult) throws(Diagnostic) -> DrawnPicture? {
        func coloured(_ image: FigureImage, isSigned: Bool, _ explained: FigureImage?) throws(Diagnostic)
            -> DrawnPicture?
        {
            guard let scale = hanging.group(of: figure).flatMap({ hanging.scales[$0] }) else { return nil }
            return try draughtsman.draw(
                image, isSigned: isSigned, by: scale, over: hanging.presentation.overlay ? explained : nil,
                texts: texts(done))
        }
        switch done.content {
        case .predictions, .verdicts: return nil
        case .picture(let image, _):
            return try draughtsman.draw(image, isStretched: hanging.presentation.stretch, texts: texts(done))
        case .map(let image, let isSigned, let explained): return try coloured(image, isSigned: isSigned, explained)
        case .sheet(let sheet, let explained):
            guard let first = sheet.cells.first else { return nil }
            guard let isSigned = done.content.isSignedMap else {
                return try draughtsman.draw(
                    first.image, isStretched: hanging.presentation.stretch, texts: texts(done))
            }
            return try coloured(first.image, isSigned: isSigned, explained)
        }
    }

    /// The pictures or maps of a figure that holds several.
    private mutating func sheet(of figure: Figure, _ done: FigureResult) -> SheetView? {
        guard case .sheet(let sheet, _) = done.content else { return nil }
        let noun = sheet.kind == .pictures ? "picture" : "map"
        let sprites = sprites(of: figure, done)
        let cells = sheet.cells.enumerated().map { index, cell in
            SheetBuilder.Cell(
                sprite: sprites.indices.contains(index) ? sprites[index] : nil, label: cell.label,
                name: "\(noun) \(cell.label)", value: cell.value, remarks: cell.remark.map { [$0] } ?? [],
                kernel: cell.kernel)
        }
        let built = SheetBuilder(kernels: map.kernels, draughtsman: draughtsman, log: log, isLazy: isLazy).build(
            cells, columns: sheet.columns, description: alternative ?? done.alternative, texts: texts(done))
        for cell in built.kernels { output.add(cell, of: figure, in: result) }
        return built.view
    }

    /// What a figure shows as cells of a sprite sheet: one, or as many as it holds.
    func sprites(of figure: Figure, _ done: FigureResult) -> [SpriteCell] {
        let explained: (image: FigureImage, pixels: LoadedPixels)? =
            hanging.presentation.overlay ? done.content.subject.map { ($0, LoadedPixels($0)) } : nil
        let scale = hanging.group(of: figure).flatMap { hanging.scales[$0] }
        switch done.content {
        case .predictions, .verdicts: return []
        case .picture(let image, _):
            return [
                SpriteCell(image, pixels: LoadedPixels(image), at: 0, isStretched: hanging.presentation.stretch)
            ]
        case .map(let image, let isSigned, _):
            return scale.map { scale in
                [
                    SpriteCell(
                        map: image, pixels: LoadedPixels(image), at: 0, isSigned: isSigned, by: scale, over: explained)
                ]
            } ?? []
        case .sheet(let sheet, _):
            let pixels = LoadedPixels(sheet.load)
            guard let isSigned = done.content.isSignedMap else {
                return sheet.cells.enumerated().map {
                    SpriteCell(
                        $0.element.image, pixels: pixels, at: $0.offset, isStretched: hanging.presentation.stretch)
                }
            }
            return scale.map { scale in
                sheet.cells.enumerated().map { index, cell in
                    SpriteCell(
                        map: cell.image, pixels: pixels, at: index, isSigned: isSigned, by: scale, over: explained)
                }
            } ?? []
        }
    }
}

extension Figure {
    /// The picture that the figure is about.
    var subject: FigureImage? {
        guard case .done(let done) = state else { return nil }
        return done.content.subject
    }
}
