/// Which kernel of another layer answers most like each kernel of one.
package struct KernelMatching: Hashable, Sendable {
    package enum Label: String, Hashable, Sendable, CaseIterable {
        /// Each is the other's best match, and their correlation reaches the threshold.
        case matched
        /// The correlation reaches the threshold, but the other's best match is another kernel: what the kernel answers
        /// to has moved into kernels that do something else besides.
        case moved
        /// No kernel of the other layer correlates as much as the threshold.
        case lost
        /// The kernel's activations are the same everywhere.
        case silent
    }

    package struct Match: Hashable, Sendable {
        package let kernel: Int
        /// The kernel of the other layer with the largest correlation, of equal ones the first; nil for a silent kernel,
        /// or where all of the others are.
        package let best: Int?
        package let correlation: Double
        package let label: Label

        package init(kernel: Int, best: Int?, correlation: Double, label: Label) {
            self.kernel = kernel
            self.best = best
            self.correlation = correlation
            self.label = label
        }
    }

    /// One for each kernel, in their order.
    package let matches: [Match]

    /// - Parameters:
    ///   - correlations: kernels × kernels of the other layer.
    ///   - silent: which kernels are silent, of this layer and of the other.
    ///   - threshold: the correlation from which on kernels count as alike.
    package init(_ correlations: [Double], silent: (own: [Bool], other: [Bool]), threshold: Double) {
        let (count, others) = (silent.own.count, silent.other.count)
        precondition(correlations.count == count * others, "a correlation for each pair")
        func best(_ candidates: Range<Int>, _ isSilent: [Bool], _ value: (Int) -> Double) -> Int? {
            var best: Int?
            for candidate in candidates where !isSilent[candidate] {
                if best.map({ value(candidate) > value($0) }) ?? true { best = candidate }
            }
            return best
        }
        let back = (0..<others).map { other in
            silent.other[other] ? nil : best(0..<count, silent.own) { correlations[$0 * others + other] }
        }
        matches = (0..<count).map { kernel in
            guard !silent.own[kernel],
                let partner = best(0..<others, silent.other, { correlations[kernel * others + $0] })
            else {
                return Match(kernel: kernel, best: nil, correlation: 0, label: silent.own[kernel] ? .silent : .lost)
            }
            let correlation = correlations[kernel * others + partner]
            let label: Label =
                correlation < threshold ? .lost : back[partner] == kernel ? .matched : .moved
            return Match(kernel: kernel, best: partner, correlation: correlation, label: label)
        }
    }

    package init(matches: [Match]) { self.matches = matches }

    package func count(of label: Label) -> Int { matches.count { $0.label == label } }

    /// The correlations of the kernels that are not silent with their best matches, ascending.
    package var correlations: [Double] {
        matches.filter { $0.label != .silent }.map(\.correlation).sorted()
    }
}
