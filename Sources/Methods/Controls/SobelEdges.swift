package import Diagnostics
package import Models
import Networks
import Tensors

/// A control: the edges of the image.
///
/// map = √(gx² + gy²), gx and gy being the mean over the channels filtered by Sobel's kernels, borders replicated.
package enum SobelEdges: Method {
    package struct Options: Settings {
        package init() {}
        package static let fields: [SettingField<Options>] = []
    }

    package static let id = "sobel-edges"
    package static let title = "Sobel edges"
    package static let summary =
        "A control: how strongly the image's brightness changes, without a look at the network."
    package static let discussion = """
        The magnitude of the gradient of the image itself: the mean over the channels of the model's input is filtered \
        by Sobel's two 3×3 kernels, the border pixels being repeated outwards, and the root of the sum of their squares \
        is taken.

        It is no explanation. Several attribution methods draw maps that look like edges; a map that does no better than \
        this one tells nothing of the network (Adebayo et al. 2018).
        """
    package static let reference = """
        Sobel, Feldman: A 3×3 Isotropic Gradient Operator for Image Processing, 1968; Adebayo et al.: Sanity Checks for \
        Saliency Maps, 2018 (edge detector as a control).
        """
    package static let revision = 1
    /// The target is not looked at: it tells metrics whose score they are to follow.
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: false)

    package static func passes(_ options: Options) -> Int { 0 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        4 * model.network.inputShape.reduce(1, *) * MemoryLayout<Float>.stride
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let input = try request.image(for: id)
        let (channels, height, width) = (input.shape[1], input.shape[2], input.shape[3])
        let area = height * width
        let values = input.elements
        let means = (0..<area).map { pixel in
            (0..<channels).reduce(0.0) { $0 + Double(values[$1 * area + pixel]) } / Double(channels)
        }
        func mean(_ row: Int, _ column: Int) -> Double {
            means[min(max(row, 0), height - 1) * width + min(max(column, 0), width - 1)]
        }
        let map = Tensor(shape: [1, 1, height, width]) { target in
            for row in 0..<height {
                for column in 0..<width {
                    var (across, down) = (0.0, 0.0)
                    for (offset, weight) in [(-1, 1.0), (0, 2.0), (1, 1.0)] {
                        across += weight * (mean(row + offset, column + 1) - mean(row + offset, column - 1))
                        down += weight * (mean(row + 1, column + offset) - mean(row - 1, column + offset))
                    }
                    target[row * width + column] = Float((across * across + down * down).squareRoot())
                }
            }
        }
        return MethodResult(map: map, numbers: [])
    }
}
