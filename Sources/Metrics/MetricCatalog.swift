package import Diagnostics
package import Methods
package import Models

/// The metrics there are, in the order in which they are listed.
package enum MetricCatalog {
    package static let all: [any Metric.Type] = [
        Entropy2D.self,
        GrayChange.self,
        InputSSIM.self,
        InsertionDeletion.self,
        KernelMSE.self,
        KernelSSIM.self,
        Localization.self,
        OthersMSE.self,
        PerturbationCurves.self,
        PNGSize.self,
        SanityCheck.self,
        SecondOrderEntropy.self,
    ]

    /// The metric of this name, or an error that suggests one.
    package static func metric(named id: String) throws(Diagnostic) -> any Metric.Type {
        if let metric = all.first(where: { $0.id == id }) { return metric }
        throw Diagnostic(
            .error, "unknown-metric", "unknown metric '\(id)'" + didYouMean(id, among: all.map { $0.id }),
            notes: [.init("'vitrine list metrics' shows them all")])
    }
}

/// A metric with its options decoded, ready to run.
package struct ConfiguredMetric: Sendable {
    package let metric: any Metric.Type
    /// Every option with its value, defaults filled in.
    package let options: JSON
    package let columns: [MetricColumn]
    package let curves: [Curve]
    package let maps: [MetricMap]
    package let files: [FileNeed]
    /// How often it explains the image anew, at most.
    package let explanations: Int
    private let evaluator: @Sendable (MetricRequest) throws(Diagnostic) -> MetricResult
    private let work: @Sendable ([Int]) -> Int
    private let memory: @Sendable (Model, Target?) throws(Diagnostic) -> Int

    /// Decodes the options and reports every mistake in them; nil if there was one.
    package init?(
        _ metric: any Metric.Type, options entries: [Setting.Entry], at range: SourceRange?, log: DiagnosticLog
    ) {
        func open<Opened: Metric>(_ metric: Opened.Type) -> ConfiguredMetric? {
            Opened.Options.decode(entries, of: "metric '\(Opened.id)'", at: range, log: log)
                .map { ConfiguredMetric(metric, $0) }
        }
        guard let configured = open(metric) else { return nil }
        self = configured
    }

    private init<Opened: Metric>(_ metric: Opened.Type, _ options: Opened.Options) {
        self.metric = metric
        self.options = options.json
        columns = Opened.columns(options)
        curves = Opened.curves(options)
        maps = Opened.maps(options)
        files = Opened.files(options)
        explanations = Opened.explanations(options)
        evaluator = { (request: MetricRequest) throws(Diagnostic) in try Opened.evaluate(request, options) }
        work = { Opened.passes(options, inputShape: $0) }
        memory = { (model: Model, target: Target?) throws(Diagnostic) in
            try Opened.memoryNeed(model: model, target: target, options)
        }
    }

    /// - Throws: what the metric throws, or `metric-not-finite`.
    package func evaluate(_ request: MetricRequest) throws(Diagnostic) -> MetricResult {
        let result = try evaluator(request)
        let values = Array(result.numbers.values) + result.details.values + result.curves.values.flatMap(\.self)
        guard values.allSatisfy(\.isFinite) else {
            throw Diagnostic(
                .error, "metric-not-finite", "'\(metric.id)' is not a finite number for this explanation",
                notes: [.init("the model's scores are not finite; look at its predictions")])
        }
        return result
    }

    package func passes(inputShape: [Int]) -> Int { work(inputShape) }

    package func memoryNeed(model: Model, target: Target?) throws(Diagnostic) -> Int { try memory(model, target) }
}

extension Metric {
    package static var optionDescriptions: [SettingDescription] { Options.descriptions }
}
