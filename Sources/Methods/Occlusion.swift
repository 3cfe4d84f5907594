package import Diagnostics
package import Models
import Networks
import Tensors

/// How the score changes when a square of the image is covered, square by square.
///
/// With x[w] the image whose window w is replaced by the fill, all channels together, map = at every pixel the mean over
/// the windows that cover it of S(x) − S(x[w]) (Zeiler and Fergus 2014, §4.2, where the score itself is shown, which is
/// `effect: value`). The papers are silent about the square's size; by default its side is a 14th of the image's.
package enum Occlusion: Method {
    package enum Effect: String, CaseIterable, SettingValue {
        /// What the score loses.
        case drop
        /// The score that is left.
        case value
    }

    package struct Options: Settings {
        package var patch: Int?
        package var stride: Int?
        package var fill = Reference.named(.gray)
        package var fillGray: Double?
        package var effect = Effect.drop
        package var score = Score.logit
        package var position: [Int]?

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "patch", \.patch, "side of the square in pixels; by default a 14th of the image's shorter side",
                check: { (1...65_536).contains($0 ?? 1) ? nil : "must be from 1 to 65536" }),
            SettingField(
                "stride", \.stride, "pixels from one square to the next; by default half a square",
                check: { (1...65_536).contains($0 ?? 1) ? nil : "must be from 1 to 65536" }),
            SettingField(
                "fill", \.fill,
                """
                what covers the square: zeros of the model's input, black, gray, the mean that preprocessing subtracts \
                (zeros too), the image blurred with a deviation of a 20th of its shorter side, or an input from a file
                """),
            SettingField(
                "fill-gray", \.fillGray, "level of the gray, 0 to 255; by default 128",
                check: { (0...255).contains($0 ?? 0) ? nil : "must be from 0 to 255" }),
            SettingField("effect", \.effect, "what the map shows: what the score loses, or what is left of it"),
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the channel's mean",
                check: Target.Position.complaint),
        ]

        package func validate() throws(Diagnostic) {
            if let patch, let stride, stride > patch { throw SlidingWindows.gap(patch, stride) }
            guard fillGray != nil, fill != .named(.gray) else { return }
            throw Diagnostic(
                .error, "conflicting-options", "'fill-gray' is the level of a gray fill, but 'fill' is something else",
                notes: [.init("leave one of the two out")])
        }

        fileprivate func fill(
            for explanation: Explanation, files: [String: SuppliedFile]
        ) throws(Diagnostic) -> Tensor {
            if let fillGray { return Reference.gray(fillGray, explanation.model) }
            let own = files["fill"].map { [Reference.option: $0] } ?? [:]
            return try fill.input(for: explanation, files: own)
        }

        fileprivate func windows(over model: Model) throws(Diagnostic) -> (windows: SlidingWindows, patch: Int) {
            let shape = model.network.inputShape
            let patch = patch ?? max(1, min(shape[1], shape[2]) / 14)
            return (try SlidingWindows(over: shape, patch: patch, stride: stride), patch)
        }
    }

    package static let id = "occlusion"
    package static let title = "Occlusion"
    package static let summary = "How much the score drops when a square of the image is covered, square by square."
    package static let discussion = """
        A gray square is put on the image and the score is taken again; the square slides on by half its side until it \
        has been everywhere. A pixel's value is the mean drop of the score over the squares that covered it: positive \
        where the network lost something that spoke for the class, negative where it lost something that spoke against \
        it.

        The square is itself something to see, and its gray an edge and a colour; another fill, or another size, gives \
        another map. What is there twice, or larger than the square, is missed: the score holds as long as one of them \
        is left. Only what a square can reach is computed again, layer by layer. The numbers are to the bit those of whole passes \
        of a network in which some convolutions are summed directly; the scores of the plain network differ from them in \
        the last digits.
        """
    package static let reference = """
        Zeiler, Fergus: Visualizing and Understanding Convolutional Networks. ECCV 2014, section 4.2.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    package static func files(_ options: Options) -> [FileNeed] {
        options.fill.files.map { FileNeed(option: "fill", path: $0.path, kind: $0.kind) }
    }

    /// About a third of a pass for each square, on an image of usual size.
    package static func passes(_ options: Options) -> Int {
        let patch = options.patch ?? 16
        let steps = max(0, 224 - patch) / (options.stride ?? max(1, patch / 2)) + 1
        return 1 + steps * steps / 3
    }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let objective = try Explanation.objective(target, score: options.score, position: options.position, in: model)
        let (windows, patch) = try options.windows(over: model)
        return PatchedScore(objective, of: model, patch: patch).memoryNeed(windows)
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: options.position)
        let (windows, patch) = try options.windows(over: explanation.model)
        let fill = try options.fill(for: explanation, files: request.files)
        let scores = PatchedScore(explanation.objective, of: explanation.model, patch: patch)
        let activation = try scores.setImage(explanation.input, workers: request.workers)
        let score = scores.objective.value(activation)
        var values = [Double](repeating: score, count: windows.count)
        var done = 0
        for block in windows.blocks {
            try request.progress(Double(done) / Double(windows.count))
            let patches = block.map { window in
                let (rows, columns) = windows[window]
                return ImagePatch(
                    row: rows.lowerBound, column: columns.lowerBound, pixels: fill.part(rows: rows, columns: columns))
            }
            try scores.run(patches, workers: request.workers) { index, activation in
                values[block[index]] = scores.objective.value(activation)
            }
            done += block.count
        }
        let drops = values.map { score - $0 }
        let largest = drops.indices.max { drops[$0] < drops[$1] } ?? 0
        return MethodResult(
            map: windows.mean(of: options.effect == .drop ? drops : values),
            numbers: scores.objective.numbers(activation: activation) + [
                ("largest-drop", drops[largest]), ("largest-drop-row", Double(windows[largest].rows.lowerBound)),
                ("largest-drop-column", Double(windows[largest].columns.lowerBound)),
                ("windows", Double(windows.count)),
            ])
    }
}

extension SlidingWindows {
    /// Windows over a model's input.
    ///
    /// - Parameter stride: by default half a window.
    /// - Throws: an input that is no image, a window larger than it, or windows that leave gaps.
    init(over shape: [Int], patch: Int, stride: Int?) throws(Diagnostic) {
        guard shape.count == 3, patch <= min(shape[1], shape[2]) else {
            throw Diagnostic(
                .error, "patch-too-large", "a square of \(patch) pixels does not fit into an input of \(shape)",
                notes: [.init("give a smaller 'patch'")])
        }
        let stride = stride ?? max(1, patch / 2)
        guard stride <= patch else { throw Self.gap(patch, stride) }
        self.init(height: shape[1], width: shape[2], size: patch, stride: stride)
    }

    static func gap(_ patch: Int, _ stride: Int) -> Diagnostic {
        Diagnostic(
            .error, "windows-leave-gaps", "squares of \(patch) pixels, \(stride) apart, leave pixels between them out",
            notes: [.init("give a 'stride' of at most the 'patch'")])
    }
}
