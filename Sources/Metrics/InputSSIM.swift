package import Diagnostics
import Models
import Pictures

/// The structural similarity of the gray map and the gray image.
package enum InputSSIM: Metric {
    package struct Options: Settings {
        package init() {}
        package static let fields: [SettingField<Options>] = []
    }

    package static let id = "input-ssim"
    package static let title = "SSIM with the image"
    package static let summary = "How much the gray map looks like the gray image, by structural similarity."
    package static let discussion = """
        The structural similarity (Wang et al. 2004) of the map, made gray, and of the picture that the model sees, made \
        gray: 1 for equal pictures, about 0 for unrelated ones. Liao reads it as how well a map keeps the structure of the \
        subject.

        A map that copies the image scores best and explains nothing: edge detectors score high. Compare it with the \
        control map `sobel-edges`.
        """
    package static let reference = """
        Liao: Uncovering What Networks See by Noise Covering. Master's thesis, National Taiwan University, 2018, \
        table 2; Wang, Bovik, Sheikh, Simoncelli: Image Quality Assessment: From Error Visibility to Structural \
        Similarity, 2004.
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        [
            MetricColumn(
                name: id, title: title, direction: .higherIsBetter,
                definition:
                    "mean SSIM (11×11 Gaussian window of deviation 1.5, K1 0.01, K2 0.03, range 255) of the gray "
                    + "map (largest magnitude over channels, scaled to its 99.9th percentile, or where that is 0 to its "
                    + "largest value, 8 bits) and the luma of the image as the model sees it")
        ]
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let map = try request.attribution(for: id)
        try request.checkSize(of: map, for: id)
        let image = request.model.preprocessing.raster(from: request.input).gray()
        let similarity = try StructuralSimilarity.index(
            FloatRaster(map.grayscaleMap), FloatRaster(image), range: 255)
        return MetricResult(numbers: [id: similarity])
    }
}
