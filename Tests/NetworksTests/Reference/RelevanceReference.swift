import Networks
import Tensors

/// A layer that is affine in its inputs, as a matrix and a bias, found by asking its reference about unit vectors.
struct AffineReference {
    /// Outputs × inputs; several inputs of the layer lie behind one another.
    let weight: [[Double]]
    let bias: [Double]

    init(_ reference: Reference, shapes: [[Int]]) {
        let zeros = shapes.map { DoubleArray($0, [Double](repeating: 0, count: $0.reduce(1, *))) }
        let bias = reference(zeros).elements
        self.bias = bias
        var columns: [[Double]] = []
        for input in shapes.indices {
            for index in zeros[input].elements.indices {
                var unit = zeros
                unit[input].elements[index] = 1
                columns.append(zip(reference(unit).elements, bias).map { $0 - $1 })
            }
        }
        weight = bias.indices.map { output in columns.map { $0[output] } }
    }
}

/// The rules of layer-wise relevance propagation as the papers write them, unit by unit.
struct RelevanceReference {
    let layer: AffineReference
    /// The layer's inputs, and the relevance of its outputs.
    let inputs: [Double]
    let relevance: [Double]
    /// Whether the sums have biases.
    let hasBias: Bool

    struct Result {
        var inputs: [Double]
        /// What biases took.
        var bias = 0.0
        /// What ε, or a rule that shares nothing of an output, took.
        var stabilizer = 0.0
        /// How much larger the parts of a sum are than the sum: by so much it enlarges rounding.
        var condition = 1.0
    }

    private func bias(_ output: Int) -> Double { hasBias ? layer.bias[output] : 0 }

    /// Shares the relevance of one output in proportion to `parts`, of which the last is the bias's.
    private func share(
        _ relevance: Double, _ parts: [Double], epsilon: Double, into result: inout Result
    ) {
        let sum = parts.reduce(0, +)
        let denominator = sum >= 0 ? sum + epsilon : sum - epsilon
        for index in result.inputs.indices { result.inputs[index] += parts[index] / denominator * relevance }
        result.bias += parts[parts.count - 1] / denominator * relevance
        result.stabilizer += (denominator - sum) / denominator * relevance
        if relevance != 0 {
            let size = parts.reduce(0) { $0 + abs($1) }
            result.condition = max(result.condition, size / abs(denominator))
        }
    }

    func result(_ rule: WeightRule) -> Result {
        var result = Result(inputs: [Double](repeating: 0, count: inputs.count))
        for (output, weights) in layer.weight.enumerated() {
            share(rule, output, weights, into: &result)
        }
        return result
    }

    private func share(_ rule: WeightRule, _ output: Int, _ weights: [Double], into result: inout Result) {
        let relevance = relevance[output]
        let bias = bias(output)
        func products(_ part: (Double, Double) -> Double, bias: Double) -> [Double] {
            zip(inputs, weights).map(part) + [bias]
        }
        switch rule {
        case .epsilon(let epsilon):
            share(relevance, products({ $0 * $1 }, bias: bias), epsilon: Double(epsilon), into: &result)
        case .zPlus:
            share(relevance, products({ max($0 * $1, 0) }, bias: max(bias, 0)), epsilon: 1e-6, into: &result)
        case .alphaBeta(let alpha, let beta):
            share(
                Double(alpha) * relevance, products({ max($0 * $1, 0) }, bias: max(bias, 0)), epsilon: 1e-6,
                into: &result)
            share(
                -Double(beta) * relevance, products({ min($0 * $1, 0) }, bias: min(bias, 0)), epsilon: 1e-6,
                into: &result)
        case .gamma(let gamma):
            // The layer's own output decides, which has its bias whether that shares or not.
            let own = zip(inputs, weights).reduce(layer.bias[output]) { $0 + $1.0 * $1.1 }
            guard own != 0 else {
                result.stabilizer += relevance
                return
            }
            // What has the output's sign counts 1 + γ times.
            func raised(_ product: Double) -> Double {
                (product > 0) == (own > 0) ? product * (1 + Double(gamma)) : product
            }
            share(relevance, products({ raised($0 * $1) }, bias: raised(bias)), epsilon: 1e-6, into: &result)
        case .flat:
            share(relevance, weights.map { $0 == 0 ? 0 : 1 } + [0], epsilon: 1e-6, into: &result)
        case .wSquare:
            share(relevance, weights.map { $0 * $0 } + [0], epsilon: 1e-6, into: &result)
        case .zBox(let low, let high):
            let parts = weights.indices.map { index in
                inputs[index] * weights[index] - Double(low[index]) * max(weights[index], 0)
                    - Double(high[index]) * min(weights[index], 0)
            }
            share(relevance, parts + [0], epsilon: 1e-6, into: &result)
        }
    }
}
