package import Diagnostics
import Models
import Networks

/// A further part of an objective as people write it: `{class: soccer ball, weight: -0.5}` or `{kernel: LAYER/CHANNEL}`.
package struct GoalPart: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        case classText(String)
        /// LAYER/CHANNEL.
        case kernel(layer: String, channel: Int)
    }

    package let subject: Subject
    package let weight: Double

    func term(in model: Model, score: Score) throws(Diagnostic) -> Goal.Term {
        let target: Target
        switch subject {
        case .classText(let text): target = .classIndex(try model.labels.index(of: text))
        case .kernel(let layer, let channel): target = .kernel(layer: layer, channel: channel, position: nil)
        }
        return Goal.Term(try Objective(target: target, score: score, model: model), weight: weight)
    }

    /// Adds the kernel to a direction among the channels of a layer.
    func add(to vector: inout [Float], ofLayer node: NodeID, in model: Model) throws(Diagnostic) {
        guard case .kernel(let layer, let channel) = subject, try model.network.node(named: layer) == node else {
            throw Diagnostic(
                .error, "objective-mismatch",
                "a direction is made of kernels of one layer; 'with' names something else",
                notes: [.init("give kernels of layer '\(model.network.nodes[node].name)'")])
        }
        try model.network.checkChannel(channel, of: layer)
        vector[channel] += Float(weight)
    }
}

extension GoalPart: SettingValue {
    package static let expectation = "{class: NAME} or {kernel: LAYER/CHANNEL}, with a weight where it is not 1"

    package static func decode(_ setting: Setting) throws(Diagnostic) -> GoalPart {
        guard case .mapping(let entries) = setting.value else { throw setting.mismatch(expected: expectation) }
        var subjects: [Subject] = []
        var weight = 1.0
        for entry in entries {
            switch entry.key {
            case "class": subjects.append(.classText(try entry.value.text()))
            case "kernel": subjects.append(try kernel(entry.value))
            case "weight":
                weight = try Double.decode(entry.value)
                guard abs(weight) <= 1e6 else {
                    throw Diagnostic(
                        .error, "bad-value", "'weight' must be at most 1e6, found \(entry.value.kind)",
                        at: entry.value.range)
                }
            default:
                throw Diagnostic(
                    .error, "unknown-key",
                    "a part of an objective has no '\(entry.key)'"
                        + didYouMean(entry.key, among: ["class", "kernel", "weight"]),
                    at: entry.keyRange ?? setting.range)
            }
        }
        guard subjects.count == 1 else {
            throw Diagnostic(
                .error, "wrong-type", "expected \(expectation), found \(subjects.isEmpty ? "neither" : "both")",
                at: setting.range)
        }
        return GoalPart(subject: subjects[0], weight: weight)
    }

    private static func kernel(_ setting: Setting) throws(Diagnostic) -> Subject {
        let text = try setting.text()
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, let channel = Int(parts[parts.count - 1]), channel >= 0 else {
            throw setting.mismatch(expected: "LAYER/CHANNEL")
        }
        return .kernel(layer: parts.dropLast().joined(separator: "/"), channel: channel)
    }

    package var json: JSON {
        switch subject {
        case .classText(let text): .object(["class": .string(text), "weight": .number(weight)])
        case .kernel(let layer, let channel):
            .object(["kernel": .string("\(layer)/\(channel)"), "weight": .number(weight)])
        }
    }
}
