package import Diagnostics
import Methods
import Pictures
import Tensors

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

        The maps are the kernel's feature map of the image, that of the explanation, and the second minus the first: \
        where the explanation lacks something, the difference is negative.
        """
    package static let revision = 2

    package static func columns(_ options: Options) -> [MetricColumn] {
        [
            MetricColumn(
                name: id, title: title, direction: .lowerIsBetter,
                definition:
                    "mean over positions of (F − F̂)², F and F̂ being the kernel's feature maps of the image and of the "
                    + "explanation")
        ]
    }

    /// As in figure 8. Layers before a rectifier have values of both signs.
    package static func maps(_ options: Options) -> [MetricMap] {
        [
            MetricMap(name: "kernel-map", title: "kernel's map of the image", isSigned: true),
            MetricMap(name: "kernel-map-explained", title: "kernel's map of the explanation", isSigned: true),
            MetricMap(name: "kernel-map-difference", title: "difference of the kernel's maps", isSigned: true),
        ]
    }

    package static func result(of response: KernelResponse) throws(Diagnostic) -> MetricResult {
        let error = meanSquareError(response.original.values, response.found.values)
        let (original, found) = (response.original, response.found)
        let shape = [1, 1, original.height, original.width]
        return MetricResult(
            numbers: [id: error],
            maps: [
                "kernel-map": Tensor(shape: shape, elements: original.values),
                "kernel-map-explained": Tensor(shape: shape, elements: found.values),
                "kernel-map-difference": Tensor(shape: shape, elements: zip(found.values, original.values).map(-)),
            ], details: ["signal-scale": response.scale])
    }
}
