package import Diagnostics
package import Tensors

/// Two operands combined element by element; axes of extent 1 repeat, and one operand may be a constant.
///
/// Equal elements of a maximum or minimum share its gradient, as in PyTorch.
package struct Combination: Operator {
    package enum Function: String, Sendable, CaseIterable {
        case sum, difference, product, quotient, maximum, minimum
    }

    package let function: Function
    /// The operand that is no input; nil where both are.
    package let constant: FixedOperand?

    package init(_ function: Function, constant: FixedOperand? = nil) {
        self.function = function
        self.constant = constant
    }

    package var kind: String { function.rawValue }

    package var summary: String {
        guard let constant else { return "" }
        let size = constant.value.shape.map(String.init).joined(separator: "×")
        return constant.side == .left ? "constant \(size) first" : "constant \(size)"
    }

    package var parameters: [(name: String, value: Tensor)] { constant.map { [("constant", $0.value)] } ?? [] }

    package var gradientReads: GradientReads {
        switch function {
        case .sum, .difference: []
        case .product: constant == nil ? .inputs : []
        case .quotient: constant?.side == .right ? [] : .inputs
        case .maximum, .minimum: .inputs
        }
    }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        guard let (left, right) = constant.operandShapes(inputs) else {
            throw .shapeMismatch("combines two operands, given \(inputs.count) inputs")
        }
        guard let shape = left.broadcast(with: right) else {
            throw .shapeMismatch("\(left) and \(right) differ in more than axes of extent 1")
        }
        return shape
    }

    package func forward(_ pass: ForwardPass) {
        constant.withOperands(pass.inputs) { left, right in
            guard let left, let right else { return }
            let rows = rows(of: pass.output.shape, left.shape, right.shape)
            let (a, b) = (rows.steps[1], rows.steps[2])
            pass.workers.forEachUnit(pass.batch * rows.count, work: rows.length) { unit in
                let image = unit / rows.count
                let place = rows.start(of: unit % rows.count)
                let target = pass.output.image(image) + place[0]
                let (first, second) = (left.image(image) + place[1], right.image(image) + place[2])
                for index in 0..<rows.length { target[index] = value(first[index * a], second[index * b]) }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        for side in [FixedOperand.Side.left, .right] {
            guard let input = constant.input(for: side), let gradient = pass.inputGradients[input] else { continue }
            constant.withOperands(pass.inputs) { left, right in
                addGradient(pass, to: side, gradient, left, right)
            }
        }
    }

    /// Where the operand repeats, all that its elements are combined with adds up, in double precision and in order.
    private func addGradient(
        _ pass: GradientPass, to side: FixedOperand.Side, _ gradient: MutableValues, _ left: OperandValues?,
        _ right: OperandValues?
    ) {
        guard let shapes = constant.operandShapes(pass.inputShapes) else { return }
        let rows = rows(of: pass.outputGradient.shape, shapes.left, shapes.right)
        let (a, b) = (rows.steps[1], rows.steps[2])
        let own = side == .left ? 1 : 2
        let step = rows.steps[own]
        let repeats = gradient.count < pass.outputGradient.count
        func forEachElement(
            _ image: Int, _ row: Int, _ body: (_ target: Int, _ contribution: Float) -> Void
        ) {
            let place = rows.start(of: row)
            let cotangent = pass.outputGradient.image(image) + place[0]
            let first = left.map { $0.image(image) + place[1] }
            let second = right.map { $0.image(image) + place[2] }
            for index in 0..<rows.length {
                let slope = derivative(by: side, first?[index * a] ?? 0, second?[index * b] ?? 0)
                body(place[own] + index * step, cotangent[index] * slope)
            }
        }
        if !repeats {
            pass.workers.forEachUnit(pass.batch * rows.count, work: rows.length) { unit in
                let target = gradient.image(unit / rows.count)
                forEachElement(unit / rows.count, unit % rows.count) { target[$0] += $1 }
            }
        } else {
            pass.workers.forEachUnit(pass.batch, work: pass.outputGradient.count) { image in
                let target = gradient.image(image)
                withUnsafeTemporaryAllocation(of: Double.self, capacity: gradient.count) { sums in
                    sums.initialize(repeating: 0)
                    for row in 0..<rows.count { forEachElement(image, row) { sums[$0] += Double($1) } }
                    for index in sums.indices { target[index] += Float(sums[index]) }
                }
            }
        }
    }

    private func rows(of shape: [Int], _ left: [Int], _ right: [Int]) -> StridedRows {
        StridedRows(shape, steps: [shape.rowMajorSteps, left.broadcastSteps, right.broadcastSteps])
    }

    @inline(__always)
    private func value(_ left: Float, _ right: Float) -> Float {
        switch function {
        case .sum: left + right
        case .difference: left - right
        case .product: left * right
        case .quotient: left / right
        // What is not a number stays so.
        case .maximum: left.isNaN || left > right ? left : right
        case .minimum: left.isNaN || left < right ? left : right
        }
    }

    @inline(__always)
    private func derivative(by side: FixedOperand.Side, _ left: Float, _ right: Float) -> Float {
        switch function {
        case .sum: 1
        case .difference: side == .left ? 1 : -1
        case .product: side == .left ? right : left
        case .quotient: side == .left ? 1 / right : -left / (right * right)
        case .maximum: left == right ? 0.5 : (left > right) == (side == .left) ? 1 : 0
        case .minimum: left == right ? 0.5 : (left < right) == (side == .left) ? 1 : 0
        }
    }
}
