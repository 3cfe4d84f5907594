package import Diagnostics
package import Methods
package import Models
import Pictures

/// How strongly all other kernels of the layer answer to the explanation of one.
package enum OthersMSE: Metric {
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
    package static let reference = """
        Zhuang, Tao, Xing, Shi, Wang, Zheng: Understanding of Kernels in CNN Models by Suppressing Irrelevant Visual \
        Features in Images, 2021, table 1.
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

    package static func passes(_ options: Options, inputShape: [Int]) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        try KernelResponse.memoryNeed(model: model, target: target)
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let response = try KernelResponse(request, metric: id)
        let details = ["signal-scale": response.scale]
        guard !response.others.isEmpty else { return MetricResult(numbers: [:], details: details) }
        let nothing = [Float](repeating: 0, count: response.others.count)
        return MetricResult(numbers: [id: meanSquareError(response.others, nothing)], details: details)
    }
}
