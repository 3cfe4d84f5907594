package import Diagnostics
import Methods
import Pictures

/// How strongly all other kernels of the layer answer to the explanation of one.
package enum OthersMSE: KernelMetric {
    package struct Options: Settings {
        package init() {}
        package static let fields: [SettingField<Options>] = []
    }

    package static let id = "others-mse"
    package static let title = "MSE of the others"
    package static let summary = "How strongly all other kernels of the layer answer to the explanation of one."
    package static let discussion = """
        The explanation of a kernel is taken for an image and shown to the network. The mean square of all other \
        kernels' feature maps says how much else it holds: 0 where it speaks to that kernel alone.

        A signal in the input's shape, such as that of deconvolution, is scaled to the largest magnitude of the \
        preprocessed image before it is fed to the network; the record has the scale. A synthesised picture is fed as it \
        is.

        It is in the layer's own units: compare methods on one layer, not layers. An empty explanation scores best; read \
        it beside `kernel-ssim` or `kernel-mse`.
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        [
            MetricColumn(
                name: id, title: title, direction: .lowerIsBetter,
                definition:
                    "mean over positions and kernels of F̂ⱼ², j being all kernels of the layer but the one explained, F̂ⱼ "
                    + "their feature maps of the explanation")
        ]
    }

    package static func result(of response: KernelResponse) throws(Diagnostic) -> MetricResult {
        let details = ["signal-scale": response.scale]
        guard !response.others.isEmpty else { return MetricResult(numbers: [:], details: details) }
        let nothing = [Float](repeating: 0, count: response.others.count)
        return MetricResult(numbers: [id: meanSquareError(response.others, nothing)], details: details)
    }
}
