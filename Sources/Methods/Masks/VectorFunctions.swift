/// Eight numbers that are computed side by side.
typealias Lanes = SIMD8<Float>

/// Functions of plain additions, multiplications and divisions, right to 1e-6: vectors compute them many times
/// faster than a library does one by one, and every machine gets the same bits.
enum VectorFunctions {
    /// eˣ, x moved into −80 … 80: 2ᵏ · 2ᶠ with k whole and |f| ≤ ½.
    @inline(__always)
    static func exponential(_ x: Lanes) -> Lanes {
        let bounded = pointwiseMin(pointwiseMax(x, Lanes(repeating: -80)), Lanes(repeating: 80))
        let power = bounded * 1.442_695_04
        // Adding 1.5 · 2²³ leaves no place for a fraction.
        let rounding = Lanes(repeating: 12_582_912)
        let shifted = power + rounding
        let whole = SIMD8<UInt32>(truncatingIfNeeded: bits(shifted)) &- 0x4B40_0000
        let a = (power - (shifted - rounding)) * 0.693_147_18
        let fraction = 1 + a * (1 + a * polynomial(a, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720))
        return fraction * floats((whole &+ 127) &<< 23)
    }

    /// √x for x ≥ 0, by Newton's iteration for 1 ∕ √x: the root that SIMD types have calls a library for every lane.
    @inline(__always)
    static func squareRoot(_ x: Lanes) -> Lanes {
        let half = 0.5 * x
        var y = floats(0x5F37_59DF &- (bits(x) &>> 1))
        y *= 1.5 - half * y * y
        y *= 1.5 - half * y * y
        y *= 1.5 - half * y * y
        return x * y
    }

    /// ln x for normal x > 0: x = m · 2ᵉ with m in [√½, √2), ln m = 2 artanh((m − 1) ∕ (m + 1)).
    @inline(__always)
    static func logarithm(_ x: Lanes) -> Lanes {
        let shifted = bits(x) &- 0x3F35_04F3
        let exponent = Lanes(SIMD8<Int32>(truncatingIfNeeded: shifted) &>> 23)
        let m = floats((shifted & 0x007F_FFFF) &+ 0x3F35_04F3)
        let s = (m - 1) / (m + 1)
        let series = polynomial(s * s, 2, 2 / 3, 2 / 5, 2 / 7, 2 / 9)
        return exponent * 0.693_147_18 + s * series
    }

    /// sin πt and cos πt for t in [−1, 1], from those of a quarter of the angle.
    @inline(__always)
    static func turn(_ t: Lanes) -> (sine: Lanes, cosine: Lanes) {
        let a = t * (Float.pi / 4)
        let square = a * a
        let sine = a * polynomial(square, 1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362_880)
        let cosine = polynomial(square, 1, -1 / 2, 1 / 24, -1 / 720, 1 / 40_320)
        let (doubleSine, doubleCosine) = (2 * sine * cosine, 1 - 2 * sine * sine)
        return (2 * doubleSine * doubleCosine, 1 - 2 * doubleSine * doubleSine)
    }

    /// c0 + c1 x + … + c4 x⁴.
    @inline(__always)
    private static func polynomial(
        _ x: Lanes, _ c0: Float, _ c1: Float, _ c2: Float, _ c3: Float, _ c4: Float
    ) -> Lanes {
        var sum = c4 * x + c3
        sum = sum * x + c2
        sum = sum * x + c1
        return sum * x + c0
    }

    @inline(__always)
    private static func bits(_ x: Lanes) -> SIMD8<UInt32> { unsafeBitCast(x, to: SIMD8<UInt32>.self) }

    @inline(__always)
    private static func floats(_ bits: SIMD8<UInt32>) -> Lanes { unsafeBitCast(bits, to: Lanes.self) }
}
