package import Diagnostics
import Networks
package import Pictures

extension Interpolation: SettingValue {}

/// How a picture becomes a model's input: resize, crop, channel order, range, mean and deviation.
///
/// x[c] = (X[c] · range ∕ 255 − mean[c]) ∕ std[c], X being the 8-bit sample. The picture is made RGB (alpha over white)
/// or gray, resized with its shorter side to `resize`, and its middle of the size `crop` is taken.
package struct Preprocessing: Settings, Hashable {
    /// The order of a model's input channels.
    package enum Channels: String, CaseIterable, SettingValue {
        case rgb, bgr, gray

        var count: Int { self == .gray ? 1 : 3 }
    }

    /// The length of the shorter side after resizing, in pixels; by default the longer side of the crop.
    package var resize: Int?
    /// One side for a square, or height and width; by default the network's input size.
    package var crop: [Int] = []
    package var interpolation = Interpolation.bilinear
    /// By default RGB where the network reads three channels, gray where it reads one.
    package var channels: Channels?
    /// What white is before the mean is subtracted.
    package var range = 1.0
    /// In the order of the model's channels; one number stands for all; by default 0.
    package var mean: [Double] = []
    /// In the order of the model's channels; one number stands for all; by default 1.
    package var std: [Double] = []

    package init() {}

    package static let fields: [SettingField<Preprocessing>] = [
        SettingField(
            "resize", \.resize, "shorter side after resizing, in pixels; by default the longer side of the crop",
            check: { $0.map(sideComplaint) ?? nil }),
        SettingField(
            "crop", \.crop,
            "side of the square middle that is taken, or [height, width]; by default the network's input",
            check: { $0.count <= 2 ? $0.compactMap(sideComplaint).first : "must be one side, or [height, width]" }),
        SettingField("interpolation", \.interpolation, "how a picture is resized, always with antialiasing"),
        SettingField("channels", \.channels, "order of the channels; by default rgb, or gray for one channel"),
        SettingField(
            "range", \.range, "what white becomes before the mean is subtracted: 1 or 255",
            check: { $0 > 0 && $0 <= 1e6 ? nil : "must be positive" }),
        SettingField(
            "mean", \.mean, "subtracted, one number for each channel or one for all",
            check: { $0.allSatisfy { abs($0) <= 1e6 } ? nil : "must be at most 1e6" }),
        SettingField(
            "std", \.std, "divided by, one number for each channel or one for all",
            check: { $0.allSatisfy { (1e-6...1e6).contains($0) } ? nil : "must be positive" }),
    ]

    @Sendable private static func sideComplaint(_ side: Int) -> String? {
        (1...65_536).contains(side) ? nil : "must be a number of pixels from 1 to 65536"
    }

    package func validate() throws(Diagnostic) {
        guard let resize, let side = crop.min(), side > resize else { return }
        throw Diagnostic(
            .error, "crop-too-large", "'crop' of \(side) does not fit into a picture resized to \(resize)",
            notes: [.init("give a larger 'resize', or leave it out")])
    }

    /// The height and width of the crop, where one is given.
    var cropSize: Extent? {
        guard let height = crop.first else { return nil }
        return Extent(height: height, width: crop.count > 1 ? crop[1] : height)
    }

    /// Every default filled in for a network.
    ///
    /// - Parameter inputShape: channels, height, width.
    /// - Throws: `preprocessing-mismatch` for settings that do not fit the network.
    package func resolved(for inputShape: [Int]) throws(Diagnostic) -> Preprocessing {
        func failure(_ message: String, _ wayOut: String) -> Diagnostic {
            Diagnostic(.error, "preprocessing-mismatch", message, notes: [.init(wayOut)])
        }
        guard inputShape.count == 3, inputShape[0] == 1 || inputShape[0] == 3 else {
            throw failure(
                "the network reads \(inputShape), no gray or colour image", "use a network of 1 or 3 channels")
        }
        var result = self
        let channels = self.channels ?? (inputShape[0] == 1 ? .gray : .rgb)
        guard channels.count == inputShape[0] else {
            throw failure(
                "'channels' is \(channels.rawValue), but the network reads \(inputShape[0])",
                channels == .gray ? "use rgb or bgr" : "use gray")
        }
        result.channels = channels
        let size = Extent(height: inputShape[1], width: inputShape[2])
        guard cropSize == nil || cropSize == size else {
            throw failure(
                "'crop' gives \(crop), but the network reads \(size.summary)", "leave 'crop' out, or give that size")
        }
        result.crop = [size.height, size.width]
        result.resize = resize ?? max(size.height, size.width)
        result.mean = try filled(mean, "mean", 0, channels.count)
        result.std = try filled(std, "std", 1, channels.count)
        try result.validate()
        return result
    }

    private func filled(
        _ values: [Double], _ name: String, _ standard: Double, _ count: Int
    ) throws(Diagnostic) -> [Double] {
        if values.count == count { return values }
        guard values.count < 2 else {
            throw Diagnostic(
                .error, "preprocessing-mismatch", "'\(name)' has \(values.count) numbers for \(count) channels",
                notes: [.init("give one for each channel, or one for all")])
        }
        return [Double](repeating: values.first ?? standard, count: count)
    }
}
