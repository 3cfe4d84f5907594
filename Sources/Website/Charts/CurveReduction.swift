/// Curves with fewer points that look the same.
enum CurveReduction {
    struct Point: Equatable {
        let x: Double
        let y: Double
    }

    /// Some of the points, the first and the last among them: the line through them passes within `tolerance` of all
    /// others, measured upright.
    ///
    /// From each point kept, it goes on as long as one straight line can pass all points between; linear in their
    /// number. `points` go from left to right.
    static func reduced(_ points: [Point], tolerance: Double) -> [Point] {
        guard points.count > 2, let last = points.last else { return points }
        var kept = [points[0]]
        var (steepest, flattest) = (Double.infinity, -Double.infinity)
        for (index, point) in points.enumerated().dropFirst() {
            let anchor = kept[kept.count - 1]
            let slope = (point.y - anchor.y) / (point.x - anchor.x)
            if point.x > anchor.x, flattest <= slope, slope <= steepest {
                steepest = min(steepest, (point.y + tolerance - anchor.y) / (point.x - anchor.x))
                flattest = max(flattest, (point.y - tolerance - anchor.y) / (point.x - anchor.x))
                continue
            }
            let previous = points[index - 1]
            if index > 1 { kept.append(previous) }
            let run = point.x - previous.x
            steepest = run > 0 ? (point.y + tolerance - previous.y) / run : .infinity
            flattest = run > 0 ? (point.y - tolerance - previous.y) / run : -.infinity
        }
        return kept + [last]
    }

    /// The fewest of these that keep within a tolerance that grows from `tolerance` until there are at most `count`.
    static func reduced(_ points: [Point], to count: Int, tolerance: Double) -> [Point] {
        var (tolerance, kept) = (tolerance, reduced(points, tolerance: tolerance))
        // A hundred steps of this take a quarter of a unit past the largest chart.
        for _ in 0..<100 where kept.count > max(count, 2) {
            tolerance *= 1.1
            kept = reduced(points, tolerance: tolerance)
        }
        return kept
    }
}
