package import Diagnostics
import Pictures

/// The 2D entropy of a picture's gray levels, and where in the picture it is high.
///
/// The paper's p_ij is "the probability to find a pixel with gray scale of j between i"; by its reference, Abutaleb 1989,
/// j is the mean of the neighbourhood of a pixel of level i.
package enum Entropy2D: Metric {
    package struct Options: EntropySettings {
        package var local = EntropyWindow()
        package init() {}
        package static let fields: [SettingField<Options>] = entropyFields
    }

    package static let id = "entropy-2d"
    package static let title = "2D entropy"
    package static let summary = "How many bits the gray levels of a drawn picture and of their neighbourhoods take."
    package static let discussion = """
        The picture is made gray, int(0.3 R + 0.59 G + 0.11 B). Every pixel gives a pair: its level, and the mean level of \
        the pixels around it, itself included. With p the share of pixels that have a pair, H = −Σ p log₂ p: 0 for a \
        picture of one level, at most 16 bits.

        The local map has the same number for each place of a sliding window; a window of n pixels has at most log₂ n \
        bits. Noise has the highest entropy of all: a large number does not make a good drawing.
        """
    package static let reference = """
        Li, Jiang, Zhang, Zhao, Jiang: Towards interpreting computer vision based on transformation invariant \
        optimization, 2021, equations 1–3, figure 3 c; Abutaleb: Automatic thresholding of gray-level pictures using \
        two-dimensional entropy, 1989.
        """
    package static let revision = 1
    package static let subject = MetricSubject.picture

    package static func columns(_ options: Options) -> [MetricColumn] {
        [
            MetricColumn(
                name: id, title: title, direction: .none,
                definition: "−Σ p log₂ p over \(options.local.pairs)", unit: "bits")
        ]
    }

    package static func maps(_ options: Options) -> [MetricMap] {
        [
            MetricMap(name: "gray", title: "gray image", isPicture: true),
            MetricMap(
                name: id, title: "2D entropy in windows of \(options.local.window)×\(options.local.window), bits"),
        ]
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let gray = try request.grayLevels(for: id)
        let entropy = options.local.entropy(of: gray)
        return MetricResult(
            numbers: [id: entropy.entropy],
            maps: [
                "gray": gray.tensor, id: entropy.map(window: options.local.window, stride: options.local.stride).tensor,
            ])
    }
}
