import Diagnostics
import Methods
import Models
import Pictures
import Tensors

extension MetricRequest {
    /// Whether the sign of the map's values means something.
    var isSigned: Bool { if case .attribution(isSigned: true) = output { true } else { false } }

    /// The map, channels × height × width.
    ///
    /// - Throws: where the result is no map, or not finite.
    func attribution(for metric: String) throws(Diagnostic) -> FloatRaster {
        guard case .attribution = output, map.shape.count == 4, map.shape[0] == 1, map.count > 0 else {
            throw Diagnostic(
                .error, "no-map", "'\(metric)' is said of maps, and the method's result is none",
                notes: [.init("use a method that explains an image, such as 'gradient'")])
        }
        let values = FloatRaster(
            channels: map.shape[1], height: map.shape[2], width: map.shape[3], values: map.elements)
        guard values.nonFiniteCount == 0 else {
            throw Diagnostic(
                .error, "map-not-finite",
                "'\(metric)' cannot judge a map with \(values.nonFiniteCount) values that are not finite",
                notes: [.init("the method's own figure shows where they are")])
        }
        return values
    }

    /// The map with one value for each of the input's pixels: over several channels the sum of signed values, else the
    /// largest magnitude.
    ///
    /// - Throws: where the result is no map of the input's size, or not finite.
    func pixelRelevance(for metric: String) throws(Diagnostic) -> FloatRaster {
        let values = try attribution(for: metric)
        try checkSize(of: values, for: metric)
        return values.attributionPlane(isSigned: isSigned)
    }

    /// - Throws: where the map has not the input's height and width.
    func checkSize(of values: FloatRaster, for metric: String) throws(Diagnostic) {
        let size = input.shape.suffix(2)
        guard [values.height, values.width] == Array(size) else {
            throw Diagnostic(
                .error, "map-size",
                "'\(metric)' needs a value for every pixel of the input, and the map is \(values.height)×\(values.width)",
                notes: [.init("where the method has the option 'upsample', set it to true")])
        }
    }

    /// The levels of the picture as a display shows it, made gray.
    ///
    /// - Throws: where the result is no single picture.
    func grayLevels(for metric: String) throws(Diagnostic) -> GrayLevels {
        guard case .picture = output, map.shape.count == 4, map.shape[0] == 1, map.count > 0 else {
            throw Diagnostic(
                .error, "no-picture", "'\(metric)' is said of drawn pictures, and the method's result is none",
                notes: [.init("use a method that draws one, such as 'transformation-invariant'")])
        }
        return GrayLevels(model.preprocessing.raster(from: map))
    }

    /// What was explained: where nothing was named, the class that the model predicts.
    func resolvedTarget() throws(Diagnostic) -> Target {
        if let target { return target }
        return .classIndex(try model.predictedClass(of: input, workers: workers))
    }
}
