import Diagnostics

extension ONNXModel {
    /// The places of the nodes in an order in which each comes after what it reads; the file's order where that is one.
    ///
    /// - Throws: a value that two nodes give, that none gives, or a cycle.
    func sortedNodes(_ path: String) throws(Diagnostic) -> [Int] {
        let known = Set(inputs.map(\.name)).union(initializers.map(\.name))
        let producers = try producers(besides: known, path)
        var waiting = [Int](repeating: 0, count: nodes.count)
        var readers = [[Int]](repeating: [], count: nodes.count)
        for node in nodes {
            for input in node.inputs where !input.isEmpty && !known.contains(input) {
                guard let producer = producers[input] else {
                    throw .damagedONNX(
                        "\(node.operation) '\(node.displayName)' reads '\(input)', which nothing gives", path)
                }
                waiting[node.index] += 1
                readers[producer].append(node.index)
            }
        }
        var order: [Int] = []
        var done = [Bool](repeating: false, count: nodes.count)
        // One sweep in the file's order suffices for a sorted file; what it frees is taken up as it comes.
        for start in nodes.indices where waiting[start] == 0 && !done[start] {
            var free = [start]
            while let index = free.popLast() {
                done[index] = true
                order.append(index)
                for reader in readers[index] {
                    waiting[reader] -= 1
                    if waiting[reader] == 0, reader < start { free.append(reader) }
                }
            }
        }
        guard order.count == nodes.count else {
            let stuck = nodes.indices.filter { !done[$0] }.map { "'\(nodes[$0].displayName)'" }
            throw .damagedONNX(
                "nodes wait for one another in a circle, among them " + stuck.prefix(3).joined(separator: ", "), path)
        }
        return order
    }

    private func producers(besides known: Set<String>, _ path: String) throws(Diagnostic) -> [String: Int] {
        var producers: [String: Int] = [:]
        for node in nodes {
            for output in node.outputs where !output.isEmpty {
                guard !known.contains(output), producers.updateValue(node.index, forKey: output) == nil else {
                    throw .damagedONNX("the value '\(output)' is given twice", path)
                }
            }
        }
        return producers
    }
}
