import CKernels
package import Diagnostics
package import Tensors

/// A fully connected layer: y = W · x + b.
package struct Dense: TrainableOperator, FusingOperator {
    /// Outputs × inputs.
    package let weight: Tensor
    package let bias: Tensor?

    /// Outputs of one piece of the forward pass.
    private static let block = 64

    /// - Precondition: `weight` has two axes.
    package init(weight: Tensor, bias: Tensor?) {
        precondition(weight.shape.count == 2)
        self.weight = weight
        self.bias = bias
    }

    package var kind: String { "dense" }

    package var parameters: [(name: String, value: Tensor)] {
        [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
    }

    package var order: ElementOrder { .any }
    package var addsResidual: Bool { false }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        guard inputs[0] == [weight.shape[1]], bias.map({ $0.count == weight.shape[0] }) ?? true else {
            throw .shapeMismatch("weights \(weight.shape) do not fit an input of \(inputs[0])")
        }
        return [weight.shape[0]]
    }

    package func multiplyAdds(for inputs: [[Int]]) -> Int { weight.count }

    package func forward(_ pass: ForwardPass) {
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let blocks = (outputs + Self.block - 1) / Self.block
        let bounds = pass.tail.bounds
        let kernels = pass.context.kernels.table.pointee
        withWeights { weights, bias in
            pass.workers.forEachUnit(blocks, work: Self.block * inputs) { block in
                let first = block * Self.block
                kernels.denseForward(
                    weights + first * inputs, min(Self.block, outputs - first), inputs, pass.inputs[0].start, inputs,
                    pass.batch, pass.output.start + first, outputs, bias.map { $0 + first }, bounds.kernelLow,
                    bounds.kernelHigh)
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let share = (outputs + parts - 1) / parts
        let size = pass.batch * inputs
        // Whole rows where one image's sums fit the nearest caches: memory is fastest read from end to end.
        let width = max(1024, 32_768 / pass.batch)
        let blocks = (inputs + width - 1) / width
        let kernels = pass.context.kernels.table.pointee
        withWeights { weights, _ in
            pass.workers.forEachUnit(parts * blocks, work: min(width, inputs) * share) { unit in
                let (part, first) = (unit / blocks, unit % blocks * width)
                let (row, columns) = (part * share, min(width, inputs - first))
                var target = gradient.start
                if part > 0, let workspace = pass.context.workspace {
                    target = workspace + (part - 1) * size
                    for image in 0..<pass.batch {
                        (target + image * inputs + first).update(repeating: 0, count: columns)
                    }
                }
                kernels.denseBackward(
                    weights + row * inputs + first, inputs, max(0, min(share, outputs - row)), columns,
                    pass.outputGradient.start + row, outputs, pass.batch, target + first, inputs)
            }
        }
        guard parts > 1, let sums = pass.context.workspace else { return }
        pass.workers.forEachRange(of: size) { range in
            for part in 0..<parts - 1 {
                for index in range { gradient.start[index] += sums[part * size + index] }
            }
        }
    }

    /// Parts of the outputs whose sums are made side by side in the gradient.
    private var parts: Int { weight.count < 1 << 20 ? 1 : 4 }

    package func workspaceCount(for inputs: [[Int]], batch: Int, isGradient: Bool, context: PassContext) -> Int {
        isGradient ? (parts - 1) * batch * weight.shape[1] : 0
    }

    private func withWeights(_ body: (UnsafePointer<Float>, _ bias: UnsafePointer<Float>?) -> Void) {
        weight.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            guard let bias else { return body(weights, nil) }
            bias.withUnsafeBufferPointer { body(weights, $0.baseAddress) }
        }
    }

    package func parameterGradients(_ pass: GradientPass) -> [Tensor] {
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let gradient = Tensor(shape: weight.shape) { target in
            guard let target = target.baseAddress else { return }
            BLAS.multiply(
                BLAS.Matrix(pass.outputGradient.start, stride: outputs, transposed: true),
                BLAS.Matrix(pass.inputs[0].start, stride: inputs), into: target, stride: inputs, rows: outputs,
                columns: inputs, depth: pass.batch)
        }
        guard bias != nil else { return [gradient] }
        let biasGradient = Tensor(shape: [outputs]) { total in
            for output in total.indices {
                total[output] = (0..<pass.batch).reduce(0) { $0 + pass.outputGradient.image($1)[output] }
            }
        }
        return [gradient, biasGradient]
    }

    package func replacingParameters(_ values: [Tensor]) -> any TrainableOperator {
        Dense(weight: values[0], bias: bias == nil ? nil : values[1])
    }
}
