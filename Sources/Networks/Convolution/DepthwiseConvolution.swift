import CKernels
import Tensors

/// Convolution of every channel with one kernel of its own, pixel by pixel.
struct DepthwiseConvolution: ConvolutionAlgorithm {
    private let convolution: Convolution
    private let rows: TapAxis
    private let columns: TapAxis
    private let channels: Int
    private let targetWidth: Int
    private let kernelWidth: Int

    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, isGradient: Bool) {
        self.convolution = convolution
        (rows, columns) = geometry.axes(isGradient: isGradient)
        channels = geometry.groups
        targetWidth = isGradient ? geometry.input[2] : geometry.output[2]
        kernelWidth = geometry.window.kernel.width
    }

    func workspaceCount(batch: Int, workers: Workers) -> Int { 0 }

    var preparedCount: Int { convolution.weight.count }

    func run(
        from source: Values, to target: MutableValues, batch: Int, _ finish: Finish, _ context: PassContext
    ) {
        let weights = convolution.prepared.form(.taps, count: preparedCount) { taps in
            let size = convolution.weight.count / channels
            for index in taps.indices { taps[index] = convolution.weight[index % channels * size + index / channels] }
        }
        weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            for rowPhase in rows.phases {
                let work = targetWidth * channels * convolution.window.kernel.height * kernelWidth
                context.workers.forEachUnit(batch * rowPhase.count, work: work) { unit in
                    let (image, y) = unit.quotientAndRemainder(dividingBy: rowPhase.count)
                    for columnPhase in columns.phases {
                        runLine(
                            rowPhase, columnPhase, y, weights, source, target, image, finish,
                            context.kernels.table.pointee)
                    }
                }
            }
        }
    }

    private func runLine(
        _ rowPhase: TapAxis.Phase, _ columnPhase: TapAxis.Phase, _ y: Int, _ weights: UnsafePointer<Float>,
        _ source: Values, _ target: MutableValues, _ image: Int, _ finish: Finish, _ kernels: CKKernels
    ) {
        let most = rowPhase.taps.count * columnPhase.taps.count
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: 2 * max(1, most)) { pointers in
            guard let pixels = pointers.baseAddress else { return }
            let factors = pixels + most
            for x in 0..<columnPhase.count {
                var count = 0
                for rowTap in rowPhase.taps {
                    let row = rowTap.source + y * rowPhase.sourceStep
                    guard row >= 0, row < rows.size else { continue }
                    for tap in columnPhase.taps {
                        let column = tap.source + x * columnPhase.sourceStep
                        guard column >= 0, column < columns.size else { continue }
                        pixels[count] = source.image(image) + (row * columns.size + column) * source.pixelStride
                        factors[count] = weights + (rowTap.kernel * kernelWidth + tap.kernel) * channels
                        count += 1
                    }
                }
                let pixel =
                    (rowPhase.first + y * rowPhase.step) * targetWidth + columnPhase.first + x * columnPhase.step
                let offset = image * target.imageStride + pixel * target.pixelStride
                finish.withEpilogue(at: offset) { epilogue in
                    kernels.weightedSum(pixels, factors, count, channels, target.start + offset, epilogue)
                }
            }
        }
    }
}
