package import Diagnostics

extension ActivationMaximization {
    package enum ObjectiveName: String, CaseIterable, SettingValue {
        case classScore = "class-score"
        case classProbability = "class-probability"
        case channel
        case neuron
        case layer
        case direction
    }

    package enum ParameterizationName: String, CaseIterable, SettingValue {
        case pixels, fourier
    }

    package struct Options: Settings {
        package var preset = Preset.lucid
        package var objective: ObjectiveName?
        package var with: [GoalPart] = []
        package var position: [Int]?
        package var cosinePower = 2.0
        package var parameterization = ParameterizationName.fourier
        package var start = Start.normal
        package var startGray = 127.5
        package var startDeviation: Double?
        package var startImage: String?
        package var startImages: String?
        package var transforms = Viewing.Moves.robust
        package var jitter: Int?
        package var optimizer = AscentRule.adam
        package var rate = 0.05
        package var iterations = 512
        package var patience = 0
        package var l1 = 0.0
        package var l2: Double? = 0
        package var totalVariation: Double? = 0
        package var clip = true
        package var starts = 1
        package var diversity = 0.0
        package var size: Int?
        package var seed = 0

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "preset", \.preset,
                "whose procedure: lucid's, p1's (Tang et al.) or p2's (Yuan 2019); it sets what the other options are by default; what is given here is lucid's"
            ),
            SettingField(
                "objective", \.objective,
                "what is made large; by default the score of a class, the mean of a channel, or a neuron's value; 'layer' is the mean square of the kernel's whole layer, 'direction' the kernel against all others of its layer"
            ),
            SettingField(
                "with", \.with,
                "further parts of the objective, each {class: …} or {kernel: LAYER/CHANNEL}, with a weight; a negative one is taken away"
            ),
            SettingField(
                "position", \.position, "for a neuron, [row, column]; by default the middle of the layer",
                check: Target.Position.complaint),
            SettingField(
                "cosine-power", \.cosinePower, "for a direction: how much straightness counts, 0 for not at all",
                check: { (0...100).contains($0) ? nil : "must be from 0 to 100" }),
            SettingField(
                "parameterization", \.parameterization,
                "what is changed: the pixels, or waves and colours as natural pictures mix them"),
            SettingField("start", \.start, "what the picture starts from"),
            SettingField(
                "start-gray", \.startGray, "gray level of the start, 0 to 255",
                check: { (0...255).contains($0) ? nil : "must be from 0 to 255" }),
            SettingField(
                "start-deviation", \.startDeviation,
                "deviation of the start's noise: of pixels in units of natural deviation, by default 0.1 for a class and 1 for a kernel, many of which a fainter start leaves at zero; of a spectrum 0.01",
                check: { (0...10).contains($0 ?? 0) ? nil : "must be from 0 to 10" }),
            SettingField("start-image", \.startImage, "the picture that 'start: image' starts from"),
            SettingField(
                "start-images", \.startImages,
                "a folder with a folder of pictures for each class, whose mean 'start: class-mean' starts from"),
            SettingField("transforms", \.transforms, "how the picture is moved at random at every step"),
            SettingField(
                "jitter", \.jitter,
                "for 'transforms: jitter', the largest shift in pixels; by default a 14th of the shorter side",
                check: { ($0 ?? 0) >= 0 && ($0 ?? 0) <= 4096 ? nil : "must be from 0 to 4096" }),
            SettingField("optimizer", \.optimizer, "how a step is made of a gradient"),
            SettingField(
                "rate", \.rate, "step size", check: { $0 > 0 && $0 <= 1e6 ? nil : "must be positive" }),
            SettingField(
                "iterations", \.iterations, "steps",
                check: { (1...1_000_000).contains($0) ? nil : "must be from 1 to 1000000" }),
            SettingField(
                "patience", \.patience, "steps without progress after which the rate is halved; 0 for never",
                check: { (0...1_000_000).contains($0) ? nil : "must be from 0 to 1000000" }),
            SettingField("l1", \.l1, "weight of the sum of magnitudes", check: { penaltyComplaint($0) }),
            SettingField(
                "l2", \.l2,
                "weight of the sum of squares; where empty, 0.002 of the root mean square of the objective's gradient",
                check: penaltyComplaint),
            SettingField(
                "total-variation", \.totalVariation,
                "weight of the squared differences of neighbours; where empty, 0.4 of the root mean square of the objective's gradient",
                check: penaltyComplaint),
            SettingField("clip", \.clip, "keep every pixel within what black and white are for the model"),
            SettingField(
                "starts", \.starts, "pictures side by side, each from the next seed",
                check: { (1...64).contains($0) ? nil : "must be from 1 to 64" }),
            SettingField(
                "diversity", \.diversity, "weight of what drives several starts apart: how alike they are to the layer",
                check: { (0...1e6).contains($0) ? nil : "must not be negative" }),
            SettingField(
                "size", \.size, "shorter side of the picture in pixels; by default the model's input",
                check: { (8...2048).contains($0 ?? 8) ? nil : "must be from 8 to 2048" }),
            SettingField(
                "seed", \.seed, "of the start and the moves", check: { $0 >= 0 ? nil : "must not be negative" }),
        ]

        @Sendable private static func penaltyComplaint(_ weight: Double?) -> String? {
            (0...1e6).contains(weight ?? 0) ? nil : "must not be negative"
        }

        /// The preset's values, which what is written stands over.
        package static func start(_ entries: [Setting.Entry]) -> Options {
            let written = entries.last { $0.key == "preset" }
            return (written.flatMap { try? Preset.decode($0.value) } ?? .lucid).options
        }

        package func validate() throws(Diagnostic) {
            func refuse(_ message: String, _ wayOut: String) -> Diagnostic {
                Diagnostic(.error, "option-conflict", message, notes: [.init(wayOut)])
            }
            if jitter != nil, transforms != .jitter {
                throw refuse(
                    "'jitter' is for 'transforms: jitter', but 'transforms' is '\(transforms.rawValue)'",
                    "add 'transforms: jitter', or leave 'jitter' out")
            }
            if diversity > 0, starts < 2 {
                throw refuse("'diversity' drives several starts apart, but there is one", "add 'starts: 4'")
            }
            if start == .image, startImage == nil {
                throw refuse("'start: image' needs a picture", "add 'start-image: FILE'")
            }
            if start == .classMean, startImages == nil {
                throw refuse("'start: class-mean' needs pictures of the class", "add 'start-images: FOLDER'")
            }
            if startImage != nil, start != .image {
                throw refuse("'start-image' is for 'start: image'", "add 'start: image', or leave 'start-image' out")
            }
            if startImages != nil, start != .classMean {
                throw refuse(
                    "'start-images' is for 'start: class-mean'",
                    "add 'start: class-mean', or leave 'start-images' out")
            }
        }
    }
}
