import Diagnostics
import Methods
import Models
import Tensors
import Testing

/// What the suites of the noise mask share.
protocol NoiseMaskRunning {}

extension NoiseMaskRunning {
    func run(
        _ model: Model, _ input: Tensor?, _ options: [String: String] = [:], workers: Workers = .one,
        progress: @escaping @Sendable (Double) throws(Diagnostic) -> Void = { _ throws(Diagnostic) in }
    ) throws -> MethodResult {
        let log = DiagnosticLog()
        let entries = options.map { Setting.Entry(key: $0.key, keyRange: nil, value: Setting($0.value)) }
        let method = try #require(ConfiguredMethod(NoiseMask.self, options: entries, at: nil, log: log))
        return try method.run(
            MethodRequest(model: model, input: input, target: nil, workers: workers, progress: progress))
    }

    func picture(_ size: Int, channels: Int = 3) -> Tensor {
        var random = RandomStream(seed: 7, purpose: "test input")
        return SmallModel.random([1, channels, size, size], &random, scale: 1)
    }

    func doubles(_ tensor: Tensor) -> [Double] { tensor.elements.map { Double($0) } }

    func number(_ name: String, _ result: MethodResult) throws -> Double {
        try #require(result.numbers.first { $0.name == name }?.value)
    }
}
