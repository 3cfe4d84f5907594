import Diagnostics
import Networks

/// A rule for one layer or a range of layers, as the option `rules` lists them: `LAYER=RULE` or `LAYER..LAYER=RULE`.
struct LayerRule: Sendable {
    /// What stands before the last `=`.
    let layers: String
    let rule: RelevanceRule

    /// - Throws: `bad-rule`.
    init(_ text: String, epsilon: Double, gamma: Double) throws(Diagnostic) {
        guard let equals = text.lastIndex(of: "="), equals > text.startIndex else {
            throw Diagnostic(
                .error, "bad-rule", "'\(text)' is no rule for layers",
                notes: [.init("write LAYER=RULE or LAYER..LAYER=RULE, such as 'features.0..features.5=gamma(0.25)'")])
        }
        layers = String(text[..<equals])
        rule = try RelevanceRule(String(text[text.index(after: equals)...]), epsilon: epsilon, gamma: gamma)
    }

    /// The layers with weights that are meant: those from the first to the last in the network's order.
    ///
    /// - Throws: a layer that does not exist, or a range without weights.
    func nodes(in network: Network) throws(Diagnostic) -> [NodeID] {
        let range = try range(in: network)
        let found = range.filter { network.nodes[$0].operation?.role == .weighted }
        guard found.isEmpty else { return found }
        throw Diagnostic(
            .error, "bad-rule",
            range.count == 1
                ? "layer '\(layers)' (\(network.nodes[range.lowerBound].operation?.kind ?? "the input")) has no weights"
                : "there are no layers with weights in '\(layers)'",
            notes: [.init("rules are for convolutions and dense layers; 'vitrine inspect' lists them")])
    }

    private func range(in network: Network) throws(Diagnostic) -> ClosedRange<NodeID> {
        let dots = layers.ranges(of: "..")
        guard !dots.isEmpty, (try? network.node(named: layers)) == nil else {
            let node = try network.node(named: layers)
            return node...node
        }
        // A name may hold dots of its own: the first place between two names is meant.
        var failure: Diagnostic?
        for dots in dots {
            let (first, last) = (String(layers[..<dots.lowerBound]), String(layers[dots.upperBound...]))
            do throws(Diagnostic) {
                return try range(from: network.node(named: first), to: network.node(named: last))
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? Diagnostic(.error, "unknown-layer", "the network has no layer '\(layers)'")
    }

    private func range(from first: NodeID, to last: NodeID) throws(Diagnostic) -> ClosedRange<NodeID> {
        guard first > last else { return first...last }
        throw Diagnostic(
            .error, "bad-rule", "the range '\(layers)' ends before it begins",
            notes: [.init("name the layer nearer to the input first")])
    }
}
