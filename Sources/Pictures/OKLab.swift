import Foundation

/// A colour in OKLab, where equal distances look about equally large (Ottosson 2020, "A perceptual color space for
/// image processing"): `lightness` 0…1, `a` green to red, `b` blue to yellow.
struct OKLab: Sendable {
    var lightness: Double
    var a: Double
    var b: Double

    init(lightness: Double, a: Double, b: Double) {
        self.lightness = lightness
        self.a = a
        self.b = b
    }

    /// From polar coordinates; `hue` in degrees.
    init(lightness: Double, chroma: Double, hue: Double) {
        let angle = hue * .pi / 180
        self.init(lightness: lightness, a: chroma * cos(angle), b: chroma * sin(angle))
    }

    /// The straight way to another colour, at 0…1 of it.
    func mixed(with other: OKLab, at share: Double) -> OKLab {
        OKLab(
            lightness: lightness + (other.lightness - lightness) * share, a: a + (other.a - a) * share,
            b: b + (other.b - b) * share)
    }

    func distance(to other: OKLab) -> Double {
        let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
        return (dl * dl + da * da + db * db).squareRoot()
    }

    /// Clipped to sRGB channel by channel.
    var colour: Colour {
        let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
        let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
        let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
        return Colour(
            red: encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            green: encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            blue: encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
    }
}

private func cube(_ x: Double) -> Double { x * x * x }

/// A linear value 0…1 as an sRGB sample (IEC 61966-2-1).
private func encoded(_ linear: Double) -> UInt8 {
    let curved = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
    return UInt8((min(max(curved, 0), 1) * 255).rounded())
}
