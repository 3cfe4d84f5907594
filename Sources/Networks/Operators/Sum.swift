package import Diagnostics

/// Two or more inputs of one shape, added element by element from the first to the last.
package struct Sum: Operator {
    package init() {}

    package var kind: String { "sum" }
    package func runsInPlace(for inputs: [[Int]]) -> Bool { true }
    package var order: ElementOrder { .any }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        guard let first = inputs.first, inputs.count >= 2 else {
            throw .shapeMismatch("adds at least two inputs, given \(inputs.count)")
        }
        if let other = inputs.first(where: { $0 != first }) {
            throw .shapeMismatch("cannot add \(first) and \(other)")
        }
        return first
    }

    package func forward(_ pass: ForwardPass) {
        let target = pass.output.start
        let sources = pass.inputs.map(\.start)
        sources.withUnsafeBufferPointer { sources in
            pass.workers.forEachRange(of: pass.batch * pass.output.count) { range in
                // Sixteen elements of every input are read before they are written: any input may be the output.
                var index = range.lowerBound
                while index + 16 <= range.upperBound {
                    var sum = UnsafeRawPointer(sources[0] + index).loadUnaligned(as: SIMD16<Float>.self)
                    for source in sources.dropFirst() {
                        sum += UnsafeRawPointer(source + index).loadUnaligned(as: SIMD16<Float>.self)
                    }
                    UnsafeMutableRawPointer(target + index).storeBytes(of: sum, as: SIMD16<Float>.self)
                    index += 16
                }
                while index < range.upperBound {
                    target[index] = sources.dropFirst().reduce(sources[0][index]) { $0 + $1[index] }
                    index += 1
                }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        for input in pass.inputGradients.indices { pass.addOutputGradient(to: input) }
    }
}
