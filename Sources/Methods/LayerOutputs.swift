package import Diagnostics
package import Models
import Networks
import Tensors

/// What the kernels of a layer answer to an image: their feature maps on one scale.
///
/// maps = F_i^l(x), N × 1 × the layer's height × width, for the chosen channels i in ascending order, or the strongest
/// first where only so many are asked for (P1, §2.2 and fig. 2.2). A channel that is the same everywhere is called dead
/// where it is zero and the layer has no negative value, as behind a rectifier, and constant otherwise.
package enum LayerOutputs: Method {
    /// What a map is summed up by.
    package enum Summary: String, CaseIterable, SettingValue {
        case mean, maximum
    }

    package struct Options: Settings {
        package var layer: String?
        package var channels: [Int] = []
        package var most: Int?
        package var value = Summary.mean

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("layer", \.layer, "whose maps are shown; by default the last convolutional map"),
            SettingField(
                "channels", \.channels, "the channels that are shown, by number; by default all",
                check: { channels in
                    channels.allSatisfy { $0 >= 0 } && Set(channels).count == channels.count
                        ? nil : "must be numbers from 0, each once"
                }),
            SettingField(
                "most", \.most, "how many maps are shown, those of the largest value first; by default all",
                check: { ($0 ?? 1) >= 1 ? nil : "must be at least 1" }),
            SettingField("value", \.value, "what a map is summed up by"),
        ]
    }

    package static let id = "layer-outputs"
    package static let title = "Layer outputs"
    package static let summary = "What every kernel of a layer answers to one image, as a map for each."
    package static let discussion = """
        Each map is one channel of the layer, as the network computes it for this image: bright where the kernel \
        answers. All maps share one scale, so that strong kernels can be told from weak ones, and the number beside a \
        map is its mean, or its maximum where the options say so. Before an activation values may be negative; such \
        layers are shown in two colours around zero.

        A kernel that is zero at every place is marked as dead. That is said of this image only: another one may wake \
        it. Maps have the layer's size, so that deep ones are coarse, and a bright place says that something around it \
        was met, not where its outline runs.
        """
    package static let reference = """
        Tang, Yao, Jiang, Liu: How the Deep Convolutional Networks See the World, section 2.2 and figure 2.2.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image]
    package static let output = MethodOutput.maps(isSigned: true)
    package static let headline = ["dead", "zeros"]

    package static func passes(_ options: Options) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let layer = try model.network.mapLayer(named: options.layer, before: model.output)
        // The layer's value, and the maps that are chosen of it.
        let maps = 2 * model.network.nodes[layer].shape.reduce(1, *) * MemoryLayout<Float>.stride
        return Execution(model.network, reads: [layer], for: .forward).memoryNeed + maps
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let network = request.model.network
        let input = try request.image(for: id)
        let layer = try network.mapLayer(named: options.layer, before: request.model.output)
        let name = options.layer ?? network.nodes[layer].name
        for channel in options.channels { try network.checkChannel(channel, of: name) }
        let execution = Execution(network, reads: [layer], for: .forward)
        try execution.forward(input, workers: request.workers)
        try request.progress(0.9)
        let activation = execution.value(of: layer)
        let maps = FeatureMaps(activation)
        let shown = options.chosen(among: maps)
        let cells = shown.map { channel in
            ResultCell(
                String(channel), value: maps.value(channel, options.value),
                kernel: .init(layer: name, channel: channel), remark: maps.remark(channel))
        }
        let all = 0..<maps.count
        return MethodResult(
            map: maps.selected(shown), cells: cells,
            numbers: [
                ("dead", Double(all.count { maps.remark($0) == FeatureMaps.dead })), ("zeros", maps.zeros),
                ("channels", Double(maps.count)), ("smallest", maps.lowest),
                ("largest", maps.highest),
            ])
    }
}

extension LayerOutputs.Options {
    /// The channels to show, in their order; equal values in ascending order.
    fileprivate func chosen(among maps: FeatureMaps) -> [Int] {
        let wanted = channels.isEmpty ? Array(0..<maps.count) : channels
        guard let most, most < wanted.count else { return wanted }
        let values = wanted.map { (channel: $0, value: maps.value($0, value)) }
        return values.enumerated().sorted { ($1.element.value, $0.offset) < ($0.element.value, $1.offset) }
            .prefix(most).map(\.element.channel)
    }
}

/// The channels of a layer's value for one image.
private struct FeatureMaps {
    static let dead = "dead"

    private let value: Tensor
    /// Of each channel; numbers that are none are left to whoever keeps the result.
    private let ranges: [(lowest: Float, highest: Float)]
    private let means: [Double]
    /// The share of values that are zero.
    let zeros: Double

    /// - Parameter value: 1 × C × H × W.
    init(_ value: Tensor) {
        self.value = value
        let area = value.shape[2] * value.shape[3]
        var ranges: [(lowest: Float, highest: Float)] = []
        var means: [Double] = []
        var zeros = 0
        value.withUnsafeBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: area) {
                let map = values[start..<start + area]
                ranges.append((map.min() ?? 0, map.max() ?? 0))
                means.append(map.reduce(0) { $0 + Double($1) } / Double(area))
                zeros += map.count { $0 == 0 }
            }
        }
        self.ranges = ranges
        self.means = means
        self.zeros = Double(zeros) / Double(value.count)
    }

    var count: Int { ranges.count }

    /// The smallest and the largest value of all.
    var lowest: Double { Double(ranges.map(\.lowest).min() ?? 0) }
    var highest: Double { Double(ranges.map(\.highest).max() ?? 0) }

    func value(_ channel: Int, _ summary: LayerOutputs.Summary) -> Double {
        switch summary {
        case .mean: means[channel]
        case .maximum: Double(ranges[channel].highest)
        }
    }

    func remark(_ channel: Int) -> String? {
        let own = ranges[channel]
        guard own.lowest == own.highest else { return nil }
        return own.highest == 0 && lowest >= 0 ? Self.dead : "constant"
    }

    /// N × 1 × H × W.
    func selected(_ channels: [Int]) -> Tensor {
        let (height, width) = (value.shape[2], value.shape[3])
        let area = height * width
        return Tensor(shape: [channels.count, 1, height, width]) { target in
            value.withUnsafeBufferPointer { values in
                for (place, channel) in channels.enumerated() {
                    for index in 0..<area { target[place * area + index] = values[channel * area + index] }
                }
            }
        }
    }
}
