import Diagnostics
import Networks

/// MobileNet V2: blocks that widen by a 1×1 convolution, filter every channel by itself, and narrow without activation.
///
/// Layers: `features.0.0` (convolution), `features.0.1` (batch normalization), `features.0.2` (ReLU6); in a block
/// `features.2` its `conv.0.0`, `.1`, `.2` (widening; not in `features.1`), `conv.1.0`, `.1`, `.2` (depthwise), `conv.2`,
/// `conv.3` (narrowing), and `add` where input and output have one shape; `features.18.0`, `.1`, `.2`, `avgpool`,
/// `flatten`, `classifier.1`.
extension Architecture {
    static let mobilenetV2 = Architecture(
        name: "mobilenet-v2", aliases: ["mobilenet_v2", "mobilenetv2", "mobilenetv2_100"],
        reference: "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018",
        inputSide: 224, preprocessing: .imageNet(), classifier: "classifier.1", timmModules: mobilenetV2Modules
    ) { (network, classes) throws(Diagnostic) in
        var x = try network.unit6("features.0", Network.input, 32, .square(3, stride: 2, padding: 1))
        for (index, block) in invertedResiduals.enumerated() {
            x = try network.invertedResidual("features.\(index + 1)", x, block)
        }
        x = try network.unit6("features.18", x, 1280, .square(1))
        network.name("features", x)
        x = try network.globalAveragePool("avgpool", x)
        x = try network.flatten("flatten", x)
        x = network.dense("classifier.1", x, classes)
        network.name("classifier", x)
    }

    fileprivate struct InvertedResidual {
        /// By how much the channels widen.
        let expansion: Int
        let outputs: Int
        let stride: Int
        /// timm's name of the block.
        let timmName: String
    }

    /// The blocks of the paper's table 2.
    private static let invertedResiduals: [InvertedResidual] = {
        let stages = [
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
        ]
        return stages.enumerated().flatMap { stage, row in
            (0..<row.2).map { block in
                InvertedResidual(
                    expansion: row.0, outputs: row.1, stride: block == 0 ? row.3 : 1,
                    timmName: "blocks.\(stage).\(block)")
            }
        }
    }()

    private static let mobilenetV2Modules: [String: String] = {
        var modules = [
            "conv_stem": "features.0.0", "bn1": "features.0.1", "conv_head": "features.18.0", "bn2": "features.18.1",
            "classifier": "classifier.1",
        ]
        for (index, block) in invertedResiduals.enumerated() {
            let (timm, name) = (block.timmName, "features.\(index + 1).conv")
            let widens = block.expansion > 1
            let steps =
                (widens ? [("conv_pw", "0.0"), ("bn1", "0.1")] : [])
                + (widens
                    ? [("conv_dw", "1.0"), ("bn2", "1.1"), ("conv_pwl", "2"), ("bn3", "3")]
                    : [("conv_dw", "0.0"), ("bn1", "0.1"), ("conv_pw", "1"), ("bn2", "2")])
            for (theirs, ours) in steps { modules["\(timm).\(theirs)"] = "\(name).\(ours)" }
        }
        return modules
    }()
}

extension NetworkDescription {
    /// Convolution, batch normalization and ReLU6, which torchvision calls `Conv2dNormActivation`.
    fileprivate mutating func unit6(
        _ name: String, _ input: NodeID, _ outputs: Int, _ window: Window, groups: Int = 1
    ) throws(Diagnostic) -> NodeID {
        var x = try convolution("\(name).0", input, outputs, window, groups: groups, bias: false)
        x = batchNormalization("\(name).1", x)
        x = try relu6("\(name).2", x)
        self.name(name, x)
        return x
    }

    fileprivate mutating func invertedResidual(
        _ name: String, _ input: NodeID, _ block: Architecture.InvertedResidual
    ) throws(Diagnostic) -> NodeID {
        let channels = shape(of: input)[0]
        let width = channels * block.expansion
        var x = input
        var step = 0
        if block.expansion > 1 {
            x = try unit6("\(name).conv.0", x, width, .square(1))
            step = 1
        }
        x = try unit6("\(name).conv.\(step)", x, width, .square(3, stride: block.stride, padding: 1), groups: width)
        x = try convolution("\(name).conv.\(step + 1)", x, block.outputs, .square(1), bias: false)
        x = batchNormalization("\(name).conv.\(step + 2)", x)
        self.name("\(name).conv", x)
        if block.stride == 1, channels == block.outputs { x = try sum("\(name).add", input, x) }
        self.name(name, x)
        return x
    }
}
