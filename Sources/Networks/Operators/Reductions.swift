/// Sums in a fixed order: eight running sums over blocks of 512 elements, the blocks in double precision.
enum Reductions {
    private static let block = 512

    /// Σ a[i] · b[i].
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Double {
        var total = 0.0
        for start in stride(from: 0, to: count, by: block) {
            let end = min(start + block, count)
            var sums = SIMD8<Float>(repeating: 0)
            var index = start
            while index + 8 <= end {
                sums += load(a + index) * load(b + index)
                index += 8
            }
            var rest: Float = 0
            while index < end {
                rest += a[index] * b[index]
                index += 1
            }
            let quarter = sums.lowHalf + sums.highHalf
            let pair = quarter.lowHalf + quarter.highHalf
            total += Double(pair.x + pair.y + rest)
        }
        return total
    }

    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
    }
}
