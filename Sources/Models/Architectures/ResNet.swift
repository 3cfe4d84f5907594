import Diagnostics
import Networks

/// Residual networks: in every block convolutions with batch normalization, whose result is added to the block's input.
///
/// Layers: `conv1`, `bn1`, `relu`, `maxpool`, blocks `layer1.0` … `layer4.1`, `avgpool`, `flatten`, `fc`. In a block
/// `conv1`, `bn1`, `relu1`, `conv2`, `bn2`, … `add` and a last ReLU, `relu2` in a basic block and `relu3` in a
/// bottleneck (torchvision has one module, `relu`, for all of them); where the shape changes, `downsample.0` and
/// `downsample.1` on the way beside. As in torchvision and timm, a bottleneck's stride is in its 3×3 convolution.
extension Architecture {
    static let resnet18 = resnet("resnet18", blocks: [2, 2, 2, 2], bottleneck: false)
    static let resnet34 = resnet("resnet34", blocks: [3, 4, 6, 3], bottleneck: false)
    static let resnet50 = resnet("resnet50", blocks: [3, 4, 6, 3], bottleneck: true)
    static let resnet101 = resnet("resnet101", blocks: [3, 4, 23, 3], bottleneck: true)

    private static func resnet(_ name: String, blocks: [Int], bottleneck: Bool) -> Architecture {
        Architecture(
            name: name, aliases: [name.replacing("resnet", with: "resnet-")],
            reference: "He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, 2015",
            inputSide: 224, preprocessing: .imageNet(), classifier: "fc"
        ) { (network, classes) throws(Diagnostic) in
            var x = try network.convolution(
                "conv1", Network.input, 64, .square(7, stride: 2, padding: 3), bias: false)
            x = network.batchNormalization("bn1", x)
            x = try network.relu("relu", x)
            x = try network.maxPool("maxpool", x, .square(3, stride: 2, padding: 1))
            for (stage, (count, width)) in zip(blocks, [64, 128, 256, 512]).enumerated() {
                for block in 0..<count {
                    let name = "layer\(stage + 1).\(block)"
                    let stride = stage > 0 && block == 0 ? 2 : 1
                    x =
                        bottleneck
                        ? try network.bottleneckBlock(name, x, width, stride: stride)
                        : try network.basicBlock(name, x, width, stride: stride)
                }
                network.name("layer\(stage + 1)", x)
            }
            x = try network.globalAveragePool("avgpool", x)
            x = try network.flatten("flatten", x)
            x = network.dense("fc", x, classes)
        }
    }
}

extension NetworkDescription {
    fileprivate mutating func basicBlock(
        _ name: String, _ input: NodeID, _ width: Int, stride: Int
    ) throws(Diagnostic) -> NodeID {
        var x = try convolution("\(name).conv1", input, width, .square(3, stride: stride, padding: 1), bias: false)
        x = batchNormalization("\(name).bn1", x)
        x = try relu("\(name).relu1", x)
        x = try convolution("\(name).conv2", x, width, .square(3, padding: 1), bias: false)
        x = batchNormalization("\(name).bn2", x)
        x = try sum("\(name).add", x, try shortcut(name, input, width, stride: stride))
        x = try relu("\(name).relu2", x)
        self.name(name, x)
        return x
    }

    fileprivate mutating func bottleneckBlock(
        _ name: String, _ input: NodeID, _ width: Int, stride: Int
    ) throws(Diagnostic) -> NodeID {
        var x = try convolution("\(name).conv1", input, width, .square(1), bias: false)
        x = batchNormalization("\(name).bn1", x)
        x = try relu("\(name).relu1", x)
        x = try convolution("\(name).conv2", x, width, .square(3, stride: stride, padding: 1), bias: false)
        x = batchNormalization("\(name).bn2", x)
        x = try relu("\(name).relu2", x)
        x = try convolution("\(name).conv3", x, 4 * width, .square(1), bias: false)
        x = batchNormalization("\(name).bn3", x)
        x = try sum("\(name).add", x, try shortcut(name, input, 4 * width, stride: stride))
        x = try relu("\(name).relu3", x)
        self.name(name, x)
        return x
    }

    /// The block's input, in the shape of its result.
    private mutating func shortcut(
        _ name: String, _ input: NodeID, _ outputs: Int, stride: Int
    ) throws(Diagnostic) -> NodeID {
        guard stride != 1 || shape(of: input)[0] != outputs else { return input }
        let x = try convolution("\(name).downsample.0", input, outputs, .square(1, stride: stride), bias: false)
        return batchNormalization("\(name).downsample.1", x)
    }
}
