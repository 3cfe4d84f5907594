package import Diagnostics
import Methods
import Pictures

/// How much a kernel's feature map of the explanation looks like that of the image.
package enum KernelSSIM: KernelMetric {
    package struct Options: Settings {
        package init() {}
        package static let fields: [SettingField<Options>] = []
    }

    package static let id = "kernel-ssim"
    package static let title = "SSIM of the kernel"
    package static let summary = "How much a kernel's feature map of the explanation looks like that of the image."
    package static let discussion = """
        The explanation of a kernel is taken for an image and shown to the network. If it holds what the kernel answers \
        to, and where, the kernel's feature map stays the same: a structural similarity near 1.

        A signal in the input's shape, such as that of deconvolution, is scaled to the largest magnitude of the \
        preprocessed image before it is fed to the network; the record has the scale. A synthesised picture is fed as it \
        is.

        The range of values is the maximum minus the minimum of the image's feature map. Where that is 0, as for a dead \
        kernel, there is no number; maps smaller than 11×11 are too small for it.
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        [
            MetricColumn(
                name: id, title: title, direction: .higherIsBetter,
                definition:
                    "mean SSIM (11×11 Gaussian window of deviation 1.5, K1 0.01, K2 0.03, range: maximum − minimum of the "
                    + "image's feature map) of the kernel's feature maps of the image and of the explanation")
        ]
    }

    package static func result(of response: KernelResponse) throws(Diagnostic) -> MetricResult {
        let values = response.original.values
        let range = Double(values.max() ?? 0) - Double(values.min() ?? 0)
        let details = ["signal-scale": response.scale, "range": range]
        guard range > 0 else { return MetricResult(numbers: [:], details: details) }
        let similarity = try StructuralSimilarity.index(response.original, response.found, range: range)
        return MetricResult(numbers: [id: similarity], details: details)
    }
}
