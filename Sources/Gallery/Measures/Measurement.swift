import Content
import Diagnostics
package import Metrics

/// An exhibit's metrics with their options decoded, and the curves of them that are plotted.
struct Measurement: Sendable {
    let metrics: [Metered]
    let plots: [(metric: Int, curve: MetricCurve)]

    /// A metric and where its options stand.
    struct Metered: Sendable {
        let metric: ConfiguredMetric
        let item: MetricItem
    }

    /// - Returns: nil where a metric, an option or a curve is not known; all of these are reported.
    init?(_ exhibit: Exhibit, log: DiagnosticLog) {
        let errors = log.all.count
        let metrics = exhibit.metrics.compactMap { item -> Metered? in
            let metric = log.attempt(at: item.name.range) { () throws(Diagnostic) in
                try MetricCatalog.metric(named: item.name.text)
            }
            guard let metric else { return nil }
            return ConfiguredMetric(metric, options: item.options, at: item.name.range, log: log)
                .map { Metered(metric: $0, item: item) }
        }
        var plots: [(metric: Int, curve: MetricCurve)] = []
        // Curves of a metric that is wrong itself are not to be called unknown.
        for written in exhibit.plot where metrics.count == exhibit.metrics.count {
            let found = metrics.indices.lazy.compactMap { index in
                metrics[index].metric.curves.first { $0.name == written.text }.map { (metric: index, curve: $0) }
            }.first
            guard let found else {
                Self.report(written, among: metrics.flatMap { $0.metric.curves.map(\.name) }, log: log)
                continue
            }
            plots.append(found)
        }
        guard log.all.dropFirst(errors).allSatisfy({ $0.severity != .error }) else { return nil }
        self.metrics = metrics
        self.plots = plots
    }

    private static func report(_ written: LocatedText, among names: [String], log: DiagnosticLog) {
        log.error(
            "unknown-curve",
            "the exhibit's metrics have no curve '\(written.text)'" + didYouMean(written.text, among: names),
            at: written.range,
            notes: [
                .init(
                    names.isEmpty
                        ? "they have no curves at all"
                        : "they have " + names.map { "'\($0)'" }.joined(separator: ", "))
            ])
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
