/// The shapes of one convolution: of the image it reads and of the one it writes, channels × height × width.
struct ConvolutionGeometry {
    let window: Window
    let input: [Int]
    let output: [Int]
    let groups: Int

    init(_ convolution: Convolution, input: [Int], output: [Int]) {
        window = convolution.window
        groups = convolution.groups
        self.input = input
        self.output = output
    }

    /// How rows of the target read rows of the source, and columns columns.
    func axes(isGradient: Bool) -> (rows: TapAxis, columns: TapAxis) {
        let (kernel, stride, dilation) = (window.kernel, window.stride, window.dilation)
        return (
            TapAxis(
                kernel: kernel.height, stride: stride.height, padding: window.padding.top, dilation: dilation.height,
                input: input[1], output: output[1], isGradient: isGradient),
            TapAxis(
                kernel: kernel.width, stride: stride.width, padding: window.padding.left, dilation: dilation.width,
                input: input[2], output: output[2], isGradient: isGradient)
        )
    }
}

/// How the positions of a target along one axis read the positions of a source.
///
/// Forward every output reads `kernel` inputs. In the gradient an input reads those outputs that read it, and which
/// taps these are repeats with the stride: positions fall into phases, all positions of which have the same taps.
struct TapAxis {
    struct Tap {
        /// The tap's place in the kernel.
        let kernel: Int
        /// What the phase's first position reads; the i-th reads i source steps further.
        let source: Int
    }

    struct Phase {
        /// The first position of the target, and how far apart they are.
        let first: Int
        let step: Int
        let count: Int
        let sourceStep: Int
        let taps: [Tap]
    }

    let phases: [Phase]
    /// Positions of the source.
    let size: Int

    init(kernel: Int, stride: Int, padding: Int, dilation: Int, input: Int, output: Int, isGradient: Bool) {
        guard isGradient else {
            size = input
            let taps = (0..<kernel).map { Tap(kernel: $0, source: $0 * dilation - padding) }
            phases = [Phase(first: 0, step: 1, count: output, sourceStep: stride, taps: taps)]
            return
        }
        size = output
        phases = (0..<min(stride, input)).map { first in
            let taps = (0..<kernel).compactMap { tap -> Tap? in
                let distance = first + padding - tap * dilation
                return distance % stride == 0 ? Tap(kernel: tap, source: distance / stride) : nil
            }
            return Phase(
                first: first, step: stride, count: (input - first + stride - 1) / stride, sourceStep: 1, taps: taps)
        }
    }
}
