package import Diagnostics
import Networks

/// Everything that determines a trained network: data, architecture, optimisation, seeds.
///
/// Its `json` is what a training job is keyed by.
package struct TrainingRecipe: Settings {
    package var dataset = GeneratedDataset.Kind.shapes
    package var size = GeneratedDataset.defaultSize
    package var train = 6000
    package var test = 600
    package var dataSeed = 0
    package var channels = [16, 32, 64, 96]
    package var kernels = [5, 3]
    package var head = Head.maximum
    package var dense = 0
    package var epochs = 4
    package var batch = 16
    package var rate = 0.003
    package var schedule = LearningRateSchedule.cosine
    package var weightDecay = 0.1
    package var seed = 0

    /// How the maps of the last block become features for the dense layers.
    package enum Head: String, CaseIterable, SettingValue {
        /// The mean of each map: what a class wants to see may stand anywhere.
        case average
        /// The largest element of each map: one place has to speak for the whole.
        case maximum
        /// Every element of every map.
        case flatten
    }

    /// Rises when the same recipe would give other numbers; part of a training job's key.
    package static let revision = 1

    package init() {}

    package static var fields: [SettingField<TrainingRecipe>] {
        [
            SettingField("dataset", \.dataset, "the data set to learn"),
            SettingField(
                "size", \.size, "height and width of the images, in pixels",
                check: within(GeneratedDataset.sizes)),
            SettingField("train", \.train, "images to learn from", check: within(1...200_000)),
            SettingField("test", \.test, "images to measure the accuracy on", check: within(1...50_000)),
            SettingField("data-seed", \.dataSeed, "seed of the data set", check: within(seeds)),
            SettingField(
                "channels", \.channels, "output channels of each block of convolution, ReLU and max pool",
                check: { channels in
                    if !(1...6).contains(channels.count) { return "must name 1 to 6 blocks" }
                    return channels.allSatisfy((1...512).contains) ? nil : "must lie within 1 to 512 each"
                }),
            SettingField(
                "kernels", \.kernels,
                "height and width of each block's kernels; the last also serves the blocks after it",
                check: { kernels in
                    if kernels.isEmpty { return "must name at least one size" }
                    return kernels.allSatisfy([1, 3, 5, 7, 9, 11].contains) ? nil : "must be odd and at most 11"
                }),
            SettingField("head", \.head, "how maps become features"),
            SettingField(
                "dense", \.dense, "features of a dense layer with ReLU before the last; 0 for none",
                check: within(0...4096)),
            SettingField("epochs", \.epochs, "how often each image is learned from", check: within(1...1000)),
            SettingField("batch", \.batch, "images of one step", check: within(1...1024)),
            SettingField(
                "rate", \.rate, "Adam's step size at the start",
                check: { $0 > 0 && $0 <= 1 ? nil : "must lie above 0 and be at most 1" }),
            SettingField("schedule", \.schedule, "how the rate falls"),
            SettingField(
                "weight-decay", \.weightDecay, "share of each weight, times the rate, taken off at every step",
                check: { (0...1).contains($0) ? nil : "must lie within 0 to 1" }),
            SettingField("seed", \.seed, "seed of initial weights and of the order of images", check: within(seeds)),
        ]
    }

    /// Whole numbers that JSON carries exactly.
    private static let seeds = 0...(1 << 53)

    private static func within(_ range: ClosedRange<Int>) -> @Sendable (Int) -> String? {
        { range.contains($0) ? nil : "must lie within \(range.lowerBound) to \(range.upperBound)" }
    }
}

extension TrainingRecipe {
    /// Bytes that drawn images may take.
    private static let imageLimit = 2 << 30
    /// Bytes that one step may take.
    private static let stepLimit = 4 << 30

    /// - Throws: settings that do not go together, or that need more memory than training may take.
    package func validate() throws(Diagnostic) {
        guard kernels.count <= channels.count else {
            throw Diagnostic(
                .error, "bad-recipe",
                "'kernels' names \(kernels.count) sizes for \(channels.count) blocks of 'channels'",
                notes: [.init("name one size for all blocks, or one for each")])
        }
        guard size >> channels.count >= 1 else {
            throw Diagnostic(
                .error, "bad-recipe",
                "\(channels.count) blocks halve an image of \(size) pixels to nothing",
                notes: [.init("name fewer 'channels', or a larger 'size'")])
        }
        guard batch <= train else {
            throw Diagnostic(
                .error, "bad-recipe", "'batch' asks for \(batch) images at a time, 'train' has \(train)")
        }
        let images = imageBytes
        guard images <= Self.imageLimit else {
            throw Diagnostic(
                .error, "recipe-too-large",
                "the images would take \(images >> 20) MiB, more than \(Self.imageLimit >> 20)",
                notes: [.init("reduce 'train', 'test' or 'size'")])
        }
        let step = try stepBytes()
        guard step <= Self.stepLimit else {
            throw Diagnostic(
                .error, "recipe-too-large",
                "a step would take \(step >> 20) MiB, more than \(Self.stepLimit >> 20)",
                notes: [.init("reduce 'batch', 'size' or 'channels'")])
        }
    }

    /// Bytes that training takes at most.
    package func memoryNeed() throws(Diagnostic) -> Int { imageBytes + (try stepBytes()) }

    private var imageBytes: Int { (train + test) * 3 * size * size }

    /// Values and gradients of every node, as if none shared memory: an upper bound.
    private func stepBytes() throws(Diagnostic) -> Int {
        try SmallNetwork.make(untrained: self).nodes.reduce(0) { $0 + 2 * 4 * batch * $1.shape.reduce(1, *) }
    }

    /// The images of the recipe.
    package var images: GeneratedDataset { GeneratedDataset(dataset, size: size, seed: UInt64(dataSeed)) }
}
