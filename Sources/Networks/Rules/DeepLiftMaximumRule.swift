import CKernels
import Tensors

/// DeepLIFT for maxima: what the maximum of a window gains over the reference's goes to the element that holds it, what
/// it loses to the element that held it for the reference.
///
/// With x largest at i, the reference r largest at j, and t = max(x_i, r_j), the multiplier is (t − r_j) ∕ (x_i − r_i)
/// at i and (x_i − t) ∕ (x_j − r_j) at j. Windows that overlap add up, so that Σ m · (x − r) is the change of the
/// maximum, whatever the reference. An element that does not differ from its reference has the plain gradient: all of
/// the signal at i, none elsewhere. Of equal values the first counts.
///
/// This is the rule of captum's DeepLift, which loses what overlapping windows have in common; DeepLIFT's own code passes
/// the gradient of i alone. Where the signal goes back through the references too, and theirs is another, what a window
/// loses is multiplied with theirs, as captum does.
package struct DeepLiftMaximumRule: BackwardRule {
    /// How many images there are, and as many references.
    private let images: Int

    package init(images: Int) { self.images = images }

    /// Whether the rule is one for the operator: one that picks an element of each of its windows.
    package static func holds(for operation: any Operator) -> Bool {
        if let reduction = operation as? Reduction { return reduction.function.picks }
        return operation is MaxPool
    }

    package func reads(of operation: any Operator) -> GradientReads { .inputs }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        switch operation {
        case let pool as MaxPool: propagate(pass, through: pool)
        case let reduction as Reduction: propagate(pass, through: reduction)
        default: preconditionFailure("\(operation.kind) picks no element")
        }
    }

    private func propagate(_ pass: GradientPass, through pool: MaxPool) {
        guard let input = pass.inputs.first, let gradient = pass.inputGradients[0] else { return }
        let geometry = PoolingGeometry(pool.window, input: input.shape, output: pass.outputGradient.shape)
        let (rows, columns) = (geometry.rows.reads, geometry.columns.reads)
        let (down, right) = (geometry.rows.dilation, geometry.columns.dilation)
        let (channels, width) = (input.shape[0], input.shape[2])
        let window = pool.window.kernel.height * pool.window.kernel.width
        // Windows overlap, channels never meet.
        pass.workers.forEachUnit(images * channels, work: rows.count * columns.count * window) { unit in
            let (image, channel) = unit.quotientAndRemainder(dividingBy: channels)
            let x = input.image(image) + channel
            let reference = input.image(image + images) + channel
            let signals = signals(pass, image, at: channel)
            let targets = targets(pass, gradient, image, at: channel)
            for (row, above) in rows.enumerated() {
                for (column, left) in columns.enumerated() {
                    let first = (above.first * width + left.first) * channels
                    var (winner, referenceWinner) = (first, first)
                    for tap in 0..<above.count {
                        for beside in 0..<left.count {
                            let place = first + (tap * down * width + beside * right) * channels
                            if x[place] > x[winner] { winner = place }
                            if reference[place] > reference[referenceWinner] { referenceWinner = place }
                        }
                    }
                    let output = (row * columns.count + column) * channels
                    Self.add(
                        (signals.own[output], signals.reference[output]), to: targets, winner, referenceWinner, x,
                        reference, sign: 1)
                }
            }
        }
    }

    private func propagate(_ pass: GradientPass, through reduction: Reduction) {
        guard let input = pass.inputs.first, let gradient = pass.inputGradients[0], let winners = pass.auxiliary else {
            return
        }
        let count = pass.outputGradient.count
        // A minimum is the maximum of what is turned round.
        let sign: Float = reduction.function == .minimum ? -1 : 1
        pass.workers.forEachUnit(images, work: count) { image in
            let signals = signals(pass, image, at: 0)
            let targets = targets(pass, gradient, image, at: 0)
            for output in 0..<count {
                Self.add(
                    (signals.own[output], signals.reference[output]), to: targets,
                    Int(winners[image * count + output]), Int(winners[(image + images) * count + output]),
                    input.image(image), input.image(image + images), sign: sign)
            }
        }
    }

    /// What comes back to an image and to its reference, the same where only images are gone back through.
    private func signals(
        _ pass: GradientPass, _ image: Int, at offset: Int
    ) -> (own: UnsafePointer<Float>, reference: UnsafePointer<Float>) {
        let own = pass.outputGradient.image(image) + offset
        return (own, pass.batch > images ? pass.outputGradient.image(image + images) + offset : own)
    }

    /// Where an image's multipliers go, and its reference's where that is gone back through.
    private func targets(
        _ pass: GradientPass, _ gradient: MutableValues, _ image: Int, at offset: Int
    ) -> [UnsafeMutablePointer<Float>] {
        let own = gradient.image(image) + offset
        return pass.batch > images ? [own, gradient.image(image + images) + offset] : [own]
    }

    private static func add(
        _ signals: (own: Float, reference: Float), to targets: [UnsafeMutablePointer<Float>], _ winner: Int,
        _ referenceWinner: Int, _ x: UnsafePointer<Float>, _ reference: UnsafePointer<Float>, sign: Float
    ) {
        let (largest, referenceLargest) = (sign * x[winner], sign * reference[referenceWinner])
        let top = max(largest, referenceLargest)
        let own = sign * (x[winner] - reference[winner])
        let other = sign * (x[referenceWinner] - reference[referenceWinner])
        var (gain, loss) = (signals.own, Float(0))
        if winner == referenceWinner {
            // Together they are the whole change: what is gained with the one signal, or lost with the other.
            if own < 0 { gain = signals.reference }
        } else {
            if own != 0 { gain *= (top - referenceLargest) / own }
            if other != 0 { loss = signals.reference * ((largest - top) / other) }
        }
        for target in targets {
            target[winner] += gain
            target[referenceWinner] += loss
        }
    }
}
