package import Tensors

/// The values of one node for a batch: borrowed memory and the shape of one image.
package struct Values {
    package let shape: [Int]
    /// Elements of one image.
    package let count: Int
    package let start: UnsafePointer<Float>
    /// Elements from one pixel of an image to the next: its channels, or more where a convolution's result lies between
    /// the channels of others in a concatenation.
    package let pixelStride: Int

    package init(shape: [Int], start: UnsafePointer<Float>, pixelStride: Int? = nil) {
        self.shape = shape
        self.count = shape.reduce(1, *)
        self.start = start
        self.pixelStride = pixelStride ?? shape.first ?? 1
    }

    /// Elements from one image to the next.
    package var imageStride: Int { shape.count == 3 ? shape[1] * shape[2] * pixelStride : count }

    /// The elements of one image of the batch.
    package func image(_ index: Int) -> UnsafePointer<Float> { start + index * imageStride }
}

/// The values of one node for a batch, to be written.
package struct MutableValues {
    package let shape: [Int]
    /// Elements of one image.
    package let count: Int
    package let start: UnsafeMutablePointer<Float>
    /// Elements from one pixel of an image to the next: its channels, or more where a convolution's result lies between
    /// the channels of others in a concatenation.
    package let pixelStride: Int

    package init(shape: [Int], start: UnsafeMutablePointer<Float>, pixelStride: Int? = nil) {
        self.shape = shape
        self.count = shape.reduce(1, *)
        self.start = start
        self.pixelStride = pixelStride ?? shape.first ?? 1
    }

    /// Elements from one image to the next.
    package var imageStride: Int { shape.count == 3 ? shape[1] * shape[2] * pixelStride : count }

    /// The elements of one image of the batch.
    package func image(_ index: Int) -> UnsafeMutablePointer<Float> { start + index * imageStride }
}

extension Values {
    init(_ values: MutableValues) {
        self.init(shape: values.shape, start: values.start, pixelStride: values.pixelStride)
    }
}

/// What every pass of an operator works with.
package struct PassContext {
    package let workers: Workers
    package let kernels: Kernels
    /// Whether convolutions sum products directly, without a transform that rounds more; for tests.
    package let isDirect: Bool
    /// `workspaceCount` elements.
    package let workspace: UnsafeMutablePointer<Float>?

    package init(
        workers: Workers, kernels: Kernels = .fastest, isDirect: Bool = false,
        workspace: UnsafeMutablePointer<Float>? = nil
    ) {
        self.workers = workers
        self.kernels = kernels
        self.isDirect = isDirect
        self.workspace = workspace
    }
}

/// What a fusing operator does to its result before it is stored: an addition, then a clamp.
package struct Tail {
    package let residual: Values?
    package let bounds: Bounds

    package init(residual: Values? = nil, bounds: Bounds = .none) {
        self.residual = residual
        self.bounds = bounds
    }
}

/// Where a gradient does not pass: at elements whose value is at one of the bounds or beyond.
package struct Gate {
    package let values: Values
    package let bounds: Bounds

    package init(values: Values, bounds: Bounds) {
        self.values = values
        self.bounds = bounds
    }
}

/// How the gradient of one input is to be left.
package struct InputGradient {
    /// Whether the memory is uninitialised, and is to be written; only where the operator `writesGradients`.
    package let isFresh: Bool
    /// What the finished gradient is masked by; only where the operator `writesGradients`.
    package let gate: Gate?

    package init(isFresh: Bool = false, gate: Gate? = nil) {
        self.isFresh = isFresh
        self.gate = gate
    }
}

/// What forward is given. Output and auxiliary memory are uninitialised.
package struct ForwardPass {
    package let batch: Int
    package let inputs: [Values]
    package let output: MutableValues
    /// `auxiliaryCount` words an image; nil where no gradient will be asked for.
    package let auxiliary: UnsafeMutablePointer<UInt32>?
    /// For fusing operators.
    package let tail: Tail
    package let context: PassContext

    package var workers: Workers { context.workers }

    package init(
        batch: Int, inputs: [Values], output: MutableValues, auxiliary: UnsafeMutablePointer<UInt32>?,
        tail: Tail = Tail(), context: PassContext
    ) {
        self.batch = batch
        self.inputs = inputs
        self.output = output
        self.auxiliary = auxiliary
        self.tail = tail
        self.context = context
    }
}

/// What the gradient is given.
package struct GradientPass {
    package let batch: Int
    package let inputShapes: [[Int]]
    /// The forward inputs; empty unless `gradientReads` holds `.inputs`, or in training.
    package let inputs: [Values]
    /// The forward output; nil unless `gradientReads` holds `.output`.
    package let output: Values?
    package let auxiliary: UnsafePointer<UInt32>?
    package let outputGradient: Values
    /// One for each input, added to, or written where `targets` says it is fresh; nil where none is asked for.
    package let inputGradients: [MutableValues?]
    /// How each input gradient is to be added to, for operators that write gradients.
    package let targets: [InputGradient]
    package let context: PassContext

    package var workers: Workers { context.workers }

    package init(
        batch: Int, inputShapes: [[Int]], inputs: [Values], output: Values?, auxiliary: UnsafePointer<UInt32>?,
        outputGradient: Values, inputGradients: [MutableValues?], targets: [InputGradient]? = nil,
        context: PassContext
    ) {
        self.batch = batch
        self.inputShapes = inputShapes
        self.inputs = inputs
        self.output = output
        self.auxiliary = auxiliary
        self.outputGradient = outputGradient
        self.inputGradients = inputGradients
        self.targets = targets ?? inputGradients.map { _ in InputGradient() }
        self.context = context
    }
}
