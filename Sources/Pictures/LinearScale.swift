/// Takes a range of values to 0…1.
struct LinearScale {
    private let lower: Double
    private let extent: Double

    init(_ range: ClosedRange<Float>) {
        lower = Double(range.lowerBound)
        // In Double, so that the widest range of Floats has a finite extent.
        extent = Double(range.upperBound) - Double(range.lowerBound)
    }

    /// Clipped to 0…1; 0 for NaN. In a range of no extent, what is above it gives 1 and the rest 0.
    func position(of value: Float) -> Double {
        let offset = Double(value) - lower
        guard extent > 0 else { return offset > 0 ? 1 : 0 }
        let position = offset / extent
        return position > 0 ? Swift.min(position, 1) : 0
    }

    /// The value at 0…1 of the range.
    func value(at position: Double) -> Float { Float(lower + extent * position) }
}
