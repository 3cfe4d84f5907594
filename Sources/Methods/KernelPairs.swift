package import Diagnostics
package import Models
import Networks
import Tensors

/// The kernels of a layer whose feature maps of an image are most alike, in pairs.
///
/// r = Pearson's correlation of Fₐ and F_b over their positions; pairs by falling r, ties by the lower channels, every kernel
/// in one pair at most. Kernels are left out whose map is the same everywhere, or whose norm ‖F‖₂ is below the median of
/// the others: faint maps of one or two positions are alike by chance. map = the maps, 2 · pairs × 1 × H × W.
package enum KernelPairs: Method {
    package struct Options: Settings {
        package var layer: String?
        package var pairs = 3

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("layer", \.layer, "whose kernels are compared"),
            SettingField(
                "pairs", \.pairs, "how many pairs are shown, at most",
                check: { (1...256).contains($0) ? nil : "must be from 1 to 256" }),
        ]
    }

    package static let id = "kernel-pairs"
    package static let title = "Kernels alike"
    package static let summary = "The pairs of a layer's kernels whose feature maps of an image are most alike."
    package static let discussion = """
        Two kernels may answer to the same places of an image for different reasons. The pairs whose feature maps \
        correlate most are the ones to ask: explain each of the two by `kernel-suppression` on this image and on others, \
        and see whether what remains is the same.

        Maps are compared on one image, whatever their scale. Kernels that answer faintly are left out, since maps of a \
        few places are alike by chance.
        """
    package static let reference = """
        After Zhuang, Tao, Xing, Shi, Wang, Zheng: Understanding of Kernels in CNN Models by Suppressing Irrelevant \
        Visual Features in Images, 2021, figures 6 and 7, which do not say how the pair was found.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image]
    package static let output = MethodOutput.maps(isSigned: false)
    package static let headline = ["correlation"]

    package static func passes(_ options: Options) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try layer(options, model)
        let shape = model.network.nodes[node].shape
        return Execution(model.network, reads: [node], for: .forward).memoryNeed
            + 3 * shape.reduce(1, *) * MemoryLayout<Double>.stride
            + shape[0] * shape[0] * MemoryLayout<Pair>.stride
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let node = try layer(options, request.model)
        let name = request.model.network.nodes[node].name
        let execution = Execution(request.model.network, reads: [node], for: .forward)
        try execution.forward(try request.image(for: id), workers: request.workers)
        let features = execution.value(of: node)
        let pairs = Array(pairs(in: features, workers: request.workers).prefix(options.pairs))
        guard let first = pairs.first else {
            throw Diagnostic(
                .error, "no-pair", "fewer than two kernels of layer '\(name)' answer to the image",
                notes: [.init("name another 'layer', or another image")])
        }
        let (height, width) = (features.shape[2], features.shape[3])
        let values = features.elements
        let shown = pairs.flatMap { [($0.first, $0), ($0.second, $0)] }
        return MethodResult(
            map: Tensor(
                shape: [shown.count, 1, height, width],
                elements: shown.flatMap { values[$0.0 * height * width..<($0.0 + 1) * height * width] }),
            cells: shown.map { channel, pair in
                ResultCell("\(name)/\(channel)", value: pair.correlation, kernel: .init(layer: name, channel: channel))
            }, columns: 2,
            numbers: [
                ("correlation", first.correlation), ("first-kernel", Double(first.first)),
                ("second-kernel", Double(first.second)), ("pairs", Double(pairs.count)),
            ])
    }

    private struct Pair {
        let first: Int
        let second: Int
        let correlation: Double
    }

    private static func layer(_ options: Options, _ model: Model) throws(Diagnostic) -> NodeID {
        guard let name = options.layer else {
            throw Diagnostic(
                .error, "no-layer", "'\(id)' compares the kernels of a layer, and none is named",
                notes: [.init("add 'layers: [LAYER]' to the exhibit, or --set layer=LAYER to the command")])
        }
        let node = try model.network.node(named: name)
        guard model.network.nodes[node].shape.count == 3 else {
            throw Diagnostic(
                .error, "no-maps", "layer '\(name)' has no feature maps to compare",
                notes: [.init("name a convolution, or the activation after it")])
        }
        return node
    }

    /// All pairs by falling correlation, each kernel once.
    private static func pairs(in features: Tensor, workers: Workers) -> [Pair] {
        let (count, area) = (features.shape[1], features.shape[2] * features.shape[3])
        let maps = (0..<count).map { channel in
            features.withUnsafeBufferPointer { $0[channel * area..<(channel + 1) * area].map(Double.init) }
        }
        let norms = maps.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let isUneven = maps.map { map in map.contains { $0 != map[0] } }
        let living = norms.indices.filter { isUneven[$0] }.map { norms[$0] }.sorted()
        let median = living.isEmpty ? 0 : living[(living.count - 1) / 2]
        let candidates = norms.indices.filter { isUneven[$0] && norms[$0] >= median }
        let normed = candidates.map { channel -> [Double] in
            let mean = maps[channel].reduce(0, +) / Double(area)
            let centred = maps[channel].map { $0 - mean }
            let norm = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return centred.map { $0 / norm }
        }
        var pairs: [Pair] = []
        for (index, first) in candidates.enumerated() {
            for other in candidates.indices.dropFirst(index + 1) {
                var sum = 0.0
                for place in 0..<area { sum += normed[index][place] * normed[other][place] }
                pairs.append(Pair(first: first, second: candidates[other], correlation: sum))
            }
        }
        pairs.sort { ($1.correlation, $0.first, $0.second) < ($0.correlation, $1.first, $1.second) }
        var taken: Set<Int> = []
        return pairs.filter { pair in
            guard !taken.contains(pair.first), !taken.contains(pair.second) else { return false }
            taken.formUnion([pair.first, pair.second])
            return true
        }
    }
}
