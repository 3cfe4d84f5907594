package import Diagnostics
import Foundation
package import Models
import Networks
import Tensors

/// A control: a map that is strongest in the middle, where photographers put the subject.
package enum CenterMap: Method {
    /// How the value falls off with the distance from the centre.
    package enum FallOff: String, CaseIterable, SettingValue {
        case gaussian, linear
    }

    package struct Options: Settings {
        package var fallOff = FallOff.gaussian
        package var width = 0.25

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "fall-off", \.fallOff, "how values fall with the distance from the centre: as a Gaussian, or evenly"),
            SettingField(
                "width", \.width, "deviation of the Gaussian, as a share of the image's shorter side",
                check: { $0 > 0 && $0 <= 100 ? nil : "must be above 0 and at most 100" }),
        ]
    }

    package static let id = "center-map"
    package static let title = "Centre map"
    package static let summary = "A control: values that fall with the distance from the centre of the image."
    package static let discussion = """
        Every pixel has the value exp(−d² ∕ 2σ²), d being its distance from the centre of the image and σ a quarter of \
        the shorter side; or, with the linear fall-off, 1 in the centre and 0 in the corners' pixels, evenly between. \
        Neither image nor network is looked at.

        It is no explanation. Photographs have their subject in the middle, so that this map does well in metrics that \
        ask where the subject is; a method has to do better.
        """
    package static let reference = """
        Zhang, Bargal, Lin, Brandt, Shen, Sclaroff: Top-down Neural Attention by Excitation Backprop, 2018, section 4.2 \
        (the centre as a baseline).
        """
    package static let revision = 1
    /// The target is not looked at: it tells metrics whose score they are to follow.
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: false)

    package static func passes(_ options: Options) -> Int { 0 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        2 * model.network.inputShape.reduce(1, *) * MemoryLayout<Float>.stride
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let shape = try request.image(for: id).shape
        let (height, width) = (shape[2], shape[3])
        let (middleRow, middleColumn) = (Double(height - 1) / 2, Double(width - 1) / 2)
        let corner = (middleRow * middleRow + middleColumn * middleColumn).squareRoot()
        let deviation = options.width * Double(min(height, width))
        let map = Tensor(shape: [1, 1, height, width]) { target in
            for row in 0..<height {
                for column in 0..<width {
                    let (down, across) = (Double(row) - middleRow, Double(column) - middleColumn)
                    let square = down * down + across * across
                    let value =
                        switch options.fallOff {
                        case .gaussian: exp(-square / (2 * deviation * deviation))
                        case .linear: corner > 0 ? 1 - square.squareRoot() / corner : 1
                        }
                    target[row * width + column] = Float(value)
                }
            }
        }
        return MethodResult(map: map, numbers: [])
    }
}
