import Diagnostics
package import Tensors

/// How far a layer is from keeping one kernel's feature map and losing all others (Zhuang et al. 2021, equations 1 and 2).
///
/// L_p = ‖F̂ᵢ − Fᵢ‖₂ ∕ ‖Fᵢ‖₂ and L_s = Σ_{j≠i} ‖F̂ⱼ‖₁ ∕ Σ_{j≠i} ‖Fⱼ‖₁, F of the image and F̂ of what it has become; as
/// printed, both are also divided by the map's area W · H. Subgradients are 0 where a norm has a kink. L_p is 0 where Fᵢ
/// is 0 everywhere, L_s where all other maps are, or where there are none.
package struct SuppressionLoss: Sendable {
    /// What L_p and L_s are divided by beside the norms.
    package enum Form: Sendable {
        case relative, printed
    }

    package struct Terms: Sendable {
        /// L_p
        package let preservation: Double
        /// L_s
        package let suppression: Double
    }

    /// ‖Fᵢ‖₂; 0 for a kernel that the image leaves silent.
    package let kernelNorm: Double
    /// Σ_{j≠i} ‖Fⱼ‖₁
    package let othersNorm: Double
    private let reference: [Float]
    private let positions: Range<Int>
    private let divisor: Double

    /// - Parameters:
    ///   - features: F, 1 × N × H × W, or 1 × N.
    ///   - channel: i, below N.
    package init(_ features: Tensor, channel: Int, form: Form) {
        let area = features.shape.dropFirst(2).reduce(1, *)
        let positions = channel * area..<(channel + 1) * area
        self.positions = positions
        divisor = form == .printed ? Double(area) : 1
        (reference, kernelNorm, othersNorm) = features.withUnsafeBufferPointer { values in
            let own = Array(values[positions])
            let others =
                Self.magnitude(values, 0..<positions.lowerBound)
                + Self.magnitude(values, positions.upperBound..<values.count)
            return (own, own.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot(), others)
        }
    }

    /// The terms at F̂, and the derivative of L_p + α L_s, in the shape of `features`.
    package func measure(_ features: Tensor, alpha: Double) -> (terms: Terms, cotangent: Tensor) {
        var terms = Terms(preservation: 0, suppression: 0)
        let cotangent = Tensor(shape: features.shape) { slopes in
            features.withUnsafeBufferPointer { values in
                terms = Terms(
                    preservation: preserve(values, slopes), suppression: suppress(values, slopes, alpha: alpha))
            }
        }
        return (terms, cotangent)
    }

    private func preserve(
        _ values: UnsafeBufferPointer<Float>, _ slopes: UnsafeMutableBufferPointer<Float>
    ) -> Double {
        for index in positions { slopes[index] = values[index] - reference[index - positions.lowerBound] }
        let distance = positions.reduce(0.0) { $0 + Double(slopes[$1]) * Double(slopes[$1]) }.squareRoot()
        let scale = distance > 0 && kernelNorm > 0 ? 1 / (distance * kernelNorm * divisor) : 0
        for index in positions { slopes[index] = Float(Double(slopes[index]) * scale) }
        return kernelNorm > 0 ? distance / (kernelNorm * divisor) : 0
    }

    private func suppress(
        _ values: UnsafeBufferPointer<Float>, _ slopes: UnsafeMutableBufferPointer<Float>, alpha: Double
    ) -> Double {
        let scale = othersNorm > 0 ? 1 / (othersNorm * divisor) : 0
        let slope = Float(alpha * scale)
        var sum = 0.0
        for range in [0..<positions.lowerBound, positions.upperBound..<values.count] {
            sum += Self.magnitude(values, range)
            for index in range {
                let value = values[index]
                slopes[index] = value > 0 ? slope : value < 0 ? -slope : 0
            }
        }
        return sum * scale
    }

    /// The sum of magnitudes, added up in a fixed order whatever the machine.
    private static func magnitude(_ values: UnsafeBufferPointer<Float>, _ range: Range<Int>) -> Double {
        var sums = SIMD8<Double>.zero
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            for lane in 0..<8 { sums[lane] += Double(values[index + lane].magnitude) }
            index += 8
        }
        var rest = 0.0
        for index in index..<range.upperBound { rest += Double(values[index].magnitude) }
        return sums.sum() + rest
    }
}
