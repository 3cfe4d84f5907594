import Content
import Diagnostics
import Methods
package import Metrics

/// An exhibit's metrics with their options decoded, and the curves that are plotted.
struct Measurement: Sendable {
    let metrics: [Metered]
    let plots: [(source: NumberSource, curve: Curve)]
    /// Nil where the exhibit asks for none.
    let scatter: Scatter?

    /// Two numbers of every figure.
    struct Scatter: Sendable {
        let x: Number
        let y: Number

        struct Number: Sendable {
            let source: NumberSource
            let name: String
            let title: String
        }
    }
    /// Numbers that are plotted over the sweep.
    let sweepPlots: [(source: NumberSource, number: TableResult.Column)]
    /// Maps that are shown below the figures, and the place of the metric that each is of.
    let maps: [(metric: Int, map: MetricMap)]

    /// A metric and where its options stand.
    struct Metered: Sendable {
        let metric: ConfiguredMetric
        let item: MetricItem
    }

    /// - Returns: nil where a metric, an option or a curve is not known; all of these are reported.
    init?(_ exhibit: Exhibit, log: DiagnosticLog) {
        let errors = log.all.count
        let written = (exhibit.axes.methods?.items ?? []).map(\.text)
        let methods = MethodCatalog.all.filter { written.contains($0.id) }
        let metrics = exhibit.metrics.compactMap { item -> Metered? in
            let metric = log.attempt(at: item.name.range) { () throws(Diagnostic) in
                try Self.metric(item.name.text, measuring: methods)
            }
            guard let metric else { return nil }
            return ConfiguredMetric(metric, options: item.options, at: item.name.range, log: log)
                .map { Metered(metric: $0, item: item) }
        }
        var plots: [(source: NumberSource, curve: Curve)] = []
        // Curves of a metric or method that is wrong itself are not to be called unknown.
        let areKnown = metrics.count == exhibit.metrics.count && methods.count == written.count
        let curves =
            metrics.enumerated().flatMap { index, metered in
                metered.metric.curves.map { (source: NumberSource.metric(index), curve: $0) }
            } + methods.flatMap { $0.curves.map { (source: NumberSource.figure, curve: $0) } }
        var sweepPlots: [(source: NumberSource, number: TableResult.Column)] = []
        let numbers = exhibit.sweep == nil ? [] : Self.numbers(of: exhibit, metrics, methods)
        for name in exhibit.plot where areKnown {
            if let number = numbers.first(where: { $0.number.name == name.text }),
                !curves.contains(where: { $0.curve.name == name.text })
            {
                sweepPlots.append(number)
                continue
            }
            guard let found = curves.first(where: { $0.curve.name == name.text }) else {
                Self.report(name, among: curves.map(\.curve.name), log: log)
                continue
            }
            plots.append(found)
        }
        let points = areKnown ? exhibit.scatter.compactMap { Self.number($0, of: metrics, exhibit, log: log) } : []
        if let sweep = exhibit.sweep, let first = exhibit.plot.first, !sweepPlots.isEmpty,
            !sweep.values.allSatisfy({ (try? Double.decode($0)) != nil })
        {
            log.error(
                "bad-sweep", "numbers are plotted over a sweep of numbers; '\(sweep.option.text)' has other values",
                at: first.range)
        }
        let known = metrics.enumerated().flatMap { index, metered in
            metered.metric.maps.map { (metric: index, map: $0) }
        }
        var maps: [(metric: Int, map: MetricMap)] = []
        for name in exhibit.maps where areKnown {
            guard let found = known.first(where: { $0.map.name == name.text }) else {
                let names = known.map(\.map.name)
                log.error(
                    "unknown-map",
                    "the exhibit's metrics have no map '\(name.text)'" + didYouMean(name.text, among: names),
                    at: name.range,
                    notes: [
                        .init(
                            names.isEmpty
                                ? "they have no maps at all"
                                : "they have " + names.map { "'\($0)'" }.joined(separator: ", "))
                    ])
                continue
            }
            maps.append(found)
        }
        guard log.all.dropFirst(errors).allSatisfy({ $0.severity != .error }) else { return nil }
        scatter = points.count == 2 ? Scatter(x: points[0], y: points[1]) : nil
        self.metrics = metrics
        self.plots = plots
        self.sweepPlots = sweepPlots
        self.maps = maps
    }

    /// What can be plotted over a sweep: numbers of the metrics, and those of the methods that are shown at a glance or
    /// that the exhibit names.
    private static func numbers(
        of exhibit: Exhibit, _ metrics: [Metered], _ methods: [any Method.Type]
    ) -> [(source: NumberSource, number: TableResult.Column)] {
        let measured = metrics.enumerated().flatMap { index, metered in
            metered.metric.columns.map {
                (source: NumberSource.metric(index), number: TableResult.Column($0, of: metered.metric.metric.id))
            }
        }
        let own = exhibit.numbers.map(\.text) + methods.flatMap { $0.headline }
        return measured + own.map { (source: .figure, number: TableResult.Column(ownNumber: $0)) }
    }

    /// The metric of this name; what is a curve or a number of one, or of the exhibit's methods, is an error that says
    /// where to write it.
    private static func metric(
        _ name: String, measuring methods: [any Method.Type]
    ) throws(Diagnostic) -> any Metric.Type {
        do {
            return try MetricCatalog.metric(named: name)
        } catch {
            let metrics = MetricCatalog.all.map { MetricSummary($0) }
            let message: String
            if let owner = metrics.first(where: { $0.curves.contains(name) }) {
                message = "a curve of the metric '\(owner.id)'; write metrics: [\(owner.id)], plot: [\(name)]"
            } else if let owner = metrics.first(where: { $0.columns.contains { $0.name == name } }) {
                message = "a number of the metric '\(owner.id)'; write metrics: [\(owner.id)]"
            } else if let owner = methods.first(where: { $0.curves.contains { $0.name == name } }) {
                message = "a curve of the method '\(owner.id)'; write plot: [\(name)]"
            } else if let owner = methods.first(where: { $0.headline.contains(name) }) {
                message = "a number of the method '\(owner.id)'; write numbers: [\(name)]"
            } else {
                throw error
            }
            throw Diagnostic(.error, "unknown-metric", "'\(name)' is \(message)", notes: error.notes)
        }
    }

    /// A number of one of the metrics, or one that the exhibit names as its methods' own.
    private static func number(
        _ written: LocatedText, of metrics: [Metered], _ exhibit: Exhibit, log: DiagnosticLog
    ) -> Scatter.Number? {
        for (index, metered) in metrics.enumerated() {
            guard let column = metered.metric.columns.first(where: { $0.name == written.text }) else { continue }
            return Scatter.Number(source: .metric(index), name: column.name, title: column.title)
        }
        if exhibit.numbers.contains(where: { $0.text == written.text }) {
            let column = TableResult.Column(ownNumber: written.text)
            return Scatter.Number(source: .figure, name: column.name, title: column.title)
        }
        let names = metrics.flatMap { $0.metric.columns.map(\.name) } + exhibit.numbers.map(\.text)
        log.error(
            "unknown-number",
            "the exhibit measures no number '\(written.text)'" + didYouMean(written.text, among: names),
            at: written.range, notes: [.init("add it to 'metrics', or a method's own number to 'numbers'")])
        return nil
    }

    private static func report(_ written: LocatedText, among names: [String], log: DiagnosticLog) {
        let notes: [Diagnostic.Note] = [
            .init(
                names.isEmpty
                    ? "they have no curves at all" : "they have " + names.map { "'\($0)'" }.joined(separator: ", "))
        ]
        if let owner = MetricCatalog.all.first(where: { MetricSummary($0).curves.contains(written.text) }) {
            log.error(
                "unknown-curve", "'\(written.text)' is a curve of the metric '\(owner.id)'; add it to 'metrics'",
                at: written.range)
            return
        }
        log.error(
            "unknown-curve",
            "the exhibit's metrics and methods have no curve '\(written.text)'"
                + didYouMean(written.text, among: names),
            at: written.range, notes: notes)
    }
}

extension MetricSummary {
    package init(_ metric: any Metric.Type) {
        // Columns and curves may differ by options; without any they are those of the defaults.
        let configured = ConfiguredMetric(metric, options: [], at: nil, log: DiagnosticLog())
        self.init(
            id: metric.id, title: metric.title, summary: metric.summary, discussion: metric.discussion,
            reference: metric.reference, options: metric.optionDescriptions, revision: metric.revision,
            columns: configured?.columns.map { TableResult.Column($0, of: metric.id) } ?? [],
            curves: configured?.curves.map(\.name) ?? [])
    }
}

extension TableResult.Column {
    init(_ column: MetricColumn, of metric: String) {
        let direction: TableResult.Direction =
            switch column.direction {
            case .higherIsBetter: .higherIsBetter
            case .lowerIsBetter: .lowerIsBetter
            case .none: .none
            }
        self.init(
            metric: metric, name: column.name, title: column.title, direction: direction,
            definition: column.definition, unit: column.unit)
    }
}
