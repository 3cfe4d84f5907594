import Diagnostics
import Networks

/// SqueezeNet 1.1: fire modules, which squeeze to few channels before they expand, and no dense layer.
///
/// Layers: `features.0`, `features.1` (ReLU), `features.2` (max pool, in ceil mode like all), …; in a module
/// `features.3` its `squeeze`, `squeeze_activation`, `expand1x1`, `expand1x1_activation`, `expand3x3`,
/// `expand3x3_activation` and the concatenation `features.3`; `classifier.1`, `classifier.2` (ReLU), `classifier.3`
/// (average pool), `flatten`.
extension Architecture {
    static let squeezenet11 = Architecture(
        name: "squeezenet1_1", aliases: ["squeezenet1.1", "squeezenet-1.1"],
        reference: "Iandola et al., SqueezeNet: AlexNet-Level Accuracy with 50× Fewer Parameters, 2016",
        inputSide: 224, preprocessing: .imageNet(), classifier: "classifier.1"
    ) { (network, classes) throws(Diagnostic) in
        let pool = Window.square(3, stride: 2, ceilMode: true)
        var x = try network.convolution("features.0", Network.input, 64, .square(3, stride: 2))
        x = try network.relu("features.1", x)
        x = try network.maxPool("features.2", x, pool)
        x = try network.fire("features.3", x, squeeze: 16, expand: 64)
        x = try network.fire("features.4", x, squeeze: 16, expand: 64)
        x = try network.maxPool("features.5", x, pool)
        x = try network.fire("features.6", x, squeeze: 32, expand: 128)
        x = try network.fire("features.7", x, squeeze: 32, expand: 128)
        x = try network.maxPool("features.8", x, pool)
        x = try network.fire("features.9", x, squeeze: 48, expand: 192)
        x = try network.fire("features.10", x, squeeze: 48, expand: 192)
        x = try network.fire("features.11", x, squeeze: 64, expand: 256)
        x = try network.fire("features.12", x, squeeze: 64, expand: 256)
        network.name("features", x)
        x = try network.convolution("classifier.1", x, classes, .square(1))
        x = try network.relu("classifier.2", x)
        x = try network.globalAveragePool("classifier.3", x)
        network.name("classifier", x)
        x = try network.flatten("flatten", x)
    }
}

extension NetworkDescription {
    fileprivate mutating func fire(
        _ name: String, _ input: NodeID, squeeze: Int, expand: Int
    ) throws(Diagnostic) -> NodeID {
        var x = try convolution("\(name).squeeze", input, squeeze, .square(1))
        x = try relu("\(name).squeeze_activation", x)
        var single = try convolution("\(name).expand1x1", x, expand, .square(1))
        single = try relu("\(name).expand1x1_activation", single)
        var triple = try convolution("\(name).expand3x3", x, expand, .square(3, padding: 1))
        triple = try relu("\(name).expand3x3_activation", triple)
        return try concatenation(name, [single, triple])
    }
}
