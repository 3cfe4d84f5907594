package import Diagnostics
package import Tensors

/// Cross-correlation of an image with learned kernels, as networks call convolution.
///
/// y[o, p] = b[o] + Σ w[o, c, k] · x[c, stride · p − padding + dilation · k], c over the channels of o's group.
package struct Convolution: TrainableOperator {
    /// Output channels × input channels of a group × height × width.
    package let weight: Tensor
    package let bias: Tensor?
    package let window: Window
    package let groups: Int

    /// - Precondition: `weight` has four axes, its last two those of `window.kernel`.
    package init(weight: Tensor, bias: Tensor?, window: Window, groups: Int = 1) {
        precondition(weight.shape.count == 4 && groups > 0)
        precondition(weight.shape[2] == window.kernel.height && weight.shape[3] == window.kernel.width)
        self.weight = weight
        self.bias = bias
        self.window = window
        self.groups = groups
    }

    package var kind: String { "convolution" }

    package var summary: String {
        window.summary + (groups > 1 ? ", \(groups) groups" : "")
    }

    package var parameters: [(name: String, value: Tensor)] {
        [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
    }

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

    package func forward(_ pass: ForwardPass) {
        let unfolding = Unfolding(
            window: window, input: pass.inputs[0].shape, output: pass.output.shape, groups: groups)
        fillWithBias(pass)
        if isDepthwise { return forwardDepthwise(pass, unfolding) }
        let rowBlock = unfolding.outputBlock(outputs: weight.shape[0] / groups)
        let blocks = (weight.shape[0] / groups + rowBlock - 1) / rowBlock
        let panels = unfolding.panelCount
        let depth = unfolding.depth
        let positions = unfolding.positions
        weight.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            pass.workers.forEach(pass.batch * groups * panels * blocks, scratch: unfolding.panelSize) {
                piece, scratch in
                let block = piece % blocks
                let panel = piece / blocks % panels
                let group = piece / (blocks * panels) % groups
                let image = piece / (blocks * panels * groups)
                let first = group * (weight.shape[0] / groups) + block * rowBlock
                let rows = min(rowBlock, (group + 1) * (weight.shape[0] / groups) - first)
                let columns = unfolding.columns(of: panel)
                let channels = group * unfolding.groupChannels..<(group + 1) * unfolding.groupChannels
                let matrix = unfolding.unfold(
                    pass.inputs[0].image(image), channels: channels, panel: panel, into: scratch)
                let target = pass.output.image(image) + (first * positions + columns.lowerBound)
                BLAS.multiply(
                    BLAS.Matrix(weights + first * depth, stride: depth), matrix, into: target, stride: positions,
                    rows: rows, columns: columns.count, depth: depth, beta: 1)
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let inputGradient = pass.inputGradients[0] else { return }
        let unfolding = Unfolding(
            window: window, input: pass.inputShapes[0], output: pass.outputGradient.shape, groups: groups)
        if isDepthwise {
            return addDepthwiseGradient(pass, unfolding, to: inputGradient)
        }
        let outputs = weight.shape[0] / groups
        let channelBlock = unfolding.channelBlock
        let blocks = (unfolding.groupChannels + channelBlock - 1) / channelBlock
        let depth = unfolding.depth
        let positions = unfolding.positions
        let kernelSize = unfolding.kernelSize
        weight.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            pass.workers.forEach(
                pass.batch * groups * blocks, scratch: channelBlock * kernelSize * unfolding.panelWidth
            ) {
                piece, scratch in
                let block = piece % blocks
                let group = piece / blocks % groups
                let image = piece / (blocks * groups)
                let first = block * channelBlock
                let channels = first..<min(first + channelBlock, unfolding.groupChannels)
                let source = pass.outputGradient.image(image) + (group * outputs * positions)
                let target = inputGradient.image(image) + (group * unfolding.groupChannels * unfolding.inputArea)
                let rows = channels.count * kernelSize
                for panel in 0..<unfolding.panelCount {
                    let columns = unfolding.columns(of: panel)
                    let isDirect = unfolding.isPointwise
                    let product = isDirect ? target + (first * positions + columns.lowerBound) : scratch
                    BLAS.multiply(
                        BLAS.Matrix(
                            weights + (group * outputs * depth + first * kernelSize), stride: depth, transposed: true),
                        BLAS.Matrix(source + columns.lowerBound, stride: positions),
                        into: product, stride: isDirect ? positions : columns.count,
                        rows: rows, columns: columns.count, depth: outputs, beta: isDirect ? 1 : 0)
                    if !isDirect {
                        unfolding.addFolded(scratch, channels: channels, panel: panel, to: target)
                    }
                }
            }
        }
    }

    /// Whether every channel has one kernel of its own.
    private var isDepthwise: Bool { weight.shape[1] == 1 && weight.shape[0] == groups && groups > 1 }

    private func fillWithBias(_ pass: ForwardPass) {
        let positions = pass.output.shape[1] * pass.output.shape[2]
        for image in 0..<pass.batch {
            for channel in 0..<pass.output.shape[0] {
                (pass.output.image(image) + channel * positions).update(
                    repeating: bias?[channel] ?? 0, count: positions)
            }
        }
    }
}

extension Convolution {
    private func forwardDepthwise(_ pass: ForwardPass, _ unfolding: Unfolding) {
        weight.withUnsafeBufferPointer { weights in
            pass.workers.forEach(pass.batch * groups) { piece in
                let channel = piece % groups
                let source = pass.inputs[0].image(piece / groups) + channel * unfolding.inputArea
                let target = pass.output.image(piece / groups) + channel * unfolding.positions
                unfolding.forEachTap { tap, output, input, count in
                    let factor = weights[channel * unfolding.kernelSize + tap]
                    let step = window.stride.width
                    for x in 0..<count { target[output + x] += factor * source[input + x * step] }
                }
            }
        }
    }

    private func addDepthwiseGradient(_ pass: GradientPass, _ unfolding: Unfolding, to gradient: MutableValues) {
        weight.withUnsafeBufferPointer { weights in
            pass.workers.forEach(pass.batch * groups) { piece in
                let channel = piece % groups
                let source = pass.outputGradient.image(piece / groups) + channel * unfolding.positions
                let target = gradient.image(piece / groups) + channel * unfolding.inputArea
                unfolding.forEachTap { tap, output, input, count in
                    let factor = weights[channel * unfolding.kernelSize + tap]
                    let step = window.stride.width
                    for x in 0..<count { target[input + x * step] += factor * source[output + x] }
                }
            }
        }
    }
}

extension Convolution {
    package func parameterGradients(_ pass: GradientPass) -> [Tensor] {
        let unfolding = Unfolding(
            window: window, input: pass.inputShapes[0], output: pass.outputGradient.shape, groups: groups)
        let share = (pass.batch + 7) / 8
        let pieces = (pass.batch + share - 1) / share
        var partial = Tensor(shape: [pieces, weight.count])
        partial.withUnsafeMutableBufferPointer { partial in
            guard let partial = partial.baseAddress else { return }
            let sums = MutableValues(shape: [weight.count], start: partial)
            pass.workers.forEach(pieces, scratch: unfolding.panelSize) { piece, scratch in
                for image in piece * share..<min((piece + 1) * share, pass.batch) {
                    addWeightGradient(pass, image: image, unfolding, scratch, to: sums.image(piece))
                }
            }
        }
        let gradient = Tensor(shape: weight.shape) { total in
            total.update(repeating: 0)
            partial.withUnsafeBufferPointer { partial in
                for piece in 0..<pieces {
                    let part = UnsafeBufferPointer(rebasing: partial[piece * total.count..<(piece + 1) * total.count])
                    for index in total.indices { total[index] += part[index] }
                }
            }
        }
        guard bias != nil else { return [gradient] }
        return [gradient, biasGradient(pass)]
    }

    private func addWeightGradient(
        _ pass: GradientPass, image: Int, _ unfolding: Unfolding, _ scratch: UnsafeMutablePointer<Float>,
        to sum: UnsafeMutablePointer<Float>
    ) {
        let outputs = weight.shape[0] / groups
        for group in 0..<groups {
            let channels = group * unfolding.groupChannels..<(group + 1) * unfolding.groupChannels
            for panel in 0..<unfolding.panelCount {
                let columns = unfolding.columns(of: panel)
                let matrix = unfolding.unfold(
                    pass.inputs[0].image(image), channels: channels, panel: panel, into: scratch)
                let source = pass.outputGradient.image(image) + (group * outputs * unfolding.positions)
                let target = sum + (group * outputs * unfolding.depth)
                BLAS.multiply(
                    BLAS.Matrix(source + columns.lowerBound, stride: unfolding.positions), matrix.transposed,
                    into: target, stride: unfolding.depth,
                    rows: outputs, columns: unfolding.depth, depth: columns.count, beta: 1)
            }
        }
    }

    private func biasGradient(_ pass: GradientPass) -> Tensor {
        let positions = pass.outputGradient.shape[1] * pass.outputGradient.shape[2]
        return Tensor(shape: [weight.shape[0]]) { total in
            for channel in total.indices {
                total[channel] = Float(
                    (0..<pass.batch).reduce(0.0) { sum, image in
                        sum + Reductions.sum(pass.outputGradient.image(image) + channel * positions, count: positions)
                    })
            }
        }
    }

    package func replacingParameters(_ values: [Tensor]) -> any TrainableOperator {
        Convolution(weight: values[0], bias: bias == nil ? nil : values[1], window: window, groups: groups)
    }
}
