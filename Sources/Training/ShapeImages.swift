import Foundation
import Tensors

/// The data set "shapes": one coloured shape on a textured ground, any place, size and turn.
enum ShapeImages {
    static let labels = Shape.allCases.map(\.rawValue)

    /// Radius of a shape as a share of the image's side.
    private static let radii: Range<Float> = 0.21..<0.36
    /// How much lighter the lit side of a shape is than its middle.
    private static let shading: Range<Float> = 0.05..<0.16
    /// The most that a pixel is lighter or darker than drawn, of 255, its three values alike.
    private static let noise: Float = 8

    /// - Returns: 3 × `size` × `size` whole numbers 0–255.
    static func draw(_ label: Int, size: Int, from random: inout RandomStream) -> [Float] {
        let palette = ShapePalette(from: &random)
        let texture = GroundTexture.allCases[random.integer(below: GroundTexture.allCases.count)]
        let ground = texture.draw(size: size, from: &random)
        let placement = Placement(size: Float(size), radii: radii, from: &random)
        let light = Light(strength: random.uniform(in: shading), from: &random)
        let outline = Shape.allCases[label].outline
        let area = size * size
        var image = [Float](repeating: 0, count: 3 * area)
        for row in 0..<size {
            for column in 0..<size {
                let place = row * size + column
                let point = placement.shapeCoordinates(SIMD2(Float(column) + 0.5, Float(row) + 0.5))
                // Distance in pixels: coverage falls from 1 to 0 within one pixel of the outline.
                let distance = outline.signedDistance(to: point.turned) * placement.radius
                let cover = max(0, min(1, 0.5 - distance))
                let back = palette.ground.0 + ground[place] * (palette.ground.1 - palette.ground.0)
                let front = palette.shape * light.factor(at: point.upright)
                let colour = back + cover * (front - back)
                let grain = noise * (random.uniform() + random.uniform() - 1)
                for channel in 0..<3 {
                    let value = 255 * colour[channel] + grain
                    image[channel * area + place] = max(0, min(255, value.rounded()))
                }
            }
        }
        return image
    }

    /// Where a shape lies, in pixels, and how it is turned.
    private struct Placement {
        let centre: SIMD2<Float>
        let radius: Float
        let cosine: Float
        let sine: Float

        init(size: Float, radii: Range<Float>, from random: inout RandomStream) {
            radius = size * random.uniform(in: radii)
            // The furthest corner is 1.2 radii out, so every shape lies inside the image as a whole.
            let free = max(0, size - 2.4 * radius)
            let margin = (size - free) / 2
            centre = SIMD2(margin + free * random.uniform(), margin + free * random.uniform())
            let angle = 2 * Double.pi * Double(random.uniform())
            cosine = Float(cos(angle))
            sine = Float(sin(angle))
        }

        /// A pixel's place relative to the centre in radii, as it is and turned back to the shape's own axes.
        func shapeCoordinates(_ pixel: SIMD2<Float>) -> (upright: SIMD2<Float>, turned: SIMD2<Float>) {
            let place = (pixel - centre) / radius
            return (place, SIMD2(cosine * place.x + sine * place.y, cosine * place.y - sine * place.x))
        }
    }

    /// Light that falls on a shape from one side.
    private struct Light {
        let slope: SIMD2<Float>

        init(strength: Float, from random: inout RandomStream) {
            let angle = 2 * Double.pi * Double(random.uniform())
            slope = SIMD2(strength * Float(cos(angle)), strength * Float(sin(angle)))
        }

        func factor(at place: SIMD2<Float>) -> Float { 1 + (slope * place).sum() }
    }
}
