package import Diagnostics
package import Tensors

/// The product of matrices `[…, M, K]` and `[…, K, N]`; leading axes of extent 1 repeat, and one operand may be a
/// constant.
package struct MatrixProduct: Operator {
    /// The operand that is no input; nil where both are.
    package let constant: FixedOperand?

    package init(constant: FixedOperand? = nil) { self.constant = constant }

    package var kind: String { "matrix product" }

    package var summary: String {
        guard let constant else { return "" }
        let size = constant.value.shape.map(String.init).joined(separator: "×")
        return constant.side == .left ? "weight \(size) first" : "weight \(size)"
    }

    package var parameters: [(name: String, value: Tensor)] { constant.map { [("weight", $0.value)] } ?? [] }
    package var gradientReads: GradientReads { constant == nil ? .inputs : [] }

    /// The extents of one product, and of the leading axes.
    private struct Geometry {
        let rows: Int
        let depth: Int
        let columns: Int
        /// Of the product.
        let leading: [Int]
        /// Arrays: output, left, right; an element is a matrix.
        let matrices: StridedRows

        init?(_ left: [Int], _ right: [Int]) {
            guard left.count == right.count, left.count >= 2, left[left.count - 1] == right[right.count - 2],
                let leading = Array(left.dropLast(2)).broadcast(with: Array(right.dropLast(2)))
            else { return nil }
            (rows, depth, columns) = (left[left.count - 2], right[right.count - 2], right[right.count - 1])
            self.leading = leading
            matrices = StridedRows(
                leading,
                steps: [
                    leading.rowMajorSteps, Array(left.dropLast(2)).broadcastSteps,
                    Array(right.dropLast(2)).broadcastSteps,
                ])
        }

        var count: Int { matrices.count * matrices.length }
    }

    private func geometry(_ inputs: [[Int]]) throws(Diagnostic) -> Geometry {
        guard let (left, right) = constant.operandShapes(inputs) else {
            throw .shapeMismatch("multiplies two operands, given \(inputs.count) inputs")
        }
        guard let geometry = Geometry(left, right) else {
            throw .shapeMismatch("matrices \(left) and \(right) cannot be multiplied")
        }
        guard [geometry.rows, geometry.depth, geometry.columns].allSatisfy({ $0 <= Int(Int32.max) }) else {
            throw .shapeMismatch("matrices \(left) and \(right) are too large to be multiplied")
        }
        return geometry
    }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let geometry = try geometry(inputs)
        return geometry.leading + [geometry.rows, geometry.columns]
    }

    package func multiplyAdds(for inputs: [[Int]]) -> Int {
        guard let product = try? geometry(inputs) else { return 0 }
        let (count, overflow) = (product.count * product.rows * product.columns)
            .multipliedReportingOverflow(by: product.depth)
        return overflow ? .max : count
    }

    package func forward(_ pass: ForwardPass) {
        constant.withOperands(pass.inputs) { left, right in
            guard let left, let right, let product = Geometry(left.shape, right.shape) else { return }
            let (rows, depth, columns) = (product.rows, product.depth, product.columns)
            pass.workers.forEachUnit(pass.batch * product.count, work: rows * depth + rows * columns) { unit in
                let image = unit / product.count
                let place = product.matrices.place(of: unit % product.count)
                BLAS.multiply(
                    BLAS.Matrix(left.image(image) + place[1] * rows * depth, stride: depth),
                    BLAS.Matrix(right.image(image) + place[2] * depth * columns, stride: columns),
                    into: pass.output.image(image) + place[0] * rows * columns, stride: columns, rows: rows,
                    columns: columns, depth: depth)
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let product = try? geometry(pass.inputShapes) else { return }
        for side in [FixedOperand.Side.left, .right] {
            guard let input = constant.input(for: side), let gradient = pass.inputGradients[input] else { continue }
            constant.withOperands(pass.inputs) { left, right in
                guard let other = side == .left ? right : left else { return }
                addGradient(pass, product, to: side, gradient, other)
            }
        }
    }

    /// ∂L/∂A = G · Bᵀ and ∂L/∂B = Aᵀ · G; matrices that repeat take the sum, one after another.
    private func addGradient(
        _ pass: GradientPass, _ product: Geometry, to side: FixedOperand.Side, _ gradient: MutableValues,
        _ other: OperandValues
    ) {
        let (rows, depth, columns) = (product.rows, product.depth, product.columns)
        let size = side == .left ? rows * depth : depth * columns
        let together = gradient.count < product.count * size ? product.count : 1
        let pieces = product.count / together
        pass.workers.forEachUnit(pass.batch * pieces, work: together * (rows * columns + size)) { unit in
            let image = unit / pieces
            for index in 0..<together {
                let place = product.matrices.place(of: unit % pieces * together + index)
                let cotangent = BLAS.Matrix(
                    pass.outputGradient.image(image) + place[0] * rows * columns, stride: columns)
                let target = gradient.image(image) + place[side == .left ? 1 : 2] * size
                if side == .left {
                    let right = BLAS.Matrix(
                        other.image(image) + place[2] * depth * columns, stride: columns, transposed: true)
                    BLAS.multiply(
                        cotangent, right, into: target, stride: depth, rows: rows, columns: depth, depth: columns,
                        beta: 1)
                } else {
                    let left = BLAS.Matrix(
                        other.image(image) + place[1] * rows * depth, stride: depth, transposed: true)
                    BLAS.multiply(
                        left, cotangent, into: target, stride: columns, rows: depth, columns: columns, depth: rows,
                        beta: 1)
                }
            }
        }
    }
}
