package import Tensors

extension Convolution {
    /// Images of one partial sum: the sum's order follows from the batch, not from the threads.
    private static let parts = 8

    package func parameterGradients(_ pass: GradientPass) -> [Tensor] {
        let geometry = ConvolutionGeometry(self, input: pass.inputShapes[0], output: pass.outputGradient.shape)
        let patches = PatchMatrix(geometry)
        let share = (pass.batch + Self.parts - 1) / Self.parts
        let pieces = (pass.batch + share - 1) / share
        let outputs = weight.shape[0] / groups
        var partial = Tensor(shape: [pieces, weight.count])
        partial.withUnsafeMutableBufferPointer { partial in
            guard let partial = partial.baseAddress else { return }
            let sums = MutableValues(shape: [weight.count], start: partial)
            pass.workers.forEach(pieces, scratch: patches.rows * patches.depth) { piece, scratch in
                for image in piece * share..<min((piece + 1) * share, pass.batch) {
                    for group in 0..<groups {
                        for first in stride(from: 0, to: patches.positions, by: patches.rows) {
                            let count = min(patches.rows, patches.positions - first)
                            patches.gather(
                                pass.inputs[0].image(image), group: group, first: first, count: count, into: scratch)
                            let cotangents =
                                pass.outputGradient.image(image) + first * pass.outputGradient.pixelStride + group
                                * outputs
                            BLAS.multiply(
                                BLAS.Matrix(cotangents, stride: pass.outputGradient.pixelStride, transposed: true),
                                BLAS.Matrix(scratch, stride: patches.depth),
                                into: sums.image(piece) + group * outputs * patches.depth, stride: patches.depth,
                                rows: outputs, columns: patches.depth, depth: count, beta: 1)
                        }
                    }
                }
            }
        }
        // From output × tap × channel to the weight's order, output × channel × tap.
        let size = window.kernel.height * window.kernel.width
        let channels = weight.shape[1]
        let gradient = Tensor(shape: weight.shape) { total in
            for index in total.indices {
                let (output, rest) = index.quotientAndRemainder(dividingBy: size * channels)
                let place = output * size * channels + rest % size * channels + rest / size
                total[index] = (0..<pieces).reduce(0) { $0 + partial[$1 * total.count + place] }
            }
        }
        guard bias != nil else { return [gradient] }
        return [gradient, biasGradient(pass)]
    }

    private func biasGradient(_ pass: GradientPass) -> Tensor {
        let channels = weight.shape[0]
        let pixels = pass.batch * pass.outputGradient.count / channels
        var sums = [Double](repeating: 0, count: channels)
        for pixel in 0..<pixels {
            let cotangents = pass.outputGradient.start + pixel * pass.outputGradient.pixelStride
            for channel in 0..<channels { sums[channel] += Double(cotangents[channel]) }
        }
        return Tensor(shape: [channels], elements: sums.map(Float.init))
    }
}

/// The pixels that a convolution's outputs read, a row for each output: tap after tap, channel after channel.
private struct PatchMatrix {
    let geometry: ConvolutionGeometry

    init(_ geometry: ConvolutionGeometry) { self.geometry = geometry }

    private var channels: Int { geometry.input[0] / geometry.groups }
    /// Columns of the matrix.
    var depth: Int { channels * geometry.window.kernel.height * geometry.window.kernel.width }
    /// Rows of the matrix.
    var positions: Int { geometry.output[1] * geometry.output[2] }
    /// Rows of a block.
    var rows: Int { max(16, min(positions, 131_072 / depth)) }

    func gather(
        _ image: UnsafePointer<Float>, group: Int, first: Int, count: Int, into memory: UnsafeMutablePointer<Float>
    ) {
        let window = geometry.window
        let (height, width) = (geometry.input[1], geometry.input[2])
        var place = memory
        for position in first..<first + count {
            let (y, x) = position.quotientAndRemainder(dividingBy: geometry.output[2])
            for rowTap in 0..<window.kernel.height {
                let row = y * window.stride.height - window.padding.top + rowTap * window.dilation.height
                for columnTap in 0..<window.kernel.width {
                    let column = x * window.stride.width - window.padding.left + columnTap * window.dilation.width
                    if row >= 0, row < height, column >= 0, column < width {
                        let pixel = image + (row * width + column) * geometry.input[0] + group * channels
                        place.update(from: pixel, count: channels)
                    } else {
                        place.update(repeating: 0, count: channels)
                    }
                    place += channels
                }
            }
        }
    }
}
