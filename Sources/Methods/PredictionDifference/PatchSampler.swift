import Diagnostics
import Models
import Networks
import Tensors

/// Draws what could stand in a window of an image in its surroundings' place, after what natural images have there.
struct PatchSampler {
    /// One for each channel.
    private let normals: [ConditionalNormal]
    private let side: Int
    private let lowest: [Float]
    private let highest: [Float]
    private var parts: [Place: [ConditionalNormal.Part]] = [:]

    /// A rectangle of the window that is conditioned on.
    private struct Place: Hashable {
        let rows: Range<Int>
        let columns: Range<Int>
    }

    /// Added to the variances, as a share of their mean: neighbouring pixels are so alike that a covariance of few
    /// windows cannot be inverted without.
    static let ridge = 1e-3

    /// - Parameters:
    ///   - side: of the window that is conditioned on, the patch in its middle.
    ///   - windows: how many are taken of the images, at random places.
    ///   - progress: called with the share that is done.
    init(
        fitting images: SuppliedImages, of model: Model, side: Int, windows: Int, seed: UInt64,
        progress: (Double) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        let shape = model.network.inputShape
        (lowest, highest) = (model.preprocessing.lowest, model.preprocessing.highest)
        self.side = side
        guard images.count > 0 else {
            throw Diagnostic(
                .error, "no-images", "the folder that 'fit' names holds no images",
                notes: [.init("give a folder of photographs like those that are explained")])
        }
        var statistics = WindowStatistics(side: side, origin: zip(lowest, highest).map { ($0 + $1) / 2 })
        let used = min(images.count, windows)
        for index in 0..<used {
            try progress(Double(index) / Double(used))
            let image = try images.input(index * images.count / used)
            var random = RandomStream(seed: seed, purpose: "prediction-difference windows", step: UInt64(index))
            let own = (index + 1) * windows / used - index * windows / used
            let places = (0..<own).map { _ in
                let row = random.integer(below: shape[1] - side + 1)
                return (row: row, column: random.integer(below: shape[2] - side + 1))
            }
            statistics.add(image, at: places)
        }
        normals = try (0..<shape[0]).map { channel throws(Diagnostic) in
            let normal = ConditionalNormal(
                mean: statistics.mean(channel), covariance: statistics.covariance(channel), ridge: Self.ridge)
            guard let normal else { throw Self.lacksVariance(channel) }
            return normal
        }
    }

    /// Patches for one place of an image, C × height × width, clipped to what can be displayed.
    ///
    /// - Parameter random: a stream of the place's own.
    mutating func patches(
        _ count: Int, for image: Tensor, rows: Range<Int>, columns: Range<Int>, _ random: inout RandomStream
    ) throws(Diagnostic) -> [Tensor] {
        // Near the border the window is moved inside, and the patch is no longer in its middle.
        let top = max(0, min(rows.lowerBound - (side - rows.count) / 2, image.shape[2] - side))
        let left = max(0, min(columns.lowerBound - (side - columns.count) / 2, image.shape[3] - side))
        let place = Place(
            rows: rows.lowerBound - top..<rows.upperBound - top,
            columns: columns.lowerBound - left..<columns.upperBound - left)
        let parts = try parts(at: place)
        let means = parts.enumerated().map { channel, part in
            part.conditionalMean(
                image.part(
                    rows: top..<top + side, columns: left..<left + side, channels: channel..<channel + 1
                ).elements)
        }
        return (0..<count).map { _ in
            let values = parts.indices.flatMap { channel in
                parts[channel].sample(around: means[channel], &random).map {
                    min(max(Float($0), lowest[channel]), highest[channel])
                }
            }
            return Tensor(shape: [parts.count, rows.count, columns.count], elements: values)
        }
    }

    private mutating func parts(at place: Place) throws(Diagnostic) -> [ConditionalNormal.Part] {
        if let known = parts[place] { return known }
        let chosen = place.rows.flatMap { row in place.columns.map { row * side + $0 } }
        let made = try normals.enumerated().map { channel, normal throws(Diagnostic) in
            guard let part = normal.part(chosen) else { throw Self.lacksVariance(channel) }
            return part
        }
        parts[place] = made
        return made
    }

    private static func lacksVariance(_ channel: Int) -> Diagnostic {
        Diagnostic(
            .error, "no-variance",
            "the images that 'fit' names vary too little in channel \(channel) to fit a distribution to",
            notes: [.init("give a folder of photographs like those that are explained")])
    }
}
