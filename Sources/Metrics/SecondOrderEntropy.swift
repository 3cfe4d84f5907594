package import Diagnostics
import Pictures

/// The entropy of the map of the 2D entropy: how rich in structure a picture is, noise aside.
///
/// The local map is cut into 256 levels over a range, its own local 2D entropy is taken, and the sum is the number. The
/// paper does not say over which range. The levels must mean the same in all pictures that are compared; here they do
/// in all pictures whatsoever: the range is 0 to the most that a window can have, log₂ of its pixels. Nor does it say
/// what the window and stride are on the map; by default they are those on the picture.
package enum SecondOrderEntropy: Metric {
    package struct Options: EntropySettings {
        package var local = EntropyWindow()
        package var secondWindow: Int?
        package var secondStride: Int?
        package var range: [Double] = []

        package init() {}

        package static let fields: [SettingField<Options>] =
            entropyFields + [
                SettingField(
                    "second-window", \.secondWindow, "side of the window on the map; by default as on the picture",
                    check: { EntropyWindow.complaint($0) }),
                SettingField(
                    "second-stride", \.secondStride, "values from one window to the next; by default as on the picture",
                    check: { EntropyWindow.complaint($0) }),
                SettingField(
                    "range", \.range,
                    "[lowest, highest] entropy of the 256 levels, in bits; by default 0 and the most that a window can have",
                    check: { range in
                        range.isEmpty || range.count == 2 && range[0] < range[1] && range.allSatisfy { abs($0) <= 100 }
                            ? nil : "must be [lowest, highest]"
                    }),
            ]
    }

    package static let id = "second-order-entropy"
    package static let title = "Second-order entropy"
    package static let summary = "How much structure the map of a drawn picture's 2D entropy has, in all."
    package static let discussion = """
        The local 2D entropy of the picture (see `entropy-2d`) is a map. It is cut into 256 levels between 0 and the most \
        that a window can have, the local 2D entropy of these levels is taken in turn, and its values are added up. A \
        picture of noise has the same entropy everywhere, and so has an empty one: both have a small sum. A drawing with \
        busy and quiet places has a large one.

        Li et al. choose the start of a drawing by the largest sum. Sums compare only between pictures of one size and \
        with the same windows. Noise in busy places raises the sum too.
        """
    package static let reference = """
        Li, Jiang, Zhang, Zhao, Jiang: Towards interpreting computer vision based on transformation invariant \
        optimization, 2021, section 2.2, figures 3 d and 4.
        """
    package static let revision = 1
    package static let subject = MetricSubject.picture

    package static func columns(_ options: Options) -> [MetricColumn] {
        let local = options.local
        let (window, step) = (options.secondWindow ?? local.window, options.secondStride ?? local.stride)
        let levels =
            options.range.count == 2
            ? "\(options.range[0]) to \(options.range[1]) bits" : "0 to log₂ of the window's pixels"
        return [
            MetricColumn(
                name: id, title: title, direction: .none,
                definition:
                    "Σ of the local 2D entropy (window \(window), stride \(step)) of the local 2D entropy (window "
                    + "\(local.window), stride \(local.stride)) of the gray image, the latter in 256 levels over \(levels); "
                    + "\(local.pairs)", unit: "bits")
        ]
    }

    package static func maps(_ options: Options) -> [MetricMap] {
        let window = options.secondWindow ?? options.local.window
        return [MetricMap(name: id, title: "2D entropy of that in windows of \(window)×\(window), bits")]
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let local = options.local
        let gray = try request.grayLevels(for: id)
        let first = local.entropy(of: gray)
        let range =
            options.range.count == 2
            ? options.range[0]...options.range[1] : 0...first.largestEntropy(window: local.window)
        let levels = GrayLevels(first.map(window: local.window, stride: local.stride), over: range)
        let second = local.entropy(of: levels).map(
            window: options.secondWindow ?? local.window, stride: options.secondStride ?? local.stride)
        return MetricResult(numbers: [id: second.values.reduce(0, +)], maps: [id: second.tensor])
    }
}
