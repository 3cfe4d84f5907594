import Diagnostics
import Networks

/// GoogLeNet as torchvision has it: batch normalization behind every convolution (ε = 0.001), and 3×3 convolutions where
/// the paper has 5×5. All pools are in ceil mode.
///
/// Layers: `conv1.conv`, `conv1.bn`, `conv1.relu`, `maxpool1`, …; in a module `inception3a` the branches
/// `branch1.conv`, `.bn`, `.relu`, `branch2.0.conv`, … `branch2.1.relu`, `branch3` alike, `branch4.0` (max pool),
/// `branch4.1.conv`, …, and their concatenation `inception3a`; `avgpool`, `flatten`, `fc`. The auxiliary heads `aux1`
/// and `aux2` are left out.
///
/// torchvision's weights are used with `transform_input`, which turns ImageNet's normalization into (p − ½) ∕ ½; that
/// is the preprocessing here.
extension Architecture {
    static let googlenet = Architecture(
        name: "googlenet", aliases: ["inception-v1", "inception_v1"],
        reference: "Szegedy et al., Going Deeper with Convolutions, 2014",
        inputSide: 224, preprocessing: .symmetric(), classifier: "fc", auxiliaryModules: ["aux1", "aux2"]
    ) { (network, classes) throws(Diagnostic) in
        var x = try network.unit("conv1", Network.input, 64, .square(7, stride: 2, padding: 3))
        x = try network.maxPool("maxpool1", x, .square(3, stride: 2, ceilMode: true))
        x = try network.unit("conv2", x, 64, .square(1))
        x = try network.unit("conv3", x, 192, .square(3, padding: 1))
        x = try network.maxPool("maxpool2", x, .square(3, stride: 2, ceilMode: true))
        x = try network.inception("inception3a", x, 64, (96, 128), (16, 32), pool: 32)
        x = try network.inception("inception3b", x, 128, (128, 192), (32, 96), pool: 64)
        x = try network.maxPool("maxpool3", x, .square(3, stride: 2, ceilMode: true))
        x = try network.inception("inception4a", x, 192, (96, 208), (16, 48), pool: 64)
        x = try network.inception("inception4b", x, 160, (112, 224), (24, 64), pool: 64)
        x = try network.inception("inception4c", x, 128, (128, 256), (24, 64), pool: 64)
        x = try network.inception("inception4d", x, 112, (144, 288), (32, 64), pool: 64)
        x = try network.inception("inception4e", x, 256, (160, 320), (32, 128), pool: 128)
        x = try network.maxPool("maxpool4", x, .square(2, stride: 2, ceilMode: true))
        x = try network.inception("inception5a", x, 256, (160, 320), (32, 128), pool: 128)
        x = try network.inception("inception5b", x, 384, (192, 384), (48, 128), pool: 128)
        x = try network.globalAveragePool("avgpool", x)
        x = try network.flatten("flatten", x)
        x = network.dense("fc", x, classes)
    }
}

extension NetworkDescription {
    /// Convolution, batch normalization and ReLU, which torchvision calls `BasicConv2d`.
    mutating func unit(_ name: String, _ input: NodeID, _ outputs: Int, _ window: Window) throws(Diagnostic) -> NodeID {
        var x = try convolution("\(name).conv", input, outputs, window, bias: false)
        x = batchNormalization("\(name).bn", x, epsilon: 0.001)
        x = try relu("\(name).relu", x)
        self.name(name, x)
        return x
    }

    /// The paper's module with dimension reduction (figure 2b).
    fileprivate mutating func inception(
        _ name: String, _ input: NodeID, _ single: Int, _ first: (reduced: Int, outputs: Int),
        _ second: (reduced: Int, outputs: Int), pool: Int
    ) throws(Diagnostic) -> NodeID {
        let branch1 = try unit("\(name).branch1", input, single, .square(1))
        var branch2 = try unit("\(name).branch2.0", input, first.reduced, .square(1))
        branch2 = try unit("\(name).branch2.1", branch2, first.outputs, .square(3, padding: 1))
        var branch3 = try unit("\(name).branch3.0", input, second.reduced, .square(1))
        branch3 = try unit("\(name).branch3.1", branch3, second.outputs, .square(3, padding: 1))
        var branch4 = try maxPool("\(name).branch4.0", input, .square(3, padding: 1, ceilMode: true))
        branch4 = try unit("\(name).branch4.1", branch4, pool, .square(1))
        self.name("\(name).branch2", branch2)
        self.name("\(name).branch3", branch3)
        self.name("\(name).branch4", branch4)
        return try concatenation(name, [branch1, branch2, branch3, branch4])
    }
}
