import Foundation

/// How a resized picture takes its values: a filter over the source, widened by the reduction so that nothing aliases.
///
/// Definitions and support as Pillow's `Image.resize`; `bicubic` is Keys' kernel with a = −0.5.
package enum Interpolation: String, Sendable, CaseIterable {
    case box
    case bilinear
    case bicubic
    case lanczos

    /// The half-width of the filter in source pixels where the size does not shrink.
    var support: Double {
        switch self {
        case .box: 0.5
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The filter at a signed distance from its centre.
    func weight(at distance: Double) -> Double {
        let x = distance.magnitude
        switch self {
        case .box:
            // Half open, so that a pixel on the border of two boxes counts once.
            return distance > -0.5 && distance <= 0.5 ? 1 : 0
        case .bilinear:
            return x < 1 ? 1 - x : 0
        case .bicubic:
            let a = -0.5
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
        case .lanczos:
            return distance >= -3 && distance < 3 ? sinc(x) * sinc(x / 3) : 0
        }
    }
}

/// sin(πx) / πx.
private func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : sin(.pi * x) / (.pi * x)
}
