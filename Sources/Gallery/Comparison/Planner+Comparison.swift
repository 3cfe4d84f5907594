import Content
import Diagnostics
import Methods
import Models
import Networks
import Store
import Tensors

extension Planner {
    /// The jobs that compare the two models of an exhibit.
    ///
    /// - Returns: nil where something is wrong, which is reported.
    mutating func compare(
        _ settings: Comparison, axes: PlannedAxes, cells: [[Int]: PlannedFigure], _ exhibit: Exhibit, on page: Page
    ) -> PlannedComparison? {
        let pairs = axes.modelPairs.compactMap { label, positions -> (String, [[Int]], [PlannedFigure])? in
            let figures = positions.compactMap { cells[$0] }
            return figures.count == 2 ? (label, positions, figures) : nil
        }
        guard let models = pairs.first.map({ $0.2.map(\.model) }) else { return nil }
        do throws(Diagnostic) {
            var notes: [String] = []
            let shown = pairs.flatMap { $0.2.compactMap(\.image) }
            let sets = try imageSets(settings, of: models, shown: shown, &notes)
            var groups: [PlannedComparison.MapGroup] = []
            for (label, positions, figures) in pairs {
                guard case .attribution(let isSigned) = figures[0].method.output else {
                    if let note = Self.uncorrelated(figures[0].method), !notes.contains(note) { notes.append(note) }
                    continue
                }
                let selections = positions.map { axes.selection(at: $0) }
                let pair = try mapPair(
                    figures, selections, isSigned: isSigned, seeds: settings.seeds, exhibit, on: page)
                if let index = groups.firstIndex(where: { $0.label == label }) {
                    groups[index].add(pair)
                } else {
                    groups.append(.init(label: label, method: figures[0].method, pairs: [pair]))
                }
            }
            let kernels = try kernelPairs(
                settings, of: models, pairs.map { $0.2[0] }, on: distinct(settings, shown: shown))
            if let note = Self.framing(of: models) { notes.append(note) }
            return PlannedComparison(
                settings: settings, models: models, sets: sets, maps: groups, kernels: kernels, notes: notes)
        } catch {
            log.add(error.placed(at: settings.range))
            return nil
        }
    }

    /// The images that kernels are matched on, each once: the further ones where there are any, else those shown.
    private func distinct(_ settings: Comparison, shown: [GalleryImage]) -> [GalleryImage] {
        let further = settings.images.flatMap { self.models.images(for: $0) }
        var known: Set<JSON> = []
        return (further.isEmpty ? shown : further).filter { known.insert($0.identity).inserted }
    }

    /// The predictions of both models for the images shown, and for the further ones.
    private mutating func imageSets(
        _ settings: Comparison, of models: [LoadedModel], shown: [GalleryImage], _ notes: inout [String]
    ) throws(Diagnostic) -> [PlannedComparison.ImageSet] {
        let further = settings.images.flatMap { self.models.images(for: $0) }
        guard !shown.isEmpty || !further.isEmpty else {
            throw Diagnostic(
                .error, "compare-images", "'compare' asks both models about images, and there are none",
                notes: [.init("write 'compare: {images: [FOLDER]}'")])
        }
        guard models[0].model.classCount == models[1].model.classCount else {
            notes.append(
                "The predictions are not compared: \(models[0].title) tells \(models[0].model.classCount) classes apart, "
                    + "\(models[1].title) \(models[1].model.classCount).")
            return []
        }
        if models[0].model.labels.names != models[1].model.labels.names {
            notes.append("The models' labels differ; classes are compared by their numbers.")
        }
        var sets: [PlannedComparison.ImageSet] = []
        for (label, images) in [("shown", shown), ("further", further)] {
            var known: Set<JSON> = []
            let distinct = images.filter { known.insert($0.identity).inserted }
            guard !distinct.isEmpty else { continue }
            var scores: [Job] = []
            for model in models {
                let job = ScoresBlueprint(model: model, images: distinct).job(asked: settings.range)
                add(job, of: model)
                scores.append(job)
            }
            let agreement = AgreementBlueprint(models: models, scores: scores, count: distinct.count)
                .job(asked: settings.range)
            add(agreement, of: models[0], models[1])
            sets.append(.init(label: label, images: distinct, scores: scores, agreement: agreement))
        }
        return sets
    }

    /// The correlation of two models' maps, and of each model's map with those of other seeds.
    private mutating func mapPair(
        _ figures: [PlannedFigure], _ selections: [Selection], isSigned: Bool, seeds: Int, _ exhibit: Exhibit,
        on page: Page
    ) throws(Diagnostic) -> PlannedComparison.MapGroup.Pair {
        let between = MapCorrelationBlueprint(
            maps: figures.map(\.job), isSigned: isSigned, valueCount: Self.inputCount(figures)
        )
        .job(asked: exhibit.range)
        add(between, of: figures[0].model, figures[1].model)
        var all: [[Job]] = []
        for (figure, selection) in zip(figures, selections) {
            var own: [Job] = []
            let base = try blueprint(selection, of: exhibit, on: page)?.method.options["seed"]?.integerValue
            for step in 0..<(base == nil ? 0 : seeds) {
                let seed = (base ?? 0) + step + 1
                let entry = Setting.Entry(key: "seed", keyRange: nil, value: Setting(String(seed)))
                guard var other = try blueprint(selection, of: exhibit, on: page, with: [entry]) else { continue }
                other.detail = [other.detail, "seed \(seed)"].compactMap(\.self).joined(separator: ", ")
                let preparation = try other.preparation(asked: exhibit.range)
                if let preparation { add(preparation, of: figure.model) }
                let map = try other.job(asked: exhibit.range, reading: preparation)
                add(map, of: figure.model)
                let correlation = MapCorrelationBlueprint(
                    maps: [figure.job, map], isSigned: isSigned, valueCount: Self.inputCount([figure])
                ).job(asked: exhibit.range)
                add(correlation, of: figure.model)
                own.append(correlation)
            }
            all.append(own)
        }
        return .init(between: between, seeds: all)
    }

    /// The values of the largest input.
    private static func inputCount(_ figures: [PlannedFigure]) -> Int {
        figures.map { $0.model.model.network.inputShape.reduce(1, *) }.max() ?? 0
    }

    /// The layers whose kernels are matched: those that the comparison names, else those of the kernels shown.
    private mutating func kernelPairs(
        _ settings: Comparison, of models: [LoadedModel], _ figures: [PlannedFigure],
        on images: [GalleryImage]
    ) throws(Diagnostic) -> [PlannedComparison.KernelPair] {
        var layers: [(names: [String], shown: Set<Int>?)] = []
        if let named = settings.layers {
            let lists = models.map { named.layers(of: $0.name) }
            layers = zip(lists[0], lists[1]).map { ([$0.text, $1.text], nil) }
        } else {
            for figure in figures {
                guard case .kernel(let layer, let channel, _) = figure.target else { continue }
                if let index = layers.firstIndex(where: { $0.names[0] == layer }) {
                    layers[index].shown?.insert(channel)
                } else {
                    layers.append(([layer, layer], [channel]))
                }
            }
        }
        guard !images.isEmpty, !layers.isEmpty else { return [] }
        var pairs: [PlannedComparison.KernelPair] = []
        for (names, shown) in layers {
            let shape = try KernelGrid(layers: names, of: models, images: images.count)
            var activations: [Job] = []
            for (model, node) in zip(models, shape.nodes) {
                let job = ActivationsBlueprint(model: model, images: images, node: node, cells: shape.cells)
                    .job(asked: settings.range)
                add(job, of: model)
                activations.append(job)
            }
            let matching = KernelMatchingBlueprint(
                models: models, layers: names, activations: activations, threshold: settings.threshold,
                shape: shape, imageCount: images.count
            ).job(asked: settings.range)
            add(matching, of: models[0], models[1])
            pairs.append(
                .init(
                    layers: names, shown: shown, matching: matching, imageCount: images.count, cells: shape.cells))
        }
        return pairs
    }

    /// Why the results of a method are not correlated; nil where that goes without saying.
    private static func uncorrelated(_ method: any Method.Type) -> String? {
        switch method.output {
        case .attribution, .scores: nil
        case .picture, .pictures:
            "\(method.title) draws pictures, which may show the same in other places; they are not correlated."
        case .maps: "\(method.title) gives several maps in one, which are not correlated."
        }
    }

    /// Where the models do not see the same part of a picture, that is to be said of every map and kernel.
    private static func framing(of models: [LoadedModel]) -> String? {
        let parts = models.map { model in
            let shape = model.model.network.inputShape
            let side = model.model.preprocessing.settings.resize ?? min(shape[1], shape[2])
            return [Double(shape[1]) / Double(side), Double(shape[2]) / Double(side)]
        }
        guard zip(parts[0], parts[1]).contains(where: { abs($0 - $1) > 0.02 }) else { return nil }
        return "The models are shown different parts of a picture: their preprocessing resizes and crops differently."
    }
}
