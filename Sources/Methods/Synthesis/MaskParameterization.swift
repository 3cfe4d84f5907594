import Foundation
package import Tensors

/// A mask over an image: picture = image ⊙ M + fill ⊙ (1 − M), M = σ(V), one value for each pixel.
package struct MaskParameterization: Parameterization {
    package let space: SynthesisSpace
    /// Both 1 × C × H × W in coordinates of unit deviation.
    private let image: Tensor
    private let fill: Tensor

    package init(_ space: SynthesisSpace, image: Tensor, fill: Tensor) {
        precondition(image.shape == space.shape && fill.shape == space.shape)
        self.space = space
        self.image = image
        self.fill = fill
    }

    /// V where the mask is the same everywhere.
    ///
    /// - Parameter mask: between 0 and 1.
    package func start(mask: Double) -> Tensor {
        Tensor(shape: [1, 1] + space.shape.suffix(2), repeating: Float(log(mask / (1 - mask))))
    }

    /// M, 1 × 1 × H × W.
    package func mask(_ parameters: Tensor) -> Tensor {
        Tensor(shape: parameters.shape) { mask in
            parameters.withUnsafeBufferPointer { v in for index in v.indices { mask[index] = sigmoid(v[index]) } }
        }
    }

    package func picture(_ parameters: Tensor) -> Tensor {
        let mask = mask(parameters)
        return combine { image, fill, index, pixel in fill + mask[pixel] * (image - fill) }
    }

    package func pulledBack(_ gradient: Tensor, to parameters: Tensor, of picture: Tensor) -> Tensor {
        let mask = mask(parameters)
        var result = Tensor(shape: parameters.shape)
        let products = combine { image, fill, index, _ in gradient[index] * (image - fill) }
        result.withUnsafeMutableBufferPointer { result in
            products.withUnsafeBufferPointer { products in
                for index in products.indices { result[index % result.count] += products[index] }
            }
            mask.withUnsafeBufferPointer { mask in
                for index in mask.indices { result[index] *= mask[index] * (1 - mask[index]) }
            }
        }
        return result
    }

    /// M is the least-squares fit, pixel by pixel, kept between 0.0001 and 0.9999.
    package func parameters(of picture: Tensor) -> Tensor {
        let area = space.shape[2] * space.shape[3]
        return Tensor(shape: [1, 1] + space.shape.suffix(2)) { parameters in
            for pixel in 0..<area {
                var (product, squares) = (0.0, 0.0)
                for index in stride(from: pixel, to: image.count, by: area) {
                    let difference = Double(image[index] - fill[index])
                    product += difference * Double(picture[index] - fill[index])
                    squares += difference * difference
                }
                let mask = min(max(squares > 0 ? product / squares : 0.5, 1e-4), 1 - 1e-4)
                parameters[pixel] = Float(log(mask / (1 - mask)))
            }
        }
    }

    package func clip(_ parameters: inout Tensor) {}

    private func combine(_ value: (_ image: Float, _ fill: Float, _ index: Int, _ pixel: Int) -> Float) -> Tensor {
        let area = space.shape[2] * space.shape[3]
        return Tensor(shape: space.shape) { target in
            image.withUnsafeBufferPointer { image in
                fill.withUnsafeBufferPointer { fill in
                    for index in target.indices {
                        target[index] = value(image[index], fill[index], index, index % area)
                    }
                }
            }
        }
    }
}

/// 1 ∕ (1 + e⁻ᵛ).
func sigmoid(_ value: Float) -> Float { 1 / (1 + exp(-value)) }
