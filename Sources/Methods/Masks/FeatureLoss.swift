import Diagnostics
import Models
import Networks
import Tensors

/// β₀ · MSE(F(x), F(x̂)) with its cotangent at F: how far a layer's values are from those of the image, as a share of how
/// far those of noise are.
struct FeatureLoss {
    /// 1 ∕ MSE(F(x), F(noise)).
    let betaZero: Double
    /// β · ∂loss ∕ ∂F at what was measured last, in the layer's shape with the leading 1.
    private(set) var cotangent: Tensor
    private let reference: Tensor
    private let weight: Double

    /// Runs the image and one image of noise.
    ///
    /// - Parameter execution: reads `node`.
    /// - Throws: where the layer has the same values for both, or values that are not finite.
    init(
        _ image: Tensor, at node: NodeID, _ options: NoiseMask.Options, _ model: Model, _ execution: Execution,
        _ workers: Workers
    ) throws(Diagnostic) {
        try execution.forward(image, workers: workers)
        reference = execution.value(of: node)
        let noise = CoveringNoise(
            options.noise, for: model.preprocessing, seed: UInt64(options.seed), purpose: "noise mask scale")
        try execution.forward(noise.image(shape: image.shape), workers: workers)
        let difference = Self.meanSquare(reference, execution.value(of: node))
        guard difference > 0, difference.isFinite else {
            throw Diagnostic(
                .error, "layer-blind",
                "layer '\(model.network.nodes[node].name)' "
                    + (difference == 0
                        ? "has the same values for the image and for noise" : "has values that are not finite"),
                notes: [.init("name another 'layer'")])
        }
        betaZero = 1 / difference
        weight = options.beta
        cotangent = Tensor(shape: reference.shape)
    }

    /// The loss of the layer's values at a step, without β; sets `cotangent`.
    ///
    /// - Throws: where it is not finite.
    mutating func measure(_ features: Tensor, step: Int) throws(Diagnostic) -> Double {
        let loss = betaZero * Self.meanSquare(reference, features)
        guard loss.isFinite else {
            throw Diagnostic(
                .error, "loss-not-finite", "at step \(step) the layer has values that are not finite",
                notes: [.init("name another 'layer'")])
        }
        let factor = Float(2 * weight * betaZero / Double(features.count))
        cotangent.withUnsafeMutableBufferPointer { cotangent in
            features.withUnsafeBufferPointer { features in
                reference.withUnsafeBufferPointer { reference in
                    for index in features.indices { cotangent[index] = factor * (features[index] - reference[index]) }
                }
            }
        }
        return loss
    }

    private static func meanSquare(_ a: Tensor, _ b: Tensor) -> Double {
        a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { a.meanSquareError(to: $0) } }
    }
}
