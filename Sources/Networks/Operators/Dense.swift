package import Diagnostics
package import Tensors

/// A fully connected layer: y = W · x + b.
package struct Dense: TrainableOperator {
    /// Outputs × inputs.
    package let weight: Tensor
    package let bias: Tensor?

    /// Outputs of one piece of work.
    private static let block = 256

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
        weight.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            pass.workers.forEach(pass.batch * blocks) { piece in
                let first = piece % blocks * Self.block
                let rows = min(Self.block, outputs - first)
                let target = pass.output.image(piece / blocks) + first
                for row in 0..<rows { target[row] = bias?[first + row] ?? 0 }
                BLAS.multiply(
                    weights + first * inputs, rows: rows, columns: inputs, stride: inputs,
                    pass.inputs[0].image(piece / blocks), into: target, beta: 1)
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let width = 4096
        let blocks = (inputs + width - 1) / width
        weight.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            pass.workers.forEach(pass.batch * blocks) { piece in
                let first = piece % blocks * width
                BLAS.multiply(
                    weights + first, rows: outputs, columns: min(width, inputs - first), stride: inputs,
                    transposed: true, pass.outputGradient.image(piece / blocks),
                    into: gradient.image(piece / blocks) + first, beta: 1)
            }
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
