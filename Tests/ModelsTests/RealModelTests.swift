import Diagnostics
import Foundation
import Models
import Pictures
import Tensors
import Testing

/// Trained networks against onnxruntime, and their predictions from the photo on.
@Suite(.enabled(if: SharedFiles.havePredictions, "the models and photos are not here"))
struct RealModelTests {
    /// The parameters are counted from the files by the onnx package.
    struct Real: CustomTestStringConvertible {
        let name: String
        let preprocessing: Preprocessing
        let parameters: Int
        var testDescription: String { name }
    }

    static let models = [
        Real(name: "googlenet", preprocessing: caffe(mean: [104, 117, 123], factor: 1), parameters: 6_998_552),
        Real(
            name: "mobilenet_v2-caffe", preprocessing: caffe(mean: [103.94, 116.78, 123.68], factor: 0.017),
            parameters: 3_488_872),
        Real(
            name: "squeezenet1.1-gluon",
            preprocessing: torch(mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]),
            parameters: 1_235_496),
        Real(name: "tiny-darknet", preprocessing: torch(mean: [], std: []), parameters: 1_039_912),
    ]

    private static func caffe(mean: [Double], factor: Double) -> Preprocessing {
        var settings = torch(mean: mean, std: [1 / factor])
        settings.channels = .bgr
        settings.range = 255
        return settings
    }

    private static func torch(mean: [Double], std: [Double]) -> Preprocessing {
        var settings = Preprocessing()
        settings.resize = 256
        settings.crop = [224]
        settings.mean = mean
        settings.std = std
        return settings
    }

    private func load(_ real: Real) throws -> Model {
        try Model.load(
            file: SharedFiles.path("data/models/\(real.name)/model.onnx"), preprocessing: real.preprocessing,
            labels: SharedFiles.path("data/labels/imagenet_classes.txt"))
    }

    @Test(arguments: models)
    func logitsOfTheReferenceInput(_ real: Real) throws {
        let model = try load(real)
        let input = Tensor(
            shape: [1, 3, 224, 224], elements: try SharedFiles.floats("data/models/\(real.name)/ref_input.f32"))
        let logits = try model.value(for: input).elements
        let expected = try SharedFiles.floats("data/models/\(real.name)/ref_logits.f32")
        #expect(relativeDifference(logits, expected) < 1e-3)
        #expect(model.classCount == 1000)
        #expect(model.parameterCount == real.parameters)
    }

    @Test(arguments: models)
    func inputAndPredictionsOfPhotos(_ real: Real) throws {
        let model = try load(real)
        let ball = try picture("n04254680_soccer_ball.JPEG")
        let input = try model.preprocessing.tensor(from: ball)
        let expected = try SharedFiles.floats("data/models/\(real.name)/ref_input.f32")
        #expect(relativeDifference(input.elements, expected) < 1e-6)

        let predictions = try #require(try SharedFiles.json("data/predictions.json")[real.name]?["top5"]?.objectValue)
        for (photo, top) in predictions.sorted(by: { $0.key < $1.key }).prefix(8) {
            let logits = try model.value(for: model.preprocessing.tensor(from: picture(photo))).elements
            let probabilities = Model.probabilities(fromLogits: logits)
            for entry in try #require(top.arrayValue) {
                let values = entry.numbers
                let index = Int(values[0])
                #expect(abs(probabilities[index] - values[1]) < 1e-4, "\(photo) \(model.labels[index])")
                #expect(abs(Double(logits[index]) - values[2]) < 1e-3 * max(1, abs(values[2])), "\(photo)")
            }
        }
    }

    private func picture(_ name: String) throws -> Raster {
        try decodeImage(data: SharedFiles.data("data/images/\(name)"), path: name).raster
    }
}
