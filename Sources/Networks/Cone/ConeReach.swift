import Tensors

/// Which pixels of its inputs a step of a run reads.
enum ConeReach {
    /// Those under a window, each output by itself.
    case window(Window)
    /// Those under a 3×3 window, in Winograd's tiles of 4×4 outputs.
    case tiles(Window)
    /// The pixel at its own place.
    case pixel
    /// All of them, or in a way that is not known.
    case whole
}

extension Network {
    /// What a step reads.
    ///
    /// Only operators that do to a part of an image what they do to the whole are known here; any other counts as
    /// reading all of it.
    func coneReach(of step: Step, isDirect: Bool) -> ConeReach {
        let shapes = inputShapes(of: step.core)
        let output = nodes[step.core].shape
        guard let operation = nodes[step.core].operation, output.count == 3,
            shapes.allSatisfy({ $0.count == 3 })
        else { return .whole }
        let keepsPlaces = shapes.allSatisfy { $0.suffix(2) == output.suffix(2) }
        switch operation {
        case let layer as Convolution:
            let geometry = ConvolutionGeometry(layer, input: shapes[0], output: output)
            return layer.usesTiles(geometry, isDirect: isDirect) ? .tiles(layer.window) : .window(layer.window)
        case let pool as MaxPool: return .window(pool.window)
        case let pool as AveragePool: return .window(pool.window)
        case let layer as Pad: return .window(Window(kernel: Extent(1), padding: layer.padding))
        case let layer as Concatenation: return layer.axis == 0 && keepsPlaces ? .pixel : .whole
        case let layer as Softmax: return layer.axis == 0 ? .pixel : .whole
        case let layer as Combination:
            let isUniform = layer.constant.map { $0.value.shape.count == 3 && $0.value.shape.suffix(2) == [1, 1] }
            return keepsPlaces && isUniform ?? true ? .pixel : .whole
        case is any ElementwiseOperator, is ChannelAffine, is Identity, is LocalResponseNormalization,
            is ParametricRectifier, is Product, is Sum:
            return keepsPlaces ? .pixel : .whole
        default: return .whole
        }
    }
}

/// How outputs along one axis read inputs.
struct ConeAxis {
    let kernel: Int
    let stride: Int
    let padding: Int
    let dilation: Int

    static let pixel = ConeAxis(kernel: 1, stride: 1, padding: 0, dilation: 1)

    static func rows(of window: Window) -> ConeAxis {
        ConeAxis(
            kernel: window.kernel.height, stride: window.stride.height, padding: window.padding.top,
            dilation: window.dilation.height)
    }

    static func columns(of window: Window) -> ConeAxis {
        ConeAxis(
            kernel: window.kernel.width, stride: window.stride.width, padding: window.padding.left,
            dilation: window.dilation.width)
    }

    private var span: Int { (kernel - 1) * dilation + 1 }

    /// The inputs that outputs read, beyond the image where they read padding.
    func reads(of outputs: Range<Int>) -> Range<Int> {
        let first = outputs.lowerBound * stride - padding
        return first..<first + (outputs.count - 1) * stride + span
    }

    /// The outputs, of `count`, that read any of these inputs.
    func readers(of inputs: Range<Int>, count: Int) -> Range<Int> {
        if inputs.isEmpty { return 0..<0 }
        let first = inputs.lowerBound + padding - (span - 1)
        let start = first <= 0 ? 0 : (first + stride - 1) / stride
        let last = inputs.upperBound - 1 + padding
        let end = last < 0 ? 0 : min(count, last / stride + 1)
        return min(start, end)..<end
    }

    /// The same where outputs are computed in tiles of four by Winograd's F(4, 3).
    ///
    /// In exact arithmetic these are the readers. But rounding lets an output depend on all inputs that take part in the
    /// products it sums: of the six inputs d of a tile the first output's are d₀…d₄, those of the two in the middle
    /// d₁…d₄, and the last one's d₁…d₅.
    func tileReaders(of inputs: Range<Int>, count: Int) -> Range<Int> {
        if inputs.isEmpty { return 0..<0 }
        let (first, firstPlace) = (inputs.lowerBound + padding).quotientAndRemainder(dividingBy: 4)
        let (last, lastPlace) = (inputs.upperBound - 1 + padding).quotientAndRemainder(dividingBy: 4)
        let start = firstPlace == 0 ? 4 * first - 4 : firstPlace == 1 ? 4 * first - 1 : 4 * first
        let end = min(count, lastPlace == 0 ? 4 * last + 1 : 4 * last + 4)
        return min(max(0, start), end)..<end
    }
}
