package import Diagnostics
import Methods
import Pictures

/// How far a kernel's feature map of the explanation is from that of the image.
package enum KernelMSE: KernelMetric {
    package struct Options: Settings {
        package init() {}
        package static let fields: [SettingField<Options>] = []
    }

    package static let id = "kernel-mse"
    package static let title = "MSE of the kernel"
    package static let summary = "How far a kernel's feature map of the explanation is from that of the image."
    package static let discussion = """
        The explanation of a kernel is taken for an image and shown to the network. The mean square difference of the \
        kernel's feature maps, of the image and of the explanation, is small if the explanation holds what the kernel \
        answers to.

        A signal in the input's shape, such as that of deconvolution, is scaled to the largest magnitude of the \
        preprocessed image before it is fed to the network; the record has the scale. A synthesised picture is fed as it \
        is.

        It is in the layer's own units: compare methods on one layer, not layers.
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        [
            MetricColumn(
                name: id, title: title, direction: .lowerIsBetter,
                definition:
                    "mean over positions of (F − F̂)², F and F̂ being the kernel's feature maps of the image and of the "
                    + "explanation")
        ]
    }

    package static func result(of response: KernelResponse) throws(Diagnostic) -> MetricResult {
        let error = meanSquareError(response.original.values, response.found.values)
        return MetricResult(numbers: [id: error], details: ["signal-scale": response.scale])
    }
}
