import Foundation
import Tensors

/// The textures on which shapes are drawn: at each point, how much of a second tone there is over a first.
enum GroundTexture: CaseIterable {
    case gradient, clouds, stripes, checks, speckle, grain

    /// Height × width values in 0 ... 1, row by row; `size` is both.
    func draw(size: Int, from random: inout RandomStream) -> [Float] {
        switch self {
        case .gradient: Self.gradient(size, &random)
        case .clouds: Self.noise(size, cells: 2 + 3 * random.uniform(), octaves: 3, &random)
        case .grain: Self.noise(size, cells: 9 + 6 * random.uniform(), octaves: 2, &random)
        case .stripes: Self.waves(size, crossed: false, &random)
        case .checks: Self.waves(size, crossed: true, &random)
        case .speckle: Self.speckle(size, &random)
        }
    }

    private static func map(_ size: Int, _ value: (Float, Float) -> Float) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(size * size)
        for y in 0..<size {
            for x in 0..<size {
                values.append(value((Float(x) + 0.5) / Float(size) - 0.5, (Float(y) + 0.5) / Float(size) - 0.5))
            }
        }
        return values
    }

    /// A vector of length 1 in any direction.
    private static func direction(_ random: inout RandomStream) -> SIMD2<Float> {
        let angle = 2 * Double.pi * Double(random.uniform())
        return SIMD2(Float(cos(angle)), Float(sin(angle)))
    }

    /// From one tone to the other, across the image or outwards from a point.
    private static func gradient(_ size: Int, _ random: inout RandomStream) -> [Float] {
        let toward = direction(&random)
        let centre = SIMD2(random.uniform() - 0.5, random.uniform() - 0.5)
        let isRadial = random.uniform() < 0.5
        return map(size) { x, y in
            if isRadial {
                let (dx, dy) = (x - centre.x, y - centre.y)
                return min(1, (dx * dx + dy * dy).squareRoot())
            }
            return max(0, min(1, 0.5 + 0.8 * (x * toward.x + y * toward.y)))
        }
    }

    /// Stripes with soft edges, or two crossed systems of them.
    private static func waves(_ size: Int, crossed: Bool, _ random: inout RandomStream) -> [Float] {
        let across = direction(&random)
        let count = 6 + 6 * random.uniform()
        let shift = SIMD2(random.uniform(), random.uniform())
        // An edge about as wide as a pixel of a 48-pixel image: the texture looks the same at every size.
        let sharpness = 24 / count
        func stripe(_ position: Float) -> Float {
            let phase = position - position.rounded(.down)
            return max(-1, min(1, (0.25 - abs(phase - 0.5)) * 2 * sharpness))
        }
        return map(size) { x, y in
            let first = stripe(count * (x * across.x + y * across.y) + shift.x)
            if !crossed { return 0.5 + 0.5 * first }
            return 0.5 + 0.5 * first * stripe(count * (y * across.x - x * across.y) + shift.y)
        }
    }

    /// Smooth value noise: random values at the corners of cells, each octave with cells half as wide and half as
    /// strong, spread over 0 ... 1.
    private static func noise(
        _ size: Int, cells: Float, octaves: Int, _ random: inout RandomStream
    ) -> [Float] {
        var total = [Float](repeating: 0, count: size * size)
        var frequency = cells
        var strength: Float = 1
        for _ in 0..<octaves {
            let width = Int(frequency) + 2
            let lattice = (0..<width * width).map { _ in random.uniform() }
            let layer = map(size) { x, y in
                let (u, v) = ((x + 0.5) * frequency, (y + 0.5) * frequency)
                let (column, row) = (Int(u), Int(v))
                let (s, t) = (smooth(u - Float(column)), smooth(v - Float(row)))
                let corner = row * width + column
                let top = lattice[corner] + s * (lattice[corner + 1] - lattice[corner])
                let bottom = lattice[corner + width] + s * (lattice[corner + width + 1] - lattice[corner + width])
                return top + t * (bottom - top)
            }
            for index in total.indices { total[index] += strength * layer[index] }
            frequency *= 2
            strength /= 2
        }
        let low = total.min() ?? 0
        let spread = max(1e-6, (total.max() ?? 1) - low)
        return total.map { ($0 - low) / spread }
    }

    private static func smooth(_ t: Float) -> Float { t * t * (3 - 2 * t) }

    /// Small soft dots of random strength on the first tone.
    private static func speckle(_ size: Int, _ random: inout RandomStream) -> [Float] {
        var values = [Float](repeating: 0, count: size * size)
        let radius = (0.012 + 0.016 * random.uniform()) * Float(size)
        let reach = Int(radius + 1.5)
        for _ in 0..<90 + random.integer(below: 80) {
            let (x, y) = (random.uniform() * Float(size), random.uniform() * Float(size))
            let strength = random.uniform(in: 0.4..<1)
            for row in max(0, Int(y) - reach)..<min(size, Int(y) + reach + 1) {
                for column in max(0, Int(x) - reach)..<min(size, Int(x) + reach + 1) {
                    let (dx, dy) = (Float(column) + 0.5 - x, Float(row) + 0.5 - y)
                    let cover = max(0, min(1, radius + 0.5 - (dx * dx + dy * dy).squareRoot()))
                    values[row * size + column] = max(values[row * size + column], cover * strength)
                }
            }
        }
        return values
    }
}
