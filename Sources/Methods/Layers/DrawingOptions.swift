package import Diagnostics
import Models
import Tensors

/// Options of a method that draws pictures on its way.
package protocol DrawingOptions: Settings {
    /// How they are drawn, as activation maximization draws its own.
    var drawing: ActivationMaximization.Options { get set }
}

extension DrawingOptions {
    /// The fields of how pictures are drawn, by the names that activation maximization gives them.
    static var drawingFields: [SettingField<Self>] {
        let names = [
            "parameterization", "transforms", "optimizer", "rate", "iterations", "patience", "l1", "l2",
            "total-variation", "clip", "seed",
        ]
        return ActivationMaximization.Options.fields.filter { names.contains($0.name) }.map { $0.within(\.drawing) }
    }
}

/// Pictures that a method draws on its way, each for a goal of its own, from the same start and seen by the same moves.
struct PictureDrawing {
    let synthesis: Synthesis
    private let goals: [Goal]
    private let options: ActivationMaximization.Options

    /// Pictures that run through the network together.
    private static let together = 8

    /// - Parameter model: whose input has the pictures' size.
    /// - Precondition: there is a goal.
    init(_ goals: [Goal], _ options: ActivationMaximization.Options, of model: Model) throws(Diagnostic) {
        precondition(!goals.isEmpty)
        self.goals = goals
        self.options = options
        synthesis = try options.synthesis(of: model, goals[0])
    }

    var memoryNeed: Int {
        let pictures = goals.count * synthesis.space.shape.reduce(1, *) * MemoryLayout<Float>.stride
        return synthesis.memoryNeed(of: goals, atOnce: Self.together) + 3 * pictures
    }

    /// The middle of what is displayable, by channel, in the model's input space.
    var gray: [Float] { zip(synthesis.space.middle, synthesis.space.deviation).map { $0 * $1 } }

    struct Picture {
        /// 1 × C × H × W in the model's input space.
        let pixels: Tensor
        /// What it reached.
        let value: Double
        let isDead: Bool
    }

    /// Draws them, or goes on after those that were kept.
    func pictures(for request: MethodRequest) throws(Diagnostic) -> [Picture] {
        var pictures = request.checkpoints.restored.flatMap(restored) ?? []
        let total = Double(goals.count)
        while pictures.count < goals.count {
            let done = pictures.count
            let own = goals[done..<min(done + Self.together, goals.count)]
            var subjects: [Synthesis.Subject] = []
            let seed = UInt64(options.seed)
            for goal in own {
                let start = try options.startParameters(of: synthesis, goal, request, seed: seed)
                subjects.append(.init(goal: goal, seed: seed, start: start))
            }
            pictures += try synthesis.run(
                subjects, atOnce: Self.together, workers: request.workers,
                progress: { step throws(Diagnostic) in
                    try request.progress((Double(done) + step * Double(own.count)) / total)
                }
            ).map { Picture(pixels: $0.picture, value: $0.value, isDead: $0.isDead) }
            request.checkpoints.keep { [pictures] in Self.state(pictures) }
        }
        return pictures
    }

    /// - Parameter pictures: at least one.
    private static func state(_ pictures: [Picture]) -> [String: Tensor] {
        [
            "pictures": Tensor.stacked(pictures.map(\.pixels)),
            // A Double in two, so that it comes back as it was.
            "values": Tensor(
                shape: [pictures.count, 2],
                elements: pictures.flatMap { picture in
                    let high = Float(picture.value)
                    return [high, Float(picture.value - Double(high))]
                }),
            "dead": Tensor(shape: [pictures.count], elements: pictures.map { $0.isDead ? 1 : 0 }),
        ]
    }

    private func restored(_ state: [String: Tensor]) -> [Picture]? {
        let shape = Array(synthesis.space.shape.dropFirst())
        guard let pixels = state["pictures"], let values = state["values"], let dead = state["dead"],
            let count = pixels.shape.first, count <= goals.count, pixels.shape == [count] + shape,
            values.shape == [count, 2], dead.shape == [count]
        else { return nil }
        return (0..<count).map { index in
            Picture(
                pixels: pixels.image(index), value: Double(values[2 * index]) + Double(values[2 * index + 1]),
                isDead: dead[index] != 0)
        }
    }
}
