package import Diagnostics
package import Networks

/// A network known by name, without its weights.
///
/// A layer's name is torchvision's path of its module: `features.1`, `layer1.0.conv1`, `fc`. What torchvision computes
/// without a module of its own, or with a module it uses several times, is named after the module it belongs to, as the
/// architecture's file says: `layer1.0.add`, `inception3a.branch1.relu`. A module made of others names the layer that
/// gives its result: `layer1.0` is another name of `layer1.0.relu3`. Dropout, which does nothing after training, is no
/// layer; the last layer gives the class scores before softmax.
package struct Architecture: Sendable {
    package let name: String
    /// Other projects' spellings.
    package let aliases: [String]
    /// The paper.
    package let reference: String
    /// The side of the square input its weights were trained on, in pixels.
    package let inputSide: Int
    /// The preprocessing of torchvision's first weights for it, with everything known.
    package let preprocessing: Preprocessing
    /// The module of the class scores, whose weights tell how many classes there are.
    let classifier: String
    /// Modules that only training uses; their tensors are dropped.
    var auxiliaryModules: [String] = []
    /// Modules that timm calls otherwise, with torchvision's name.
    var timmModules: [String: String] = [:]
    /// The largest side at which timm's network computes the same, where that has a limit.
    var timmSideLimit: Int?
    /// Writes down the layers; they end with the scores of the given number of classes.
    let layers: @Sendable (_ network: inout NetworkDescription, _ classes: Int) throws(Diagnostic) -> Void

    /// The layers for an input of this size.
    ///
    /// - Parameter size: by default `inputSide` both ways.
    /// - Throws: an input that is too small.
    package func description(size: Extent? = nil, classes: Int = 1000) throws(Diagnostic) -> NetworkDescription {
        let size = size ?? Extent(inputSide)
        var network = NetworkDescription(inputShape: [3, size.height, size.width])
        try layers(&network, classes)
        return network
    }
}

extension Preprocessing {
    /// The mean and deviation of ImageNet's pixels, as torchvision's weights were trained with.
    static func imageNet(resize: Int = 256, crop: Int = 224) -> Preprocessing {
        centred(resize: resize, crop: crop, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225])
    }

    /// Values from −1 to 1.
    static func symmetric(resize: Int = 256, crop: Int = 224) -> Preprocessing {
        centred(resize: resize, crop: crop, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5])
    }

    private static func centred(resize: Int, crop: Int, mean: [Double], std: [Double]) -> Preprocessing {
        var settings = Preprocessing()
        settings.resize = resize
        settings.crop = [crop, crop]
        settings.mean = mean
        settings.std = std
        return settings
    }
}
