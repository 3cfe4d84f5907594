import Foundation
package import Networks

/// The picture turned about its middle within its extent, corners lost and laid open corners filled.
///
/// A positive angle turns counter-clockwise. The middle is ((height − 1)/2, (width − 1)/2) in coordinates of pixel
/// centres, and border pixels blend with the fill, as in torchvision's `rotate` without a fill value. Quarter turns of a
/// square picture are exact.
package struct Rotation: SampledTransformation {
    package let degrees: Double
    package let sampling: Sampling
    package let fill: [Float]

    package init(degrees: Double, _ sampling: Sampling = .bilinear, fill: [Float] = []) {
        self.degrees = degrees
        self.sampling = sampling
        self.fill = fill
    }

    package func extent(of picture: Extent) -> Extent { picture }

    package func table(for picture: Extent) -> SamplingTable {
        let (sine, cosine) = Self.sineAndCosine(degrees: degrees)
        return SamplingTable(
            from: picture, to: picture, sampling,
            .init(about: picture, row: (cosine, sine), column: (-sine, cosine)))
    }

    /// Exactly 0 and ±1 at quarter turns.
    private static func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
        let quarters = (degrees / 90).rounded()
        let rest = (degrees - 90 * quarters) * .pi / 180
        let (sine, cosine) = (sin(rest), cos(rest))
        switch Int(quarters.truncatingRemainder(dividingBy: 4) + 4) % 4 {
        case 1: return (cosine, -sine)
        case 2: return (-sine, -cosine)
        case 3: return (-cosine, sine)
        default: return (sine, cosine)
        }
    }
}
