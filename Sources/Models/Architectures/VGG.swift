import Diagnostics
import Networks

/// Blocks of 3×3 convolutions, each with a ReLU and where it says so a batch normalization before that, a 2×2 max pool
/// behind every block, then three dense layers.
///
/// Layers: `features.0`, `features.1`, … through all blocks, `avgpool`, `flatten`, `classifier.0` (dense),
/// `classifier.1` (ReLU), `classifier.3`, `classifier.4`, `classifier.6`. `avgpool` makes the map 7×7, so that other
/// input sizes than 224 work; timm slides its head over larger maps instead.
extension Architecture {
    static let vgg16 = vgg("vgg16", convolutions: [2, 2, 3, 3, 3])
    static let vgg19 = vgg("vgg19", convolutions: [2, 2, 4, 4, 4])
    static let vgg16BN = vgg("vgg16_bn", aliases: ["vgg16-bn"], convolutions: [2, 2, 3, 3, 3], normalized: true)
    static let vgg19BN = vgg("vgg19_bn", aliases: ["vgg19-bn"], convolutions: [2, 2, 4, 4, 4], normalized: true)

    private static func vgg(
        _ name: String, aliases: [String] = [], convolutions: [Int], normalized: Bool = false
    ) -> Architecture {
        Architecture(
            name: name, aliases: aliases,
            reference:
                "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014",
            inputSide: 224, preprocessing: .imageNet(), classifier: "classifier.6",
            timmModules: [
                "pre_logits.fc1": "classifier.0", "pre_logits.fc2": "classifier.3", "head.fc": "classifier.6",
            ], timmSideLimit: 255
        ) { (network, classes) throws(Diagnostic) in
            var x = Network.input
            var index = 0
            func next() -> String {
                defer { index += 1 }
                return "features.\(index)"
            }
            for (count, channels) in zip(convolutions, [64, 128, 256, 512, 512]) {
                for _ in 0..<count {
                    x = try network.convolution(next(), x, channels, .square(3, padding: 1))
                    if normalized { x = network.batchNormalization(next(), x) }
                    x = try network.relu(next(), x)
                }
                x = try network.maxPool(next(), x, .square(2, stride: 2))
            }
            network.name("features", x)
            x = try network.adaptiveAveragePool("avgpool", x, to: Extent(7))
            x = try network.flatten("flatten", x)
            x = network.dense("classifier.0", x, 4096)
            x = try network.relu("classifier.1", x)
            x = network.dense("classifier.3", x, 4096)
            x = try network.relu("classifier.4", x)
            x = network.dense("classifier.6", x, classes)
            network.name("classifier", x)
        }
    }
}
