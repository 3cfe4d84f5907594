package import Diagnostics

extension TransformationInvariant {
    /// What the gradient is taken of.
    package enum ObjectiveName: String, CaseIterable, SettingValue {
        /// log p_C, whose gradient does not fade where the class is still far.
        case logProbability = "log-probability"
        /// S_C, before softmax.
        case classScore = "class-score"
    }

    /// How a step follows the gradient.
    package enum StepRule: String, CaseIterable, SettingValue {
        /// u ← u + rate · g.
        case gradient
        /// u ← u + rate · g ∕ rms(g).
        case normalized

        var ascent: AscentRule { self == .gradient ? .gradient : .normalized }
    }

    package struct Options: Settings {
        package var rotate = 10.0
        package var scale = 0.9
        package var flip = FlipDirection.horizontal
        package var order: [TransformationKind] = [.rotate]
        package var targetConfidence = 0.9999
        package var testConfidence: Double?
        package var rounds = 36
        package var iterations = 50
        package var objective = ObjectiveName.logProbability
        package var optimizer = StepRule.normalized
        package var rate = 0.02
        package var startGray = 0.0
        package var clip = true
        package var invert = false

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "rotate", \.rotate, "degrees of a rotation, counter-clockwise",
                check: { (1...180).contains(abs($0)) ? nil : "must be from 1 to 180 degrees, either way" }),
            SettingField(
                "scale", \.scale, "factor of a scaling; every second one takes its inverse",
                check: { (0.1...10).contains($0) && $0 != 1 ? nil : "must be from 0.1 to 10, and not 1" }),
            SettingField("flip", \.flip, "how the picture is mirrored"),
            SettingField(
                "order", \.order, "the transformations that follow the rounds by turns",
                check: { (1...100).contains($0.count) ? nil : "must name 1 to 100 of rotate, scale and flip" }),
            SettingField(
                "target-confidence", \.targetConfidence, "a round ends where the class is more probable than this",
                check: { $0 > 0 && $0 < 1 ? nil : "must be above 0 and below 1" }),
            SettingField(
                "test-confidence", \.testConfidence,
                "the run ends where the class is more probable than this under every test; by default the target, or 0.99 "
                    + "where that is lower",
                check: { $0.map { $0 > 0 && $0 < 1 } ?? true ? nil : "must be above 0 and below 1" }),
            SettingField(
                "rounds", \.rounds, "rounds at most, each followed by a transformation",
                check: { (1...10_000).contains($0) ? nil : "must be from 1 to 10000" }),
            SettingField(
                "iterations", \.iterations, "steps of a round at most",
                check: { (1...100_000).contains($0) ? nil : "must be from 1 to 100000" }),
            SettingField("objective", \.objective, "what is made large"),
            SettingField("optimizer", \.optimizer, "how a step is made of a gradient"),
            SettingField(
                "rate", \.rate, "step size, in units of natural deviation",
                check: { $0 > 0 && $0 <= 1e6 ? nil : "must be positive" }),
            SettingField(
                "start-gray", \.startGray, "gray level of the start, 0 (black) to 255",
                check: { (0...255).contains($0) ? nil : "must be from 0 to 255" }),
            SettingField("clip", \.clip, "keep every value within what black and white are for the model"),
            SettingField(
                "invert", \.invert, "show the picture with its colours inverted; the numbers are of it as it is"),
        ]

        package func validate() throws(Diagnostic) {
            func idle(_ option: String) -> Diagnostic {
                Diagnostic(
                    .error, "option-conflict", "'\(option)' does nothing, since 'order' does not name it",
                    notes: [.init("write 'order: [rotate, \(option)]', or leave '\(option)' out")])
            }
            let usual = Options()
            if scale != usual.scale, !order.contains(.scale) { throw idle("scale") }
            if flip != usual.flip, !order.contains(.flip) { throw idle("flip") }
        }
    }
}
