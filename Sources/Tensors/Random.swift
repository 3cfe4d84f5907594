import Foundation

/// Random numbers by Philox 4×32-10 (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, 2011).
///
/// The n-th block of a stream depends on seed, purpose, step and n only, so a run that resumes at a step draws what an
/// uninterrupted run would have drawn.
package struct RandomStream: Sendable {
    private let key: (UInt32, UInt32)
    private let step: UInt64
    private var block: UInt64 = 0
    private var pending: [UInt32] = []
    private var spareNormal: Double?

    /// - Parameter purpose: what the numbers are for, such as "jitter"; streams of different purposes are independent.
    package init(seed: UInt64, purpose: String, step: UInt64 = 0) {
        let mixed = Self.mix(seed ^ Self.fold(purpose))
        key = (UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
        self.step = step
    }

    /// Four words of the generator for a counter and a key, as the paper defines them.
    package static func philox(counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)) -> (
        UInt32, UInt32, UInt32, UInt32
    ) {
        var (c0, c1, c2, c3) = counter
        var (k0, k1) = key
        for _ in 0..<10 {
            let first = UInt64(0xD251_1F53) * UInt64(c0)
            let second = UInt64(0xCD9E_8D57) * UInt64(c2)
            (c0, c1, c2, c3) = (
                UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: first)
            )
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return (c0, c1, c2, c3)
    }

    /// 32 uniform bits.
    package mutating func bits() -> UInt32 {
        if pending.isEmpty {
            let words = Self.philox(
                counter: (
                    UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
                    UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32)
                ), key: key)
            block &+= 1
            pending = [words.3, words.2, words.1, words.0]
        }
        return pending.removeLast()
    }

    /// Uniform in [0, 1), 24 bits, exact in float32.
    package mutating func uniform() -> Float { Float(bits() >> 8) * 0x1p-24 }

    /// Uniform in the range, its upper end excluded.
    package mutating func uniform(in range: Range<Float>) -> Float {
        range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
    }

    /// A whole number in 0 ..< bound, without bias.
    package mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0 && bound <= Int(UInt32.max))
        let limit = UInt32(bound)
        let threshold = (0 &- limit) % limit
        while true {
            let product = UInt64(bits()) * UInt64(limit)
            if UInt32(truncatingIfNeeded: product) >= threshold { return Int(product >> 32) }
        }
    }

    /// Standard normal, by Box and Muller's transform.
    package mutating func normal() -> Float {
        if let spare = spareNormal {
            spareNormal = nil
            return Float(spare)
        }
        let radius = (-2 * log((Double(bits()) + 1) * 0x1p-32)).squareRoot()
        let angle = 2 * Double.pi * Double(bits()) * 0x1p-32
        spareNormal = radius * sin(angle)
        return Float(radius * cos(angle))
    }

    /// 0 ..< count in random order.
    package mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, integer(below: last + 1)) }
        return order
    }

    /// FNV-1a over the text.
    private static func fold(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    /// The finaliser of SplitMix64, so that close seeds give distant keys.
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
