import Diagnostics
import Models
import Networks
import Tensors

/// What a synthesised picture starts from.
package enum Start: String, CaseIterable, SettingValue {
    /// One gray level everywhere.
    case gray
    /// The gray level with normal noise on it; of a spectrum, a spectrum of normal numbers.
    case normal
    /// The gray level with uniform noise on it.
    case uniform
    /// The mean of the pictures of the class.
    case classMean = "class-mean"
    /// A picture.
    case image

    /// - Parameters:
    ///   - level: 0–255.
    ///   - deviation: of the noise, in coordinates of unit deviation.
    func picture(in space: SynthesisSpace, level: Float, deviation: Float, seed: UInt64) -> Tensor {
        var picture = Tensor(shape: space.shape)
        var random = RandomStream(seed: seed, purpose: "start")
        let halfWidth = Float(3).squareRoot()
        space.forEachChannel(of: &picture) { values, channel in
            let gray = space.gray(level, channel: channel)
            for index in values.indices {
                switch self {
                case .normal where deviation > 0: values[index] = gray + deviation * random.normal()
                case .uniform: values[index] = gray + deviation * halfWidth * (2 * random.uniform() - 1)
                case .gray, .normal, .classMean, .image: values[index] = gray
                }
            }
        }
        return picture
    }

    /// The picture that was given to start from, in the model's input space; nil for a start that needs none.
    ///
    /// - Throws: `no-class-images` where the folder has none of the class, `start-needs-class` for a kernel.
    func given(_ request: MethodRequest) throws(Diagnostic) -> Tensor? {
        switch self {
        case .gray, .normal, .uniform: return nil
        case .image:
            guard case .image(let picture)? = request.files["start-image"] else {
                throw Diagnostic(.error, "no-start-image", "the picture to start from was not read")
            }
            return picture
        case .classMean:
            guard case .classIndex(let index)? = request.target else {
                throw Diagnostic(
                    .error, "start-needs-class",
                    "'start: class-mean' is the mean of a class's pictures, but the target is a kernel",
                    notes: [.init("give a class, or another start")])
            }
            guard case .images(let images)? = request.files["start-images"] else {
                throw Diagnostic(.error, "no-start-image", "the pictures to start from were not read")
            }
            return try Self.mean(of: images, ofClass: index, request)
        }
    }

    private static func mean(
        of images: SuppliedImages, ofClass index: Int, _ request: MethodRequest
    ) throws(Diagnostic) -> Tensor {
        let own = images.classes.indices.filter { images.classes[$0] == index }
        guard !own.isEmpty else {
            throw Diagnostic(
                .error, "no-class-images",
                "'start-images' holds no picture of class '\(request.model.labels[index])'",
                notes: [.init("put the pictures of a class into a folder that has its name")])
        }
        let shape = [1] + request.model.network.inputShape
        var sums = [Double](repeating: 0, count: shape.reduce(1, *))
        for image in own {
            let input = try images.input(image)
            input.withUnsafeBufferPointer { values in
                for index in values.indices { sums[index] += Double(values[index]) }
            }
        }
        return Tensor(shape: shape, elements: sums.map { Float($0 / Double(own.count)) })
    }
}
