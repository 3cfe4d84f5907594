import Tensors

/// Three colours of an image: the shape's, and two of its ground.
///
/// They are drawn without regard to the class. The shape is clearly lighter or clearly darker than both tones of the
/// ground, and by more than these differ, so that texture never hides it, whatever the hues.
struct ShapePalette {
    /// Red, green and blue, 0 ... 1.
    let shape: SIMD3<Float>
    let ground: (SIMD3<Float>, SIMD3<Float>)

    private static let contrast: Float = 0.28
    private static let texture: ClosedRange<Float> = 0.05...0.2

    init(from random: inout RandomStream) {
        for _ in 0..<200 {
            let shape = Self.colour(
                hue: random.uniform(), saturation: random.uniform(in: 0.45..<1), value: random.uniform(in: 0.25..<1))
            let hue = random.uniform()
            let ground = (0..<2).map { _ in
                Self.colour(
                    hue: hue + random.uniform(in: -0.12..<0.12), saturation: random.uniform(in: 0.1..<0.7),
                    value: random.uniform(in: 0.12..<1))
            }
            let steps = ground.map { Self.luma(shape) - Self.luma($0) }
            guard Self.texture.contains(abs(steps[0] - steps[1])),
                steps.allSatisfy({ $0 > Self.contrast }) || steps.allSatisfy({ $0 < -Self.contrast })
            else { continue }
            self.shape = shape
            self.ground = (ground[0], ground[1])
            return
        }
        shape = SIMD3(repeating: 0.95)
        ground = (SIMD3(repeating: 0.2), SIMD3(repeating: 0.35))
    }

    /// How light a colour looks, by the weights of ITU-R BT.601 on gamma-encoded values.
    static func luma(_ colour: SIMD3<Float>) -> Float { (colour * SIMD3(0.299, 0.587, 0.114)).sum() }

    /// A colour of the HSV model; hues repeat with period 1.
    static func colour(hue: Float, saturation: Float, value: Float) -> SIMD3<Float> {
        func channel(_ offset: Float) -> Float {
            let turned = hue + offset
            let phase = (turned - turned.rounded(.down)) * 6
            return max(0, min(1, abs(phase - 3) - 1))
        }
        let pure = SIMD3(channel(0), channel(2 / 3), channel(1 / 3))
        return value * (1 - saturation * (1 - pure))
    }
}
