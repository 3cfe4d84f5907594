/// The nodes as which exporters write a local response normalization: x ∕ (k + α · mean(x²))^β, the mean over
/// neighbouring channels taken by a pool over an axis that reshaping makes of them.
///
/// Found by the graph's shape alone; whether the numbers fit, too, is seen when they are known.
struct ONNXLocalResponse {
    /// The division, whose result is the whole's.
    let quotient: ONNXNode
    let square: ONNXNode
    /// From the square to the mean: reshapings, a Pad or none, the AveragePool, reshapings.
    let mean: [ONNXNode]
    let scale: ONNXNode
    let shift: ONNXNode
    let power: ONNXNode
    /// The names of α and k.
    let alpha: String
    let bias: String

    /// All nodes before the division, in their order.
    var parts: [ONNXNode] { [square] + mean + [scale, shift, power] }

    static let reshapings: Set<String> = ["Flatten", "Reshape", "Squeeze", "Unsqueeze"]

    /// Those of a graph, by the place of their division.
    static func candidates(in model: ONNXModel) -> [Int: ONNXLocalResponse] {
        let links = Links(model)
        var found: [Int: ONNXLocalResponse] = [:]
        for node in model.nodes where node.operation == "Div" && node.isStandard && node.inputs.count == 2 {
            found[node.index] = ONNXLocalResponse(dividing: node, links)
        }
        return found
    }

    private init?(dividing quotient: ONNXNode, _ links: Links) {
        guard let input = quotient.input(0), let power = links.part(quotient.input(1), ["Pow"]),
            let (shift, scaled, bias) = links.part(power.input(0), "Add", reading: ["Mul"]),
            let (scale, averaged, alpha) = links.part(
                shift.input(scaled), "Mul", reading: Self.reshapings.union(["AveragePool"]))
        else { return nil }
        var mean: [ONNXNode] = []
        var next = scale.input(averaged)
        func takeReshapings() {
            while let node = links.part(next, Self.reshapings) {
                mean.append(node)
                next = node.input(0)
            }
        }
        takeReshapings()
        guard let pool = links.part(next, ["AveragePool"]) else { return nil }
        mean.append(pool)
        next = pool.input(0)
        if let pad = links.part(next, ["Pad"]) {
            mean.append(pad)
            next = pad.input(0)
        }
        takeReshapings()
        guard let square = links.part(next, ["Mul", "Pow"]), square.input(0) == input,
            square.operation == "Pow" || square.input(1) == input
        else { return nil }
        (self.quotient, self.power, self.shift, self.scale, self.square) = (quotient, power, shift, scale, square)
        (self.alpha, self.bias, self.mean) = (alpha, bias, mean.reversed())
    }

    /// Who gives each value, and how many read it.
    private struct Links {
        private var producers: [String: ONNXNode] = [:]
        private var readers: [String: Int] = [:]

        init(_ model: ONNXModel) {
            for node in model.nodes {
                for output in node.outputs where !output.isEmpty { producers[output] = node }
                for input in node.inputs { readers[input, default: 0] += 1 }
            }
            for output in model.outputs { readers[output, default: 0] += 1 }
        }

        /// The node that gives a value which nobody else reads, if it is one of these operators.
        func part(_ value: String?, _ operations: Set<String>) -> ONNXNode? {
            guard let value, readers[value] == 1, let node = producers[value], node.isStandard,
                node.outputs.count == 1, operations.contains(node.operation)
            else { return nil }
            return node
        }

        /// The same for an operator of two inputs, one of them given by an operator of `others`: which one that is, and
        /// the other's name.
        func part(
            _ value: String?, _ operation: String, reading others: Set<String>
        ) -> (node: ONNXNode, position: Int, constant: String)? {
            guard let node = part(value, [operation]), node.inputs.count == 2 else { return nil }
            for position in 0..<2 where part(node.input(position), others) != nil {
                guard let constant = node.input(1 - position) else { return nil }
                return (node, position, constant)
            }
            return nil
        }
    }
}
