import Diagnostics

/// A rule of LRP for a layer with weights, as people name it: `epsilon(0.25)`, `gamma`, `z-plus`, `alpha2-beta1`, `flat`,
/// `w-square`, `z-box`.
enum RelevanceRule: Hashable, Sendable {
    case epsilon(Double)
    case zPlus
    case alphaBeta(alpha: Double, beta: Double)
    case gamma(Double)
    case flat
    case wSquare
    case zBox

    private static let names = ["alpha2-beta1", "epsilon", "flat", "gamma", "w-square", "z-box", "z-plus"]

    /// - Parameters:
    ///   - epsilon: where the name gives none.
    ///   - gamma: the same.
    /// - Throws: `bad-rule`.
    init(_ text: String, epsilon: Double, gamma: Double) throws(Diagnostic) {
        let (name, parameter) = try Self.parts(text)
        switch (name, parameter) {
        case ("epsilon", let value):
            self = .epsilon(value ?? epsilon)
            guard (value ?? epsilon) > 0 else { throw Self.failure(text, "ε must be positive") }
        case ("gamma", let value):
            self = .gamma(value ?? gamma)
            guard (value ?? gamma) >= 0 else { throw Self.failure(text, "γ must not be negative") }
        case ("z-plus", nil): self = .zPlus
        case ("flat", nil): self = .flat
        case ("w-square", nil): self = .wSquare
        case ("z-box", nil): self = .zBox
        default:
            guard parameter == nil, let (alpha, beta) = Self.alphaBeta(name) else {
                let isKnown = Self.names.contains(name)
                throw Self.failure(
                    text, isKnown ? "'\(name)' takes no number" : "there is no such rule",
                    didYouMean(name, among: Self.names))
            }
            guard abs(alpha - beta - 1) < 1e-9 else { throw Self.failure(text, "α − β must be 1") }
            self = .alphaBeta(alpha: alpha, beta: beta)
        }
    }

    /// A name, and the number in parentheses behind it.
    private static func parts(_ text: String) throws(Diagnostic) -> (name: String, parameter: Double?) {
        guard let open = text.firstIndex(of: "(") else { return (text, nil) }
        guard text.last == ")", let value = Double(text[text.index(after: open)..<text.index(before: text.endIndex)]),
            value.isFinite
        else { throw failure(text, "a number in parentheses was expected behind the name") }
        return (String(text[..<open]), value)
    }

    /// The numbers of `alpha2-beta1`.
    private static func alphaBeta(_ name: String) -> (Double, Double)? {
        guard name.hasPrefix("alpha"), let middle = name.firstRange(of: "-beta") else { return nil }
        guard let alpha = Double(name[name.index(name.startIndex, offsetBy: 5)..<middle.lowerBound]),
            let beta = Double(name[middle.upperBound...]), alpha.isFinite, beta.isFinite, alpha >= 0, beta >= 0
        else { return nil }
        return (alpha, beta)
    }

    private static func failure(_ text: String, _ message: String, _ suggestion: String = "") -> Diagnostic {
        Diagnostic(
            .error, "bad-rule", "rule '\(text)': \(message)\(suggestion)",
            notes: [
                .init("the rules are \(names.joined(separator: ", ")); epsilon and gamma take a number: gamma(0.25)")
            ])
    }
}
