package import Diagnostics
package import Models
import Networks
import Tensors

/// What is left of an image when all is taken out of it that one kernel does not answer to.
///
/// x̂ = argmin L_p + α L_s + β L_r, from x̂ = x: L_p keeps the kernel's feature map, L_s suppresses those of all other
/// kernels of its layer, L_r = ‖û‖₁ ∕ (W₀ H₀) empties the rest (Zhuang et al. 2021, equations 1–4), û = x̂ in coordinates
/// of unit deviation. map = x̂, 1 × C × H × W.
///
/// Equations 1 and 2 as printed divide L_p and L_s, which are shares already, by the area of the feature map. L_r is not
/// so divided and of order 1 itself: with β = 1 it would outweigh the others by the area, some 200 to 50,000 times, and
/// leave an empty picture whatever the kernel. Without that area, rate 10 and α = β = 1 do what the paper shows, so that
/// `terms: relative`, the default, leaves it out; `printed` is the formula to the letter.
///
/// The paper's coefficients are called α and β in equation 4, and β and γ in section 4.1; all are 1. Its rate of 10 is that
/// of plain gradient descent on inputs of unit deviation, hence the coordinates. It does not say whether values are kept
/// displayable (here they are; `clip`), nor which picture of the descent is shown: here that of the lowest loss, since
/// L_p and L_r have kinks about which the descent swings.
///
/// That rate takes the paper's 10,000 iterations: on 224 × 224 pixels the slope of L_r is 1 ∕ 50,176, a step 0.0002, and a
/// value two deviations from zero 10,000 steps from it, while a much larger rate throws about what the steeper terms of
/// deep layers move. `optimizer: adam` scales each value's step to its own slopes and comes to a low value of the same
/// loss in a few hundred. Its first steps are as long as its rate wherever they lead: at twice the default of 0.05 they can
/// silence a deep kernel for good.
///
/// The descent has converged when `patience` steps of the present rate could move no value by a hundredth of a gray level,
/// a step of Adam being taken for as long as its rate.
package enum KernelSuppression: Method {
    /// Which term is left out.
    package enum Ablation: String, CaseIterable, SettingValue {
        case none, suppression, regularization
    }

    package enum Terms: String, CaseIterable, SettingValue {
        /// L_p and L_s as shares of the image's norms.
        case relative
        /// These divided by the area of the feature map, as equations 1 and 2 print them.
        case printed
    }

    /// How a step is made of the gradient.
    package enum Optimizer: String, CaseIterable, SettingValue {
        case gradient, adam

        fileprivate var rule: AscentRule { self == .adam ? .adam : .gradient }
        fileprivate var rate: Double { self == .adam ? 0.05 : 10 }
    }

    package struct Options: Settings {
        package var alpha = 1.0
        package var beta = 1.0
        package var ablation = Ablation.none
        package var terms = Terms.relative
        package var optimizer = Optimizer.gradient
        package var rate: Double?
        package var patience = 50
        package var iterations = 10_000
        package var clip = true

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "alpha", \.alpha, "weight of what the other kernels answer",
                check: { (0...1e6).contains($0) ? nil : "must not be negative" }),
            SettingField(
                "beta", \.beta, "weight of the picture's mean magnitude, in units of natural deviation",
                check: { (0...1e6).contains($0) ? nil : "must not be negative" }),
            SettingField("ablation", \.ablation, "the term that is left out, whatever its weight"),
            SettingField(
                "terms", \.terms,
                "whether the kernels' terms are shares, or these divided by the map's area as the paper prints them"),
            SettingField(
                "optimizer", \.optimizer,
                "plain gradient descent, as the paper has it, or Adam, which needs fewer iterations"),
            SettingField(
                "rate", \.rate,
                "step size of the descent, in units of natural deviation; without one 10, for Adam 0.05",
                check: { ($0 ?? 1) > 0 && ($0 ?? 1) <= 1e6 ? nil : "must be positive" }),
            SettingField(
                "patience", \.patience, "steps without a lower loss after which the rate is halved",
                check: { (1...1_000_000).contains($0) ? nil : "must be from 1 to 1000000" }),
            SettingField(
                "iterations", \.iterations, "steps at most",
                check: { (1...1_000_000).contains($0) ? nil : "must be from 1 to 1000000" }),
            SettingField("clip", \.clip, "keep every value within what black and white are for the model"),
        ]

        fileprivate var rateInEffect: Double { rate ?? optimizer.rate }
        fileprivate var alphaInEffect: Double { ablation == .suppression ? 0 : alpha }
        fileprivate var betaInEffect: Double { ablation == .regularization ? 0 : beta }
    }

    package static let id = "kernel-suppression"
    package static let title = "Kernel suppression"
    package static let summary =
        "The image with everything taken out of it that one kernel of a layer does not answer to."
    package static let discussion = """
        Gradient descent changes the image so that the kernel's feature map stays as it was, while the maps of all other \
        kernels of the layer fall to zero and the picture itself grows empty. What remains is what this kernel needs and \
        the others do not: a colour, an edge, a texture. Shown again to the network, it should give the kernel's map as \
        before; `kernel-ssim` and `others-mse` say whether it does.

        Two numbers tell how well it went: `preservation`, how far the kernel's map is from the original as a share of \
        it, and `suppression`, the share that is left of all other maps. Read a picture only where the first is small. \
        `converged` is 0 where the iterations ended before the descent did.

        Plain descent needs thousands of iterations on photographs. With `optimizer: adam` and `patience: 20` the \
        same loss falls within hundreds; the curves say whether that was enough.

        Many pictures give the same map: another weight of the picture's size, `beta`, shows another of them, so that \
        what is common to several weights, and to several images, is what belongs to the kernel. A kernel that the image \
        leaves at zero has nothing to keep; its picture is empty, and `silent` is 1.
        """
    package static let reference = """
        Zhuang, Tao, Xing, Shi, Wang, Zheng: Understanding of Kernels in CNN Models by Suppressing Irrelevant Visual \
        Features in Images, 2021, equations 1 to 4.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.picture
    package static let headline = ["preservation", "suppression"]
    package static let curves = [
        Curve(name: "loss", title: "Loss", horizontal: "iterations", vertical: "loss"),
        Curve(
            name: "preservation", title: "Preservation loss", horizontal: "iterations",
            vertical: "distance of the kernel's map"),
        Curve(
            name: "suppression", title: "Suppression loss", horizontal: "iterations",
            vertical: "what the other kernels answer"),
        Curve(
            name: "regularization", title: "Regularization loss", horizontal: "iterations",
            vertical: "mean magnitude of the picture"),
    ]

    package static func passes(_ options: Options) -> Int { options.iterations + 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let kernel = try Kernel(target, in: model)
        let features = model.network.nodes[kernel.node].shape.reduce(1, *)
        let pixels = model.network.inputShape.reduce(1, *)
        return Execution(model.network, reads: [kernel.node], for: .gradient).memoryNeed
            + (3 * features + (options.optimizer == .adam ? 12 : 8) * pixels) * MemoryLayout<Float>.stride
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let image = try request.image(for: id)
        let kernel = try Kernel(request.target, in: request.model)
        let space = SynthesisSpace(request.model)
        var start = space.picture(image)
        if options.clip { space.clip(&start) }
        let execution = Execution(request.model.network, reads: [kernel.node], for: .gradient)
        try execution.forward(space.modelInput(start), workers: request.workers)
        let loss = SuppressionLoss(
            execution.value(of: kernel.node), channel: kernel.channel,
            form: options.terms == .printed ? .printed : .relative)
        guard loss.kernelNorm.isFinite, loss.othersNorm.isFinite else { throw notFinite(kernel, step: 0) }
        var descent = SuppressionDescent(
            from: start, by: options.optimizer.rule, rate: options.rateInEffect, patience: options.patience,
            leastMove: space.grayLevel / 100)
        guard loss.kernelNorm > 0 else { return silent(descent, space, loss, options) }
        if let state = request.checkpoints.restored { _ = descent.restore(state, rate: options.rateInEffect) }
        while !descent.isConverged, descent.losses.count < options.iterations {
            try execution.forward(space.modelInput(descent.picture), workers: request.workers)
            let (terms, cotangent) = loss.measure(
                execution.value(of: kernel.node), alpha: options.alphaInEffect)
            let losses = losses(terms, at: descent.picture, options)
            guard losses.total.isFinite else { throw notFinite(kernel, step: descent.losses.count) }
            descent.append(losses)
            var gradient = space.pulledBack(
                execution.inputGradient(from: [kernel.node: cotangent], workers: request.workers))
            addRegularization(at: descent.picture, to: &gradient, options)
            descent.descend(along: gradient) { if options.clip { space.clip(&$0) } }
            request.checkpoints.keep { [descent] in descent.state }
            try request.progress(Double(descent.losses.count) / Double(options.iterations))
        }
        return result(descent, space)
    }

    private static func losses(
        _ terms: SuppressionLoss.Terms, at picture: Tensor, _ options: Options
    ) -> SuppressionDescent.Losses {
        let regularization = meanMagnitude(picture)
        let total =
            terms.preservation + options.alphaInEffect * terms.suppression + options.betaInEffect * regularization
        return SuppressionDescent.Losses(
            total: Float(total), preservation: Float(terms.preservation), suppression: Float(terms.suppression),
            regularization: Float(regularization))
    }

    /// ‖û‖₁ ∕ (W₀ H₀): per pixel, all channels together.
    private static func meanMagnitude(_ picture: Tensor) -> Double {
        picture.withUnsafeBufferPointer { $0.reduce(0) { $0 + Double($1.magnitude) } }
            / Double(picture.shape[2] * picture.shape[3])
    }

    private static func addRegularization(at picture: Tensor, to gradient: inout Tensor, _ options: Options) {
        let slope = Float(options.betaInEffect / Double(picture.shape[2] * picture.shape[3]))
        gradient.withUnsafeMutableBufferPointer { slopes in
            picture.withUnsafeBufferPointer { u in
                for index in u.indices { slopes[index] += u[index] > 0 ? slope : u[index] < 0 ? -slope : 0 }
            }
        }
    }

    private static func result(_ descent: SuppressionDescent, _ space: SynthesisSpace) -> MethodResult {
        let reached = descent.losses[descent.bestStep]
        let map = space.modelInput(descent.best)
        return MethodResult(
            map: map,
            series: [
                "loss": descent.curve(\.total), "preservation": descent.curve(\.preservation),
                "suppression": descent.curve(\.suppression), "regularization": descent.curve(\.regularization),
            ],
            numbers: [
                ("loss", Double(reached.total)), ("preservation", Double(reached.preservation)),
                ("suppression", Double(reached.suppression)), ("regularization", Double(reached.regularization)),
                ("regularization-input", meanMagnitude(map)), ("iterations", Double(descent.losses.count)),
                ("best-iteration", Double(descent.bestStep)), ("converged", descent.isConverged ? 1 : 0),
                ("rate-at-end", descent.rate),
            ])
    }

    /// Of a kernel without anything to keep: no descent, an empty picture.
    private static func silent(
        _ descent: SuppressionDescent, _ space: SynthesisSpace, _ loss: SuppressionLoss, _ options: Options
    ) -> MethodResult {
        var descent = descent
        let terms = SuppressionLoss.Terms(preservation: 0, suppression: loss.othersNorm > 0 ? 1 : 0)
        descent.append(losses(terms, at: descent.picture, options))
        var empty = Tensor(shape: space.shape)
        if options.clip { space.clip(&empty) }
        return MethodResult(
            map: space.modelInput(empty), series: result(descent, space).series,
            numbers: [("iterations", 0), ("silent", 1)])
    }

    private static func notFinite(_ kernel: Kernel, step: Int) -> Diagnostic {
        Diagnostic(
            .error, "loss-not-finite", "at step \(step) layer '\(kernel.layer)' has values that are not finite",
            notes: [.init("lower 'rate', or keep 'clip' on")])
    }

    /// The kernel that is kept.
    private struct Kernel {
        let layer: String
        let node: NodeID
        let channel: Int

        init(_ target: Target?, in model: Model) throws(Diagnostic) {
            guard case .kernel(let layer, let channel, _) = target else {
                throw Diagnostic(
                    .error, "no-kernel",
                    "'\(KernelSuppression.id)' keeps what one kernel answers to, and none is named",
                    notes: [
                        .init("add 'kernels: [LAYER/CHANNEL]' to the exhibit, or --layer and --kernel to the command")
                    ])
            }
            node = try model.network.node(named: layer)
            try model.network.checkChannel(channel, of: layer)
            self.layer = layer
            self.channel = channel
        }
    }
}
