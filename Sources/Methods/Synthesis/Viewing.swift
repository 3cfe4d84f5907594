import Diagnostics
package import Networks
import Tensors

/// How the network sees a picture at a step: moved at random, then brought to the extent that the network reads.
package struct Viewing: Sendable {
    package enum Moves: String, CaseIterable, SettingValue {
        /// As it is.
        case none
        /// Shifted, what leaves on one side coming back on the other.
        case jitter
        /// Lucid's standard series: a margin, a shift, a scale, a turn, another shift.
        case robust
    }

    package let moves: Moves
    /// Of `jitter`, in pixels.
    package let reach: Int
    /// Of the picture that is drawn.
    package let picture: Extent
    /// What the network reads.
    package let input: Extent
    /// What lies outside a picture, by channel.
    package let fill: [Float]

    /// - Parameter reach: of `jitter`; by default a 14th of the shorter side.
    package init(_ moves: Moves, of space: SynthesisSpace, by network: Network, reach: Int? = nil) {
        self.moves = moves
        picture = space.extent
        input = Extent(height: network.inputShape[1], width: network.inputShape[2])
        fill = space.middle
        self.reach = reach ?? min(picture.height, picture.width) / 14
    }

    /// What the picture undergoes at a step.
    package func drawn(seed: UInt64, step: Int) -> TransformationSeries {
        switch moves {
        case .none: return TransformationSeries(framing([], of: picture))
        case .jitter: return TransformationSeries(framing([Jitter(reach: reach, seed: seed, step: step)], of: picture))
        case .robust: return robust(seed: seed, step: step)
        }
    }

    /// The same without chance.
    package var still: TransformationSeries { TransformationSeries(framing([], of: picture)) }

    /// pad 12, crop by 8, scale, turn, crop by 4: lucid's `standard_transforms`, in its pixels. Of a picture below its 128
    /// pixels the lengths shrink with the picture. What a turn lays open is gray as the margin is, where lucid leaves
    /// black.
    private func robust(seed: UInt64, step: Int) -> TransformationSeries {
        let unit = min(1, Double(min(picture.height, picture.width)) / 128)
        var random = RandomStream(seed: seed, purpose: "robust", step: UInt64(step))
        func length(_ pixels: Double) -> Int { Int((pixels * unit).rounded()) }
        func crop(_ extent: Extent, by loss: Int, margin: Int = 0) -> PictureWindow {
            let (top, left) = (random.integer(below: loss + 1), random.integer(below: loss + 1))
            return PictureWindow(
                top: top - margin, left: left - margin,
                size: Extent(
                    height: max(1, extent.height + 2 * margin - loss), width: max(1, extent.width + 2 * margin - loss)),
                fill: fill)
        }
        // The margin and the first crop are one window.
        let first = crop(picture, by: length(8), margin: length(12))
        let scaling = Scaling(by: 1 + Double(random.integer(below: 11) - 5) / 50)
        let turn = random.integer(below: 26)
        let rotation = Rotation(degrees: turn < 21 ? Double(turn - 10) : 0, fill: fill)
        var parts: [any Transformation] = [first, scaling]
        if rotation.degrees != 0 { parts.append(rotation) }
        let extent = scaling.extent(of: first.size)
        let second = crop(extent, by: length(4))
        return TransformationSeries(framing(parts + [second], of: second.size))
    }

    /// Brings what the parts make of a picture to the network's input: resampled as the picture's extent is to the
    /// input's, then its middle, or gray around it. So a change of scale stays one.
    private func framing(_ parts: [any Transformation], of extent: Extent) -> [any Transformation] {
        var (parts, extent) = (parts, extent)
        if picture != input {
            func scaled(_ side: Int, _ input: Int, _ picture: Int) -> Int {
                max(1, Int((Double(side) * Double(input) / Double(picture)).rounded()))
            }
            extent = Extent(
                height: scaled(extent.height, input.height, picture.height),
                width: scaled(extent.width, input.width, picture.width))
            parts.append(Resampling(to: extent))
        }
        if extent != input { parts.append(PictureWindow(centredIn: extent, size: input, fill: fill)) }
        return parts
    }
}
