package import Diagnostics

/// How a method takes one node in the backward pass.
package enum RuleChoice: Sendable {
    /// By the operator's own gradient.
    case gradient
    case rule(any BackwardRule)
    /// Not at all, with the reason: "it has no rule for a product of two layers".
    case refused(String)
}

extension Network {
    /// The rules of every node between the input and `targets`.
    ///
    /// - Parameters:
    ///   - method: whose rules they are, for messages.
    ///   - wayOut: what to do about a layer that is refused.
    ///   - choose: given a node's number and its operator.
    /// - Throws: `undefined-for-layer` with all layers that are refused.
    package func backwardRules(
        to targets: [NodeID], of method: String, wayOut: String,
        _ choose: (NodeID, any Operator) throws(Diagnostic) -> RuleChoice
    ) throws(Diagnostic) -> [NodeID: any BackwardRule] {
        var rules: [NodeID: any BackwardRule] = [:]
        var refused: [(node: Node, reason: String)] = []
        for (id, isNeeded) in ancestors(of: targets).enumerated() where isNeeded {
            guard let operation = nodes[id].operation else { continue }
            switch try choose(id, operation) {
            case .gradient: break
            case .rule(let rule): rules[id] = rule
            case .refused(let reason): refused.append((nodes[id], reason))
            }
        }
        guard let (node, reason) = refused.first else { return rules }
        let others = refused.dropFirst().map { "'\($0.node.name)' (\($0.node.operation?.kind ?? ""))" }
        throw Diagnostic(
            .error, "undefined-for-layer",
            "'\(method)' is undefined for layer '\(node.name)' (\(node.operation?.kind ?? "")): \(reason)",
            notes: [.init(wayOut)]
                + (others.isEmpty ? [] : [.init("undefined as well: " + others.joined(separator: ", "))]))
    }
}
