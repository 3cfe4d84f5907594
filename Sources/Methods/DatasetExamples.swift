package import Diagnostics
package import Models
import Networks
import Tensors

/// The images of a folder that a neuron, a channel or a class answers to most, and least.
///
/// Images are ranked by max over positions of F_i^l(x), by the channel's mean, by one neuron, by S_c or by p_c; equal
/// ones stand in the order of their paths. A channel's or neuron's images are cut to the receptive field of the place
/// that answers, a window of one size that is moved inwards where it would leave the image (P2; Olah, Mordvintsev and
/// Schubert 2017).
package enum DatasetExamples: Method {
    package enum Measure: String, CaseIterable, SettingValue {
        case maximum, mean
    }

    package struct Options: Settings {
        package var examples: String?
        package var top = 9
        package var lowest = 0
        package var measure = Measure.maximum
        package var position: [Int]?
        package var score = Score.logit
        package var crop = true

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "examples", \.examples,
                "folder of images that are searched, or of folders of images, one for each class, or a generated set such as synthetic:shapes/test/0..299; must be given"
            ),
            SettingField(
                "top", \.top, "images shown of those with the largest values", check: { complaint($0, from: 1) }),
            SettingField(
                "lowest", \.lowest, "images shown of those with the smallest values", check: { complaint($0, from: 0) }),
            SettingField("measure", \.measure, "what of a channel an image is ranked by"),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the whole channel",
                check: Target.Position.complaint),
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField(
                "crop", \.crop, "show the receptive field of the place that answers most instead of the whole image"),
        ]

        @Sendable private static func complaint(_ count: Int, from least: Int) -> String? {
            (least...ExampleRanking.kept).contains(count) ? nil : "must be from \(least) to \(ExampleRanking.kept)"
        }

        package func validate() throws(Diagnostic) {
            guard examples != nil else { throw Self.lacksExamples }
        }

        fileprivate static let lacksExamples = Diagnostic(
            .error, "no-examples", "images are searched for, and 'examples' says not where",
            notes: [.init("give 'examples: FOLDER', a folder of images; or a generated set")])
    }

    package static let id = "dataset-examples"
    package static let title = "Dataset examples"
    package static let summary = "The images of a collection that a kernel or a class answers to most."
    package static let discussion = """
        Every image of the collection is shown to the network, and those with the largest values are kept: of a kernel \
        the largest value at any place of its map, or its mean; of a class its score. Of a kernel only the part of the \
        image is shown that the place with the largest value can see, its receptive field; near the border this window \
        is moved inwards.

        Examples show what a kernel answers to in practice, and whether a picture drawn for it is to be believed. They \
        do not say which part of an example it is that counts, and they are only as varied as the collection: a kernel \
        for dogs shows cats where there are no dogs. Look at the values, too: the ninth example may be half as strong \
        as the first.
        """
    package static let reference = """
        Olah, Mordvintsev, Schubert: Feature Visualization. Distill 2017; receptive fields: Araujo, Norris, Sim: \
        Computing Receptive Fields of Convolutional Neural Networks. Distill 2019.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.target]
    package static let output = MethodOutput.pictures
    package static let headline = ["highest"]

    package static func files(_ options: Options) -> [FileNeed] {
        options.examples.map { [FileNeed(option: "examples", path: $0, kind: .namedImages)] } ?? []
    }

    /// The pass over the images is the preparation's.
    package static func passes(_ options: Options) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        _ = try ExampleAnswer(target, options, model)
        let input = model.network.inputShape.reduce(1, *) * MemoryLayout<Float>.stride
        return 2 * (options.top + options.lowest) * input
    }

    package static func preparation(
        model: Model, target: Target?, _ options: Options
    ) throws(Diagnostic) -> Preparation? {
        let answer = try ExampleAnswer(target, options, model)
        let layer = model.network.nodes[answer.node].name
        let pass = ExamplePass(answer: answer, network: model.network)
        return Preparation(
            id: "example-ranking", revision: 1, subject: layer,
            options: .object(answer.options.merging(["layer": .string(layer)]) { own, _ in own }),
            memory: pass.memoryNeed
        ) { request throws(Diagnostic) in
            try pass.ranking(of: try images(request), for: request).tensor
        }
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let network = request.model.network
        let answer = try ExampleAnswer(request.target, options, request.model)
        let images = try images(request)
        let ranking: ExampleRanking
        if let prepared = request.prepared {
            let channels = network.nodes[answer.node].shape[0]
            guard let read = ExampleRanking(prepared, channels: channels, images: images.count) else {
                throw Diagnostic(
                    .error, "damaged-result", "the stored ranking of '\(network.nodes[answer.node].name)' is not one")
            }
            ranking = read
        } else {
            ranking = try ExamplePass(answer: answer, network: network).ranking(of: images, for: request)
        }
        let highest = ranking.highest[answer.channel]
        let lowest = ranking.lowest[answer.channel]
        let range = (lowest: lowest.first?.value ?? 0, highest: highest.first?.value ?? 0)
        let isConstant = range.lowest == range.highest && images.count > 1
        var cells: [ResultCell] = []
        var elements: [Float] = []
        let window = options.window(answer, in: network)
        let shown = highest.prefix(options.top).map { ($0, nil) } + lowest.prefix(options.lowest).map { ($0, "lowest") }
        for (entry, remark) in shown {
            let input = try images.input(entry.image)
            let (rows, columns) = window.place(row: entry.row, column: entry.column)
            elements += input.part(rows: rows, columns: columns).elements
            cells.append(
                ResultCell(
                    images.labels[entry.image], value: Double(entry.value),
                    remark: isConstant ? "the same for all images" : remark))
        }
        return MethodResult(
            map: Tensor(
                shape: [cells.count, network.inputShape[0], window.height, window.width], elements: elements),
            cells: cells,
            numbers: [
                ("highest", Double(range.highest)), ("lowest", Double(range.lowest)), ("images", Double(images.count)),
            ])
    }

    private static func images(_ request: MethodRequest) throws(Diagnostic) -> SuppliedImages {
        guard case .images(let images)? = request.files["examples"] else { throw Options.lacksExamples }
        guard images.count > 0 else {
            throw Diagnostic(.error, "no-pictures", "there is no image to search")
        }
        return images
    }
}

extension DatasetExamples.Options {
    fileprivate func window(_ answer: ExampleAnswer, in network: Network) -> ReceptiveWindow {
        let isPlaced = answer.quantity != .mean
        return ReceptiveWindow(
            field: crop && isPlaced ? network.receptiveFields[answer.node] : nil, image: network.inputShape)
    }
}
