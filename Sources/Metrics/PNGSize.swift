package import Diagnostics
import Foundation
import Pictures

/// The bytes of the gray map as a PNG file.
///
/// Noise does not compress: Liao (2018, §4.2.2) takes the size of a saliency map's PNG file for its
/// noisiness.
package enum PNGSize: Metric {
    package struct Options: Settings {
        package init() {}
        package static let fields: [SettingField<Options>] = []
    }

    package static let id = "png-size"
    package static let title = "PNG size"
    package static let summary = "How many bytes the gray map takes as a PNG file: scattered dots take many."
    package static let discussion = """
        The map is made gray (the largest magnitude over the channels, scaled to its 99.9th percentile, or where that is \
        0 to its largest value, 8 bits) and written as PNG with one compression level and one filter for every row. What is smooth or empty compresses well, \
        grain does not, so that a large file tells of a noisy map.

        It says nothing of whether the map is right: an empty map has the smallest file there is. Sizes compare only \
        between maps of the same height and width, written by the same zlib.
        """
    package static let reference = """
        Liao: Uncovering What Networks See by Noise Covering. Master's thesis, National Taiwan University, 2018, table 1.
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        [
            MetricColumn(
                name: id, title: title, direction: .lowerIsBetter,
                definition: "bytes of the gray map (largest magnitude over channels, scaled to its 99.9th percentile, "
                    + "or where that is 0 to its largest value, 8 bits) as PNG: zlib level 6, filtered strategy, Paeth filter on every row",
                unit: "bytes")
        ]
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let picture = try request.attribution(for: id).grayscaleMap
        return MetricResult(numbers: [id: Double(try encodePNG(picture).count)])
    }
}
