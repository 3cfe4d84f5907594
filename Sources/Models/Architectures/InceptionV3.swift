import Diagnostics
import Networks

/// Inception V3 as torchvision and timm have it, with ε = 0.001; average pools in the branches count their padding.
///
/// Layers: `Conv2d_1a_3x3.conv`, `.bn`, `.relu`, …, `maxpool1`, `maxpool2`; in a module such as `Mixed_5b` its
/// convolutions `branch1x1.conv`, `.bn`, `.relu`, …, a pool `avgpool` or `maxpool`, and the concatenation `Mixed_5b`;
/// in `Mixed_7b` and `Mixed_7c` also those of the two split branches, `branch3x3` and `branch3x3dbl`; `avgpool`,
/// `flatten`, `fc`. The auxiliary head `AuxLogits` is left out.
///
/// torchvision's weights are used with `transform_input`, which turns ImageNet's normalization into (p − ½) ∕ ½; that
/// is the preprocessing here, and timm's.
extension Architecture {
    static let inceptionV3 = Architecture(
        name: "inception-v3", aliases: ["inception_v3", "inceptionv3"],
        reference: "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, Rethinking the Inception Architecture, 2015",
        inputSide: 299, preprocessing: .symmetric(resize: 342, crop: 299), classifier: "fc",
        auxiliaryModules: ["AuxLogits"]
    ) { (network, classes) throws(Diagnostic) in
        var x = try network.unit("Conv2d_1a_3x3", Network.input, 32, .square(3, stride: 2))
        x = try network.unit("Conv2d_2a_3x3", x, 32, .square(3))
        x = try network.unit("Conv2d_2b_3x3", x, 64, .square(3, padding: 1))
        x = try network.maxPool("maxpool1", x, .square(3, stride: 2))
        x = try network.unit("Conv2d_3b_1x1", x, 80, .square(1))
        x = try network.unit("Conv2d_4a_3x3", x, 192, .square(3))
        x = try network.maxPool("maxpool2", x, .square(3, stride: 2))
        x = try network.inceptionA("Mixed_5b", x, pool: 32)
        x = try network.inceptionA("Mixed_5c", x, pool: 64)
        x = try network.inceptionA("Mixed_5d", x, pool: 64)
        x = try network.inceptionB("Mixed_6a", x)
        x = try network.inceptionC("Mixed_6b", x, width: 128)
        x = try network.inceptionC("Mixed_6c", x, width: 160)
        x = try network.inceptionC("Mixed_6d", x, width: 160)
        x = try network.inceptionC("Mixed_6e", x, width: 192)
        x = try network.inceptionD("Mixed_7a", x)
        x = try network.inceptionE("Mixed_7b", x)
        x = try network.inceptionE("Mixed_7c", x)
        x = try network.globalAveragePool("avgpool", x)
        x = try network.flatten("flatten", x)
        x = network.dense("fc", x, classes)
    }
}

extension NetworkDescription {
    /// The paper's figure 5: 5×5 convolutions beside two 3×3 ones.
    fileprivate mutating func inceptionA(_ name: String, _ input: NodeID, pool: Int) throws(Diagnostic) -> NodeID {
        let single = try unit("\(name).branch1x1", input, 64, .square(1))
        var wide = try unit("\(name).branch5x5_1", input, 48, .square(1))
        wide = try unit("\(name).branch5x5_2", wide, 64, .square(5, padding: 2))
        var double = try unit("\(name).branch3x3dbl_1", input, 64, .square(1))
        double = try unit("\(name).branch3x3dbl_2", double, 96, .square(3, padding: 1))
        double = try unit("\(name).branch3x3dbl_3", double, 96, .square(3, padding: 1))
        return try concatenation(name, [single, wide, double, try pooled(name, input, pool)])
    }

    /// The grid's reduction to half its size (figure 10).
    fileprivate mutating func inceptionB(_ name: String, _ input: NodeID) throws(Diagnostic) -> NodeID {
        let single = try unit("\(name).branch3x3", input, 384, .square(3, stride: 2))
        var double = try unit("\(name).branch3x3dbl_1", input, 64, .square(1))
        double = try unit("\(name).branch3x3dbl_2", double, 96, .square(3, padding: 1))
        double = try unit("\(name).branch3x3dbl_3", double, 96, .square(3, stride: 2))
        let pool = try maxPool("\(name).maxpool", input, .square(3, stride: 2))
        return try concatenation(name, [single, double, pool])
    }

    /// 7×7 convolutions taken apart into 1×7 and 7×1 (figure 6).
    fileprivate mutating func inceptionC(_ name: String, _ input: NodeID, width: Int) throws(Diagnostic) -> NodeID {
        let (row, column) = (Window.same(height: 1, width: 7), Window.same(height: 7, width: 1))
        let single = try unit("\(name).branch1x1", input, 192, .square(1))
        var seven = try unit("\(name).branch7x7_1", input, width, .square(1))
        seven = try unit("\(name).branch7x7_2", seven, width, row)
        seven = try unit("\(name).branch7x7_3", seven, 192, column)
        var double = try unit("\(name).branch7x7dbl_1", input, width, .square(1))
        double = try unit("\(name).branch7x7dbl_2", double, width, column)
        double = try unit("\(name).branch7x7dbl_3", double, width, row)
        double = try unit("\(name).branch7x7dbl_4", double, width, column)
        double = try unit("\(name).branch7x7dbl_5", double, 192, row)
        return try concatenation(name, [single, seven, double, try pooled(name, input, 192)])
    }

    /// The second reduction of the grid.
    fileprivate mutating func inceptionD(_ name: String, _ input: NodeID) throws(Diagnostic) -> NodeID {
        var three = try unit("\(name).branch3x3_1", input, 192, .square(1))
        three = try unit("\(name).branch3x3_2", three, 320, .square(3, stride: 2))
        var seven = try unit("\(name).branch7x7x3_1", input, 192, .square(1))
        seven = try unit("\(name).branch7x7x3_2", seven, 192, .same(height: 1, width: 7))
        seven = try unit("\(name).branch7x7x3_3", seven, 192, .same(height: 7, width: 1))
        seven = try unit("\(name).branch7x7x3_4", seven, 192, .square(3, stride: 2))
        let pool = try maxPool("\(name).maxpool", input, .square(3, stride: 2))
        return try concatenation(name, [three, seven, pool])
    }

    /// Branches that split into 1×3 and 3×1 (figure 7).
    fileprivate mutating func inceptionE(_ name: String, _ input: NodeID) throws(Diagnostic) -> NodeID {
        let (row, column) = (Window.same(height: 1, width: 3), Window.same(height: 3, width: 1))
        let single = try unit("\(name).branch1x1", input, 320, .square(1))
        var three = try unit("\(name).branch3x3_1", input, 384, .square(1))
        let threeSplit = [
            try unit("\(name).branch3x3_2a", three, 384, row), try unit("\(name).branch3x3_2b", three, 384, column),
        ]
        three = try concatenation("\(name).branch3x3", threeSplit)
        var double = try unit("\(name).branch3x3dbl_1", input, 448, .square(1))
        double = try unit("\(name).branch3x3dbl_2", double, 384, .square(3, padding: 1))
        let doubleSplit = [
            try unit("\(name).branch3x3dbl_3a", double, 384, row),
            try unit("\(name).branch3x3dbl_3b", double, 384, column),
        ]
        double = try concatenation("\(name).branch3x3dbl", doubleSplit)
        return try concatenation(name, [single, three, double, try pooled(name, input, 192)])
    }

    /// The branch of an average pool and a 1×1 convolution.
    private mutating func pooled(_ name: String, _ input: NodeID, _ outputs: Int) throws(Diagnostic) -> NodeID {
        let pool = try averagePool("\(name).avgpool", input, .square(3, padding: 1))
        return try unit("\(name).branch_pool", pool, outputs, .square(1))
    }
}
