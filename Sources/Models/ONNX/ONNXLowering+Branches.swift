import Diagnostics

extension ONNXImport {
    /// Branches within branches; more are taken for damage.
    private static let branchLimit = 8

    /// Takes the branch of an If whose condition is known when the graph is loaded, as exporters write for `squeeze`;
    /// false where it is not known.
    mutating func lowerBranch(_ node: ONNXNode) throws(Diagnostic) -> Bool {
        guard let name = node.input(0), let condition = try constant(name)?.integers, condition.count == 1 else {
            return false
        }
        let chosen = condition[0] != 0 ? "then_branch" : "else_branch"
        guard case .graph(let message)? = node.attributes[chosen]?.content else {
            throw node.failure("lacks its \(chosen)")
        }
        guard branchDepth < Self.branchLimit else {
            throw node.failure("lies in more than \(Self.branchLimit) branches")
        }
        branchDepth += 1
        defer { branchDepth -= 1 }
        let branch = try ONNXModel(branch: message, firstIndex: names.count)
        guard branch.outputs.count == node.outputs.count else {
            throw node.failure("has \(node.outputs.count) outputs, and a branch of \(branch.outputs.count)")
        }
        names.add(branch.nodes)
        var own: Set<String> = []
        for value in branch.initializers.map(\.name) + branch.nodes.flatMap(\.outputs) where !value.isEmpty {
            guard values[value] == nil, own.insert(value).inserted else {
                throw node.failure("gives '\(value)' again")
            }
        }
        for initializer in branch.initializers { values[initializer.name] = .stored(initializer) }
        for inner in branch.nodes { lowerOrNote(inner) }
        for (output, result) in zip(node.outputs, branch.outputs) where !output.isEmpty {
            guard let value = values[result] else { throw node.failure("gives '\(result)', which nothing makes") }
            values[output] = value
            if case .node(let layer) = value { aliases[layer, default: []].append(output) }
        }
        return true
    }
}
