import Diagnostics
import Foundation

/// An operation of Algorithm 1.
package enum TransformationKind: String, CaseIterable, SettingValue {
    case rotate, scale, flip
}

/// The axis that a picture is mirrored at, by what changes places.
package enum FlipDirection: String, CaseIterable, SettingValue {
    /// Left and right.
    case horizontal
    /// Above and below.
    case vertical
}

/// What Algorithm 1 does to the picture after each round, and what it tests the picture with.
struct RoundTransformations {
    /// The operations by turns.
    let order: [TransformationKind]
    /// Degrees, counter-clockwise.
    let angle: Double
    let scale: Double
    let flip: FlipDirection
    /// What lies outside the picture: black, in the coordinates that are transformed.
    let fill: [Float]

    /// After a round, counted from 0: the operations take turns, and the scale turns by turns into its inverse, so that
    /// the picture neither grows nor shrinks for good.
    func operation(after round: Int) -> any Transformation {
        let kind = order[round % order.count]
        let earlier = order.prefix(round % order.count).count { $0 == kind }
        let turn = round / order.count * order.count { $0 == kind } + earlier
        switch kind {
        case .rotate: return Rotation(degrees: angle, fill: fill)
        case .scale: return Zoom(by: turn.isMultiple(of: 2) ? scale : 1 / scale, fill: fill)
        case .flip: return mirrored
        }
    }

    /// The picture as it is, and what the operations make of it: every turn of a revolution, the scale and its inverse,
    /// the mirror image.
    var tests: [any Transformation] {
        var tests: [any Transformation] = [TransformationSeries([])]
        if order.contains(.rotate) {
            tests += (1..<turns).map { Rotation(degrees: Double($0) * angle, fill: fill) }
        }
        if order.contains(.scale) { tests += [Zoom(by: scale, fill: fill), Zoom(by: 1 / scale, fill: fill)] }
        if order.contains(.flip) { tests.append(mirrored) }
        return tests
    }

    /// Rotations of a revolution.
    private var turns: Int { max(1, Int((360 / abs(angle)).rounded())) }

    private var mirrored: Flip { Flip(horizontal: flip == .horizontal, vertical: flip == .vertical) }
}
