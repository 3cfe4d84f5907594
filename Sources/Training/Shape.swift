import Foundation

/// The classes of the data set "shapes", about as large as a circle of radius 1 around the origin.
enum Shape: String, CaseIterable {
    case disc, square, triangle, star, cross, ring

    /// What distances to the outline are computed from.
    var outline: Outline {
        switch self {
        case .disc: .band(radius: 0, halfWidth: 0.92)
        case .ring: .band(radius: 0.74, halfWidth: 0.24)
        case .square: .polygon(Self.corners(4, radii: [1.16], turn: .pi / 4))
        case .triangle: .polygon(Self.corners(3, radii: [1.2], turn: -.pi / 2))
        case .star: .polygon(Self.corners(10, radii: [1.2, 0.5], turn: -.pi / 2))
        case .cross: .polygon(Self.cross(reach: 1.02, halfWidth: 0.32))
        }
    }

    /// Corners at equal angles, at the radii in turn.
    private static func corners(_ count: Int, radii: [Double], turn: Double) -> [SIMD2<Float>] {
        (0..<count).map { corner in
            let angle = turn + 2 * .pi * Double(corner) / Double(count)
            let radius = radii[corner % radii.count]
            return SIMD2(Float(radius * cos(angle)), Float(radius * sin(angle)))
        }
    }

    private static func cross(reach a: Float, halfWidth b: Float) -> [SIMD2<Float>] {
        [
            SIMD2(b, b), SIMD2(b, a), SIMD2(-b, a), SIMD2(-b, b), SIMD2(-a, b), SIMD2(-a, -b),
            SIMD2(-b, -b), SIMD2(-b, -a), SIMD2(b, -a), SIMD2(b, -b), SIMD2(a, -b), SIMD2(a, b),
        ]
    }
}

/// The outline of a shape, by the distance of points to it.
enum Outline {
    /// Points no further than `halfWidth` from a circle of `radius` around the origin.
    case band(radius: Float, halfWidth: Float)
    case polygon([SIMD2<Float>])

    /// The distance of a point to the outline, negative inside.
    func signedDistance(to point: SIMD2<Float>) -> Float {
        switch self {
        case .band(let radius, let halfWidth): return abs(Self.length(point) - radius) - halfWidth
        case .polygon(let corners): return Self.signedDistance(to: point, corners)
        }
    }

    /// The distance to the nearest edge; its sign by the parity of the edges that a ray to the right crosses.
    private static func signedDistance(to point: SIMD2<Float>, _ corners: [SIMD2<Float>]) -> Float {
        var nearest = Float.infinity
        var isInside = false
        var previous = corners[corners.count - 1]
        for corner in corners {
            let edge = corner - previous
            let way = point - previous
            let along = max(0, min(1, (way * edge).sum() / (edge * edge).sum()))
            nearest = min(nearest, length(way - edge * along))
            if (corner.y > point.y) != (previous.y > point.y),
                point.x < previous.x + edge.x * (point.y - previous.y) / edge.y
            {
                isInside.toggle()
            }
            previous = corner
        }
        return isInside ? -nearest : nearest
    }

    private static func length(_ vector: SIMD2<Float>) -> Float { (vector * vector).sum().squareRoot() }
}
