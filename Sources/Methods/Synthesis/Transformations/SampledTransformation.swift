package import Networks
package import Tensors

/// A transformation whose result is read from the picture by a table, which gives its adjoint too.
package protocol SampledTransformation: Transformation {
    /// Of what lies outside the picture, one value for each channel; zero where empty.
    var fill: [Float] { get }
    func table(for picture: Extent) -> SamplingTable
}

extension SampledTransformation {
    package var fill: [Float] { [] }

    package func apply(_ picture: Tensor) -> Tensor {
        table(for: Extent(height: picture.shape[2], width: picture.shape[3])).gather(picture, fill: fill)
    }

    package func applyAdjoint(_ gradient: Tensor, to extent: Extent) -> Tensor {
        table(for: extent).scatter(gradient)
    }
}
