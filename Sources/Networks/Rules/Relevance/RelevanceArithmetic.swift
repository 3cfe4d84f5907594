import Tensors

/// Relevance by element, ready to be multiplied by what made each output up.
struct RelevanceShares {
    let workers: Workers
    let epsilon: Float
    let account: RelevanceAccount?

    /// s = factor · R ∕ (z + ε · sign z), with sign 0 = +1, for the outputs of a domain; 0 for the others.
    ///
    /// - Parameters:
    ///   - sums: z; may be `shares`.
    ///   - outputs: what tells the domain of an output: the layer's own results.
    func settle(
        _ relevance: UnsafePointer<Float>, over sums: UnsafePointer<Float>, count: Int, factor: Float = 1,
        domain: RelevanceTerm.Domain = .all, outputs: UnsafePointer<Float>? = nil,
        into shares: UnsafeMutablePointer<Float>
    ) {
        let epsilon = epsilon
        workers.forEachRange(of: count) { range in
            for index in range {
                let sum = sums[index]
                shares[index] = factor * relevance[index] / (sum + (sum >= 0 ? epsilon : -epsilon))
            }
            guard domain != .all, let outputs else { return }
            for index in range {
                let isInside = domain == .positive ? outputs[index] > 0 : outputs[index] < 0
                if !isInside { shares[index] = 0 }
            }
        }
        guard let account else { return }
        // What ε takes of an output is ε · sign z · s = ε · |s| · sign(factor · R).
        let taken = workers.total(of: count) { range in
            range.reduce(0.0) { sum, index in
                let share = Double(abs(shares[index]))
                return sum + (relevance[index] < 0 ? -share : share)
            }
        }
        account.add(taken * Double(epsilon) * (factor < 0 ? -1 : 1), to: .stabilizer)
        if domain == .positive, let outputs {
            account.add(
                workers.total(of: count) { $0.reduce(0) { outputs[$1] == 0 ? $0 + Double(relevance[$1]) : $0 } },
                to: .stabilizer)
        }
    }

    /// Notes how much relevance there is at a layer.
    func noteMass(of relevance: UnsafePointer<Float>, count: Int) {
        account?.noteMass(workers.total(of: count) { $0.reduce(0) { $0 + Double(abs(relevance[$1])) } })
    }

    /// Adds to the account what summands of the outputs take: Σ s · b.
    ///
    /// - Parameter bias: one element an output channel, channels side by side in memory.
    func takeBias(_ shares: UnsafePointer<Float>, count: Int, bias: Tensor?) {
        guard let account, let bias else { return }
        let channels = bias.count
        let taken = bias.withUnsafeBufferPointer { bias in
            workers.total(of: count / channels, work: channels) { rows in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: channels) { sums in
                    sums.initialize(repeating: 0)
                    for row in rows {
                        let line = shares + row * channels
                        for channel in 0..<channels { sums[channel] += Double(line[channel]) }
                    }
                    return (0..<channels).reduce(0) { $0 + sums[$1] * Double(bias[$1]) }
                }
            }
        }
        account.add(taken, to: .bias)
    }

    /// target += factor · x · c, and the sum of what was added.
    @discardableResult
    func add(
        _ gradient: UnsafePointer<Float>, times source: UnsafePointer<Float>, factor: Float = 1, count: Int,
        to target: UnsafeMutablePointer<Float>, measures: Bool = false
    ) -> Double {
        workers.forEachRange(of: count) { range in
            for index in range { target[index] += factor * source[index] * gradient[index] }
        }
        guard measures else { return 0 }
        return workers.total(of: count) { $0.reduce(0) { $0 + Double(factor * source[$1] * gradient[$1]) } }
    }
}
