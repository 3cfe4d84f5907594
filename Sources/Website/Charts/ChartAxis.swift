import Foundation

/// An axis of a chart: the range it shows and where its ticks are.
struct ChartAxis {
    let low: Double
    let high: Double
    let ticks: [Tick]

    struct Tick {
        let value: Double
        let text: String
    }

    /// An axis for values: from zero unless they keep far away from it, to the next tick where that is near.
    init(around values: [Double]) {
        let bounds = Self.bounds(of: values)
        var (low, high) = (bounds.lowerBound, bounds.upperBound)
        if low > 0, low < 0.6 * high { low = 0 }
        if high < 0, high > 0.6 * low { high = 0 }
        let step = Self.step(for: high - low, wholeOnly: false)
        self.init(
            low: max((low / step).rounded(.down) * step, low - 0.2 * step),
            high: min((high / step).rounded(.up) * step, high + 0.2 * step), step: step)
    }

    /// An axis that ends where the values do, for places.
    init(from places: [Double]) {
        let bounds = Self.bounds(of: places)
        let isWhole = places.allSatisfy { $0 == $0.rounded() }
        self.init(bounds, wholeOnly: isWhole)
    }

    /// An axis over a range that is given.
    init(over range: ClosedRange<Double>) { self.init(Self.bounds(of: [range.lowerBound, range.upperBound])) }

    private init(_ bounds: ClosedRange<Double>, wholeOnly: Bool = false) {
        self.init(
            low: bounds.lowerBound, high: bounds.upperBound,
            step: Self.step(for: bounds.upperBound - bounds.lowerBound, wholeOnly: wholeOnly))
    }

    private init(low: Double, high: Double, step: Double) {
        self.low = low
        self.high = high
        let first = (low / step - 1e-9).rounded(.up)
        let count = min(max((high / step + 1e-9).rounded(.down) - first, 0), 20)
        ticks = (0...Int(count)).map { index in
            let value = (first + Double(index)) * step
            return Tick(
                value: value, text: Self.text(of: value, step: step, largest: max(low.magnitude, high.magnitude)))
        }
    }

    /// 0 at the lower end, 1 at the upper.
    func share(of value: Double) -> Double { (value - low) / (high - low) }

    /// The least and the largest of the finite values, moved apart where they are the same.
    private static func bounds(of values: [Double]) -> ClosedRange<Double> {
        // Extents beyond this could not be divided.
        let limit = 1e150
        let finite = values.filter(\.isFinite)
        let low = max(finite.min() ?? 0, -limit)
        let high = min(finite.max() ?? 1, limit)
        let least = max(1e-12 * max(low.magnitude, high.magnitude), 1e-150)
        if high - low >= least { return low...high }
        let margin = low == 0 ? 0.5 : low.magnitude / 2
        return low - margin...low + margin
    }

    /// 1, 2 or 5 times a power of ten, so that at most five steps fill the extent.
    private static func step(for extent: Double, wholeOnly: Bool) -> Double {
        let power = pow(10, log10(extent / 5).rounded(.down))
        let rest = extent / 5 / power
        let step = power * (rest < 1.001 ? 1 : rest < 2.001 ? 2 : rest < 5.001 ? 5 : 10)
        return wholeOnly ? max(1, step) : step
    }

    private static func text(of value: Double, step: Double, largest: Double) -> String {
        let exponent = NumberText.exponent(of: step)
        guard (-5..<6).contains(exponent), largest < 1e7 else { return NumberText.short(value) }
        return NumberText.fixed(value, decimals: max(0, -exponent))
    }
}
