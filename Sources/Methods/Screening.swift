package import Diagnostics
package import Models
import Networks
import Tensors

/// What a model says of an image once a region of it is covered.
///
/// With x the preprocessed image and R the region, x̃ = x outside R and the fill inside, all channels together;
/// map = the scores before softmax of x and of x̃, 2 × classes. The fill of the paper is "0 input": zero in the model's
/// input space, here clipped to what a picture can show (Li et al. 2021, §3.3, figure 7).
package enum Screening: Method {
    package enum Fill: String, CaseIterable, SettingValue {
        /// Zero in the model's input space, clipped to what a picture can show.
        case zero
        case black
        /// 128 of 0–255.
        case gray
    }

    package struct Options: Settings {
        package var region: ImageBox?
        package var masks: String?
        package var fill = Fill.zero
        package var top = 5

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "region", \.region,
                """
                the box that is covered, [top, left, height, width], in pixels of the model's input or in shares of it \
                such as 25%; {image: box} for several images
                """),
            SettingField(
                "masks", \.masks,
                "in place of a region, a folder of masks, named as the images are; white where the image is covered"),
            SettingField(
                "fill", \.fill,
                "what covers it: zero of the model's input (the mean colour where one is subtracted), black, or gray (128)"
            ),
            SettingField("top", \.top, "how many classes are shown", check: Predictions.Options.topComplaint),
        ]

        package func validate() throws(Diagnostic) {
            guard (region == nil) == (masks == nil) else { return }
            if region != nil {
                throw Diagnostic(
                    .error, "conflicting-options", "'region' and 'masks' both say what is covered",
                    notes: [.init("leave one of the two out")])
            }
            throw Diagnostic(
                .error, "no-region", "'screening' covers a region of the image, and none is given",
                notes: [.init("add 'region: [top, left, height, width]', or 'masks: FOLDER'")])
        }
    }

    package static let id = "screening"
    package static let title = "Screening"
    package static let summary = "The predictions before and after a region of the image is covered."
    package static let discussion = """
        A region of the image, usually its subject, is covered, and the model is asked again. What it says of the rest \
        shows what it takes from the surroundings: a model that still sees a ball where the ball is covered has learned \
        the grass.

        The cover is the model's own zero: mid-gray where the input is scaled to −1 … 1, the mean colour where a mean is \
        subtracted, black otherwise. Models with different preprocessing therefore see different covers, and a plain \
        square is itself something that a model may recognise. Give the region in shares, such as `25%`, where models \
        read pictures of different sizes: lengths are those of what the model sees, after resizing and cropping.

        The numbers are the probability of the class that was first before and after covering, and whether another class \
        comes first then.
        """
    package static let reference = """
        Li et al.: Towards interpreting computer vision based on transformation invariant optimization, 2021, section \
        3.3 and figure 7.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image]
    package static let output = MethodOutput.scores
    package static let optionsByImage: Set<String> = ["region"]

    /// The labels of the two rows of scores; the covered picture is the series of the second one's name.
    static let labels = (original: "original", screened: "screened")

    package static func files(_ options: Options) -> [FileNeed] {
        options.masks.map { [FileNeed(option: "masks", path: $0, kind: .masks)] } ?? []
    }

    package static func passes(_ options: Options) -> Int { 2 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        Execution(model.network, reads: [model.output], for: .forward).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let image = try request.image(for: id)
        let isCovered = try coverage(of: image, request, options)
        let screened = image.covered(where: isCovered, by: options.fill.colour(for: request.model))
        let execution = Execution(request.model.network, reads: [request.model.output], for: .forward)
        let before = try Verdict(of: execution, for: image, request)
        try request.progress(0.5)
        let after = try Verdict(of: execution, for: screened, request)
        let (first, last) = (before.probabilities[before.best], after.probabilities[before.best])
        return MethodResult(
            map: Tensor(shape: [2, before.logits.count], elements: before.logits + after.logits),
            cells: [ResultCell(labels.original, value: first), ResultCell(labels.screened, value: last)],
            series: [labels.screened: screened],
            numbers: [
                ("class", Double(before.best)), ("class-after", Double(after.best)), ("probability", first),
                ("probability-after", last), ("changed", before.best == after.best ? 0 : 1),
                ("covered-share", Double(isCovered.count { $0 }) / Double(isCovered.count)),
            ])
    }

    /// For every pixel whether it is covered.
    private static func coverage(
        of image: Tensor, _ request: MethodRequest, _ options: Options
    ) throws(Diagnostic) -> [Bool] {
        let (height, width) = (image.shape[2], image.shape[3])
        if let region = options.region {
            let (rows, columns) = try region.pixels(height: height, width: width)
            return (0..<height * width).map { rows.contains($0 / width) && columns.contains($0 % width) }
        }
        guard case .mask(let mask)? = request.files["masks"], mask.count == height * width else {
            throw Diagnostic(
                .error, "no-mask", "'\(id)' has no mask of this image",
                notes: [.init("put one into the folder 'masks', under the image's name")])
        }
        let isCovered = mask.elements.map { $0 >= 0.5 }
        guard isCovered.contains(true) else {
            throw Diagnostic(
                .error, "empty-mask", "the mask covers nothing of the part of the image that the model sees",
                notes: [.init("what is to be covered is white; leave the image out where it lies outside the crop")])
        }
        return isCovered
    }
}

extension Screening.Fill {
    /// The value of every channel in the model's input space.
    func colour(for model: Model) -> [Float] {
        let preparation = model.preprocessing
        let (lowest, highest) = (preparation.lowest, preparation.highest)
        switch self {
        case .zero: return zip(lowest, highest).map { min(max(0, min($0, $1)), max($0, $1)) }
        case .black: return lowest
        case .gray: return zip(lowest, highest).map { $0 + ($1 - $0) * Float(128.0 / 255) }
        }
    }
}

extension Tensor {
    /// A 1 × C × H × W image with other values at some pixels.
    ///
    /// - Parameter colour: by channel.
    fileprivate func covered(where isCovered: [Bool], by colour: [Float]) -> Tensor {
        var image = self
        image.withUnsafeMutableBufferPointer { elements in
            for (channel, value) in colour.enumerated() {
                for (pixel, covers) in isCovered.enumerated() where covers {
                    elements[channel * isCovered.count + pixel] = value
                }
            }
        }
        return image
    }
}
