package import Diagnostics
package import Tensors

/// Cross-correlation of an image with learned kernels, as networks call convolution.
///
/// y[o, p] = b[o] + Σ w[o, c, k] · x[c, stride · p − padding + dilation · k], c over the channels of o's group.
package struct Convolution: TrainableOperator, FusingOperator {
    /// Output channels × input channels of a group × height × width.
    package let weight: Tensor
    package let bias: Tensor?
    package let window: Window
    package let groups: Int
    /// Whether products are summed directly where a transform would take fewer of them.
    let sumsDirectly: Bool
    /// The weights as the algorithms read them, made when they are first needed.
    let prepared: PreparedWeights

    /// - Precondition: `weight` has four axes, its last two those of `window.kernel`.
    package init(weight: Tensor, bias: Tensor?, window: Window, groups: Int = 1) {
        precondition(weight.shape.count == 4 && groups > 0)
        precondition(weight.shape[2] == window.kernel.height && weight.shape[3] == window.kernel.width)
        self.weight = weight
        self.bias = bias
        self.window = window
        self.groups = groups
        sumsDirectly = false
        prepared = PreparedWeights()
    }

    private init(_ other: Convolution, window: Window, sumsDirectly: Bool) {
        weight = other.weight
        bias = other.bias
        self.window = window
        groups = other.groups
        self.sumsDirectly = sumsDirectly
        prepared = other.prepared
    }

    /// The same without padding, with the same prepared weights, for images that bring their own.
    func withoutPadding() -> Convolution {
        var window = window
        window.padding = .none
        return Convolution(self, window: window, sumsDirectly: sumsDirectly)
    }

    /// The same as a sum of products, never by a transform, which rounds more.
    package func summingDirectly() -> Convolution { Convolution(self, window: window, sumsDirectly: true) }

    package var kind: String { "convolution" }

    package var summary: String {
        window.summary + (groups > 1 ? ", \(groups) groups" : "")
    }

    package var parameters: [(name: String, value: Tensor)] {
        [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
    }

    package var order: ElementOrder { .channelsLast }
    package var writesGradients: Bool { true }
    package var addsResidual: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs[0].asImage()
        let (outputs, channels) = (weight.shape[0], weight.shape[1])
        guard input.channels == channels * groups, outputs % groups == 0, bias.map({ $0.count == outputs }) ?? true
        else {
            throw .shapeMismatch(
                "weights \(weight.shape) in \(groups) group(s) do not fit an input of \(input.channels) channels")
        }
        let size = try window.output(for: Extent(height: input.height, width: input.width))
        return [outputs, size.height, size.width]
    }

    package func multiplyAdds(for inputs: [[Int]]) -> Int {
        guard let output = try? outputShape(for: inputs) else { return 0 }
        return weight.count * output[1] * output[2]
    }

    package func workspaceCount(
        for inputs: [[Int]], batch: Int, isGradient: Bool, context: PassContext
    ) -> Int {
        guard let output = try? outputShape(for: inputs) else { return 0 }
        let geometry = ConvolutionGeometry(self, input: inputs[0], output: output)
        return algorithm(geometry, isGradient: isGradient, context)
            .workspaceCount(batch: batch, workers: context.workers)
    }

    package func preparedBytes(for inputs: [[Int]], isGradient: Bool, context: PassContext) -> Int {
        guard let output = try? outputShape(for: inputs) else { return 0 }
        let geometry = ConvolutionGeometry(self, input: inputs[0], output: output)
        return algorithm(geometry, isGradient: isGradient, context).preparedCount * MemoryLayout<Float>.stride
    }

    package func forward(_ pass: ForwardPass) {
        let geometry = ConvolutionGeometry(self, input: pass.inputs[0].shape, output: pass.output.shape)
        let finish = Finish(
            bias: bias, addend: pass.tail.residual?.start, bounds: pass.tail.bounds, gate: nil,
            pixelStride: pass.output.pixelStride)
        algorithm(geometry, isGradient: false, pass.context).run(
            from: pass.inputs[0], to: pass.output, batch: pass.batch, finish, pass.context)
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let geometry = ConvolutionGeometry(self, input: gradient.shape, output: pass.outputGradient.shape)
        let target = pass.targets[0]
        let finish = Finish(
            bias: nil, addend: target.isFresh ? nil : UnsafePointer(gradient.start), bounds: .none, gate: target.gate,
            pixelStride: gradient.pixelStride)
        algorithm(geometry, isGradient: true, pass.context).run(
            from: pass.outputGradient, to: gradient, batch: pass.batch, finish, pass.context)
    }

    package func replacingParameters(_ values: [Tensor]) -> any TrainableOperator {
        Convolution(weight: values[0], bias: bias == nil ? nil : values[1], window: window, groups: groups)
    }
}
