package import Diagnostics
package import Tensors

/// One operation of a network.
///
/// Shapes given to an operator are those of a single image, without the batch axis: `[channels, height, width]`, or
/// `[features]` after flattening. A batch is that many images behind one another, and no result of an image depends on
/// the others. An operator is one file: shape, forward, gradient.
///
/// In memory the engine keeps images channels last; `order` says whether an operator reads and writes them so.
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
    func runsInPlace(for inputs: [[Int]]) -> Bool

    /// The order in which the operator takes the elements of images.
    var order: ElementOrder { get }

    /// Whether the gradient writes to input gradients that are fresh and applies their gates; otherwise fresh ones are
    /// cleared before it and gates applied after it.
    var writesGradients: Bool { get }

    /// Elements of working memory that forward takes, or the gradient.
    func workspaceCount(for inputs: [[Int]], batch: Int, isGradient: Bool, context: PassContext) -> Int

    /// Bytes of weights in the form that forward reads, or the gradient, kept beside those of `parameters`.
    func preparedBytes(for inputs: [[Int]], isGradient: Bool, context: PassContext) -> Int

    func forward(_ pass: ForwardPass)

    /// Adds the vector–Jacobian product of `pass.outputGradient` to every input gradient that is asked for.
    func addGradient(_ pass: GradientPass)
}

extension Operator {
    package var summary: String { "" }
    package var parameters: [(name: String, value: Tensor)] { [] }
    package var gradientReads: GradientReads { [] }
    package func runsInPlace(for inputs: [[Int]]) -> Bool { false }
    package func multiplyAdds(for inputs: [[Int]]) -> Int { 0 }
    package func auxiliaryCount(for inputs: [[Int]]) -> Int { 0 }
    package var order: ElementOrder { .planar }
    package var writesGradients: Bool { false }
    package func workspaceCount(for inputs: [[Int]], batch: Int, isGradient: Bool, context: PassContext) -> Int { 0 }
    package func preparedBytes(for inputs: [[Int]], isGradient: Bool, context: PassContext) -> Int { 0 }
}

/// How the elements of an image, `[channels, height, width]`, follow one another in memory.
package enum ElementOrder: Sendable {
    /// Channel after channel, as the shape says.
    case planar
    /// Pixel after pixel, row by row, the channels of a pixel side by side.
    case channelsLast
    /// Whatever order the inputs have: for operators that take every element by itself.
    case any
}

/// An operator that can end with a clamp, or an addition and a clamp, so that neither needs a pass over memory of its
/// own.
package protocol FusingOperator: Operator {
    /// Whether it can add a residual to its result.
    var addsResidual: Bool { get }
}

/// An operator that holds values between two bounds.
package protocol ClampingOperator: Operator {
    var bounds: Bounds { get }
}

/// The lowest and the highest value; infinite where there is none.
package struct Bounds: Hashable, Sendable {
    package let low: Float
    package let high: Float

    package init(low: Float, high: Float) {
        self.low = low
        self.high = high
    }

    package static let none = Bounds(low: -.infinity, high: .infinity)
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

extension Diagnostic {
    /// An operator's complaint about the shapes it is given.
    package static func shapeMismatch(_ message: String) -> Diagnostic {
        Diagnostic(.error, "shape-mismatch", message)
    }
}
