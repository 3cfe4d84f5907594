package import Diagnostics
package import Methods
import Pictures
import Tensors

/// How much of a map's positive relevance lies on the subject, by a mask that says where that is.
package enum Localization: Metric {
    package struct Options: Settings {
        package var masks: String?
        package var tolerance = 0.0

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "masks", \.masks, "folder of masks, named as the images are; white where the subject is"),
            SettingField(
                "tolerance", \.tolerance, "how far from the mask, in pixels, the pointing game still counts a hit",
                check: { (0...1e6).contains($0) ? nil : "must not be negative" }),
        ]

        package func validate() throws(Diagnostic) {
            guard masks == nil else { return }
            throw Diagnostic(
                .error, "no-masks", "'localization' compares maps with masks, and no folder of them is given",
                notes: [.init("add 'masks: FOLDER', with a mask for every image under the image's name")])
        }
    }

    package static let id = "localization"
    package static let title = "Localization"
    package static let summary =
        "The share of positive relevance on the subject, and whether the strongest pixel is on it."
    package static let discussion = """
        A mask says which pixels show the subject. The share is the sum of positive relevance inside it over the sum of \
        all positive relevance; a map that knows nothing has the share of the image that the mask covers, which is given \
        beside it. The pointing game asks only whether the most relevant pixel lies on the subject (of equal ones, the \
        first from the top left); its mean over images is the rate of hits. Zhang et al. count one up to 15 pixels away: \
        `tolerance: 15`.

        Relevance is the map's value; over several channels the sum of signed values, otherwise the largest magnitude. A \
        map without positive relevance has neither number. The network may rightly use what is not the subject: a low \
        share is a fault of the map only where one knows that the network does not.
        """
    package static let reference = """
        Zhang, Bargal, Lin, Brandt, Shen, Sclaroff: Top-down Neural Attention by Excitation Backprop, 2018 (pointing \
        game); Arras, Osman, Samek: CLEVR-XAI, 2022 (relevance mass).
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        let tolerance = options.tolerance > 0 ? " or at most \(options.tolerance) pixels from it" : ""
        return [
            MetricColumn(
                name: "relevance-inside", title: "Relevance inside", direction: .higherIsBetter,
                definition: "Σ of positive relevance inside the mask ∕ Σ of all positive relevance"),
            MetricColumn(
                name: "pointing-game", title: "Pointing game", direction: .higherIsBetter,
                definition: "1 where the most relevant pixel lies inside the mask\(tolerance), otherwise 0"),
            MetricColumn(
                name: "mask-share", title: "Mask", direction: .none,
                definition: "share of the image that the mask covers: what a uniform map has inside"),
        ]
    }

    package static func files(_ options: Options) -> [FileNeed] {
        options.masks.map { [FileNeed(option: "masks", path: $0, kind: .masks)] } ?? []
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let relevance = try request.pixelRelevance(for: id)
        let isInside = try mask(request, height: relevance.height, width: relevance.width)
        let share = Double(isInside.count { $0 }) / Double(isInside.count)
        var (inside, all, best) = (0.0, 0.0, 0)
        for (pixel, value) in relevance.values.enumerated() {
            all += Double(max(value, 0))
            if isInside[pixel] { inside += Double(max(value, 0)) }
            if value > relevance.values[best] { best = pixel }
        }
        guard all > 0 else { return MetricResult(numbers: ["mask-share": share]) }
        let isHit = isInside.indices.contains { pixel in
            guard isInside[pixel] else { return false }
            let (rows, columns) = (
                pixel / relevance.width - best / relevance.width, pixel % relevance.width - best % relevance.width
            )
            return Double(rows * rows + columns * columns) <= options.tolerance * options.tolerance
        }
        return MetricResult(numbers: [
            "relevance-inside": inside / all, "pointing-game": isHit ? 1 : 0, "mask-share": share,
        ])
    }

    /// For every pixel whether it shows the subject.
    private static func mask(_ request: MetricRequest, height: Int, width: Int) throws(Diagnostic) -> [Bool] {
        guard case .mask(let mask) = request.files["masks"] else {
            throw Diagnostic(
                .error, "no-mask", "'\(id)' has no mask of this image",
                notes: [.init("put one into the folder 'masks', under the image's name")])
        }
        guard mask.count == height * width else {
            throw Diagnostic(
                .error, "mask-size", "the mask is \(Array(mask.shape.dropFirst())), the map is \(height)×\(width)",
                notes: [.init("a mask has the size of its image")])
        }
        let isInside = mask.elements.map { $0 >= 0.5 }
        guard isInside.contains(true) else {
            throw Diagnostic(
                .error, "empty-mask", "the mask shows no subject in the part of the image that the model sees",
                notes: [.init("the subject is white; leave the image out where it lies outside the crop")])
        }
        return isInside
    }
}
