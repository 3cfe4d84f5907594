/// The weights that take one axis from one length to another: for each output position a run of source positions.
struct ResamplingWeights {
    /// The first source position of each output position.
    private(set) var first: [Int] = []
    /// Where the weights of each output position begin; one more entry marks the end.
    private(set) var start: [Int] = [0]
    /// Normalised to the sum 1 for each output position.
    private(set) var weights: [Double] = []

    /// The output position o samples the source at `(o + 0.5) * source / target`; bounds are truncated as Pillow does.
    init(from source: Int, to target: Int, _ interpolation: Interpolation) {
        let scale = Double(source) / Double(target)
        let widening = max(scale, 1)
        let support = interpolation.support * widening
        let shrink = 1 / widening
        for position in 0..<target {
            let centre = (Double(position) + 0.5) * scale
            let lower = max(0, Int(centre - support + 0.5))
            let upper = min(source, Int(centre + support + 0.5))
            let run = (lower..<upper).map { interpolation.weight(at: (Double($0) - centre + 0.5) * shrink) }
            let sum = run.reduce(0, +)
            first.append(lower)
            weights += sum == 0 ? run : run.map { $0 / sum }
            start.append(weights.count)
        }
    }

    /// Bits after the binary point of `fixedPoint`: 32 less 8 for the sample and 2 for overshoot and sign.
    static let fractionBits: Int32 = 32 - 8 - 2

    /// The weights as fixed-point numbers, rounded half away from zero.
    var fixedPoint: [Int32] {
        weights.map { Int32(($0 * Double(1 << Self.fractionBits)).rounded(.toNearestOrAwayFromZero)) }
    }
}
