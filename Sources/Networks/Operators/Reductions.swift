/// Sums in a fixed order: eight running sums over blocks of 512 elements, the blocks in double precision.
enum Reductions {
    private static let block = 512

    @inline(__always)
    private static func reduce(_ count: Int, _ lanes: (Int) -> SIMD8<Float>, _ single: (Int) -> Float) -> Double {
        var total = 0.0
        var start = 0
        while start < count {
            let end = min(start + block, count)
            var sums = SIMD8<Float>(repeating: 0)
            var index = start
            while index + 8 <= end {
                sums += lanes(index)
                index += 8
            }
            var rest: Float = 0
            while index < end {
                rest += single(index)
                index += 1
            }
            let quarter = sums.lowHalf + sums.highHalf
            let pair = quarter.lowHalf + quarter.highHalf
            total += Double(pair.x + pair.y + rest)
            start = end
        }
        return total
    }

    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
    }

    static func sum(_ elements: UnsafePointer<Float>, count: Int) -> Double {
        reduce(count, { load(elements + $0) }, { elements[$0] })
    }

    /// Σ a[i] · b[i].
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Double {
        reduce(count, { load(a + $0) * load(b + $0) }, { a[$0] * b[$0] })
    }
}
