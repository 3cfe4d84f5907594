package import Diagnostics
package import Models
import Networks
import Tensors

/// A control: a map of random values, which knows nothing.
package enum RandomMap: Method {
    package struct Options: Settings {
        package var seed = 0

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("seed", \.seed, "of the random values", check: { $0 >= 0 ? nil : "must not be negative" })
        ]
    }

    package static let id = "random-map"
    package static let title = "Random map"
    package static let summary = "A control: a random value for every pixel, without a look at image or network."
    package static let discussion = """
        Every pixel has a value drawn uniformly from 0 to 1; the same seed gives the same map for every image of a size. \
        It is no explanation. Beside real methods in a table of metrics it shows what a map is worth that knows nothing: \
        a method that does not beat it has found nothing.
        """
    package static let reference = """
        Samek, Binder, Montavon, Lapuschkin, Müller: Evaluating the Visualization of What a Deep Neural Network Has \
        Learned, 2017, section III (random heatmap).
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
        let shape = try request.image(for: id).shape.suffix(2)
        var random = RandomStream(seed: UInt64(options.seed), purpose: "random map")
        let map = Tensor(shape: [1, 1] + shape) { target in
            for index in target.indices { target[index] = random.uniform() }
        }
        return MethodResult(map: map, numbers: [])
    }
}
