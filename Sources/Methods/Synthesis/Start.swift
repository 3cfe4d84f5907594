import Diagnostics
import Tensors

/// What a synthesised picture starts from.
package enum Start: String, CaseIterable, SettingValue {
    /// One gray level everywhere.
    case gray
    /// The gray level with normal noise on it.
    case normal
    /// The gray level with uniform noise on it.
    case uniform

    /// - Parameters:
    ///   - level: 0–255.
    ///   - deviation: of the noise, in coordinates of unit deviation.
    func picture(in space: SynthesisSpace, level: Float, deviation: Float, seed: UInt64) -> Tensor {
        var picture = Tensor(shape: space.shape)
        var random = RandomStream(seed: seed, purpose: "start")
        let halfWidth = Float(3).squareRoot()
        space.forEachChannel(of: &picture) { values, channel in
            let gray = space.gray(level, channel: channel)
            for index in values.indices {
                switch self {
                case .gray: values[index] = gray
                case .normal: values[index] = gray + deviation * random.normal()
                case .uniform: values[index] = gray + deviation * halfWidth * (2 * random.uniform() - 1)
                }
            }
        }
        return picture
    }
}
