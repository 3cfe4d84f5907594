package import Diagnostics
package import Tensors

/// One operation of a network.
///
/// Shapes given to an operator are those of a single image, without the batch axis: `[channels, height, width]`, or
/// `[features]` after flattening. A batch is that many images behind one another, and no result of an image depends on
/// the others. An operator is one file: shape, forward, gradient.
package protocol Operator: Sendable {
    /// The field's word for the operation, such as "convolution".
    var kind: String { get }

    /// Hyper-parameters as a person reads them, such as "3×3, stride 2, padding 1"; may be empty.
    var summary: String { get }

    /// Learned tensors by the usual names ("weight", "bias").
    var parameters: [(name: String, value: Tensor)] { get }

    /// The output's shape, or why these inputs do not fit.
    func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int]

    /// Multiplications and additions, counted as one, for one image.
    func multiplyAdds(for inputs: [[Int]]) -> Int

    /// What the gradient reads of the forward pass; all else may be forgotten after its last use.
    var gradientReads: GradientReads { get }

    /// Words of 32 bits an image that forward leaves for the gradient, such as the place of each maximum.
    func auxiliaryCount(for inputs: [[Int]]) -> Int

    /// Whether forward may write its output over its first input.
    var runsInPlace: Bool { get }

    func forward(_ pass: ForwardPass)

    /// Adds the vector–Jacobian product of `pass.outputGradient` to every input gradient that is asked for.
    func addGradient(_ pass: GradientPass)
}

extension Operator {
    package var summary: String { "" }
    package var parameters: [(name: String, value: Tensor)] { [] }
    package var gradientReads: GradientReads { [] }
    package var runsInPlace: Bool { false }
    package func multiplyAdds(for inputs: [[Int]]) -> Int { 0 }
    package func auxiliaryCount(for inputs: [[Int]]) -> Int { 0 }
}

/// An operator whose parameters can be learned.
package protocol TrainableOperator: Operator {
    /// The gradients of its parameters, in the order of `parameters`, summed over the batch in a fixed order.
    ///
    /// `pass.inputs` are present whatever `gradientReads` says.
    func parameterGradients(_ pass: GradientPass) -> [Tensor]

    /// The operator with other parameters of the same shapes.
    func replacingParameters(_ values: [Tensor]) -> any TrainableOperator
}

package struct GradientReads: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let inputs = GradientReads(rawValue: 1)
    package static let output = GradientReads(rawValue: 2)
}

/// The values of one node for a batch: borrowed memory and the shape of one image.
package struct Values {
    package let shape: [Int]
    /// Elements of one image.
    package let count: Int
    package let start: UnsafePointer<Float>

    package init(shape: [Int], start: UnsafePointer<Float>) {
        self.shape = shape
        self.count = shape.reduce(1, *)
        self.start = start
    }

    /// The elements of one image of the batch.
    package func image(_ index: Int) -> UnsafePointer<Float> { start + index * count }
}

/// The values of one node for a batch, to be written.
package struct MutableValues {
    package let shape: [Int]
    /// Elements of one image.
    package let count: Int
    package let start: UnsafeMutablePointer<Float>

    package init(shape: [Int], start: UnsafeMutablePointer<Float>) {
        self.shape = shape
        self.count = shape.reduce(1, *)
        self.start = start
    }

    /// The elements of one image of the batch.
    package func image(_ index: Int) -> UnsafeMutablePointer<Float> { start + index * count }
}

/// What forward is given. Output and auxiliary memory are uninitialised.
package struct ForwardPass {
    package let batch: Int
    package let inputs: [Values]
    package let output: MutableValues
    /// `auxiliaryCount` words an image; nil where no gradient will be asked for.
    package let auxiliary: UnsafeMutablePointer<UInt32>?
    package let workers: Workers

    package init(
        batch: Int, inputs: [Values], output: MutableValues, auxiliary: UnsafeMutablePointer<UInt32>?, workers: Workers
    ) {
        self.batch = batch
        self.inputs = inputs
        self.output = output
        self.auxiliary = auxiliary
        self.workers = workers
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
    /// One for each input, to be added to; nil where none is asked for.
    package let inputGradients: [MutableValues?]
    package let workers: Workers

    package init(
        batch: Int, inputShapes: [[Int]], inputs: [Values], output: Values?, auxiliary: UnsafePointer<UInt32>?,
        outputGradient: Values, inputGradients: [MutableValues?], workers: Workers
    ) {
        self.batch = batch
        self.inputShapes = inputShapes
        self.inputs = inputs
        self.output = output
        self.auxiliary = auxiliary
        self.outputGradient = outputGradient
        self.inputGradients = inputGradients
        self.workers = workers
    }
}

extension Diagnostic {
    /// An operator's complaint about the shapes it is given.
    package static func shapeMismatch(_ message: String) -> Diagnostic {
        Diagnostic(.error, "shape-mismatch", message)
    }
}
