import Diagnostics
import Methods
import Metrics
import Models
import Tensors
import Testing

/// Runs a metric with options as people write them.
func evaluate(
    _ metric: any Metric.Type, _ request: MetricRequest, _ options: [String: String] = [:]
) throws -> MetricResult {
    try #require(configured(metric, options)).evaluate(request)
}

func configured(_ metric: any Metric.Type, _ options: [String: String] = [:]) -> ConfiguredMetric? {
    let entries = options.map { Setting.Entry(key: $0.key, keyRange: nil, value: Setting($0.value)) }
    return ConfiguredMetric(metric, options: entries, at: nil, log: DiagnosticLog())
}

extension MetricRequest {
    /// A map of an image, explained anew by nobody.
    init(
        _ model: Model, _ input: Tensor, map: Tensor, isSigned: Bool = false, output: MethodOutput? = nil,
        target: Target? = nil, files: [String: SuppliedFile] = [:], workers: Workers = .one
    ) {
        self.init(
            model: model, input: input, map: map, output: output ?? .attribution(isSigned: isSigned), target: target,
            files: files, workers: workers, explain: { (_, _, _) throws(Diagnostic) in map })
    }
}

/// The diagnostic that the body throws.
func diagnostic(_ body: () throws -> Void) -> Diagnostic? {
    do {
        try body()
        return nil
    } catch {
        return error as? Diagnostic
    }
}
