import Diagnostics
import Methods
import Models
import Networks
import Pictures
import Tensors

/// What the kernels of a layer make of an image, and of an explanation of one of them taken for an image (Zhuang et al.,
/// Understanding of Kernels in CNN Models by Suppressing Irrelevant Visual Features in Images, 2021, table 1).
///
/// A signal, such as that of deconvolution or relevance, is scaled so that its largest magnitude is that of the image in
/// the model's input space; a picture, such as that of kernel suppression, is taken as it is.
package struct KernelResponse: Sendable {
    /// The kernel's feature map of the image, one channel.
    let original: FloatRaster
    /// The kernel's feature map of the explanation.
    let found: FloatRaster
    /// All other kernels' feature maps of the explanation, one after the other.
    let others: [Float]
    /// What the signal was multiplied by; 1 for pictures.
    let scale: Double

    init(_ request: MetricRequest, metric: String) throws(Diagnostic) {
        guard case .kernel(let layer, let channel, _) = request.target else {
            throw Diagnostic(
                .error, "no-kernel", "'\(metric)' compares feature maps of a kernel, and what was explained is a class",
                notes: [.init("name kernels as LAYER/CHANNEL")])
        }
        let network = request.model.network
        let node = try network.node(named: layer)
        try network.checkChannel(channel, of: layer)
        let signal = try Self.signal(request, metric: metric)
        scale = signal.scale
        let execution = Execution(network, batch: 2, reads: [node], for: .forward)
        let pair = Tensor(shape: [2] + network.inputShape, elements: request.input.elements + signal.values)
        try execution.forward(pair, workers: request.workers)
        let shape = network.nodes[node].shape
        let (height, width) = (shape.count > 1 ? shape[1] : 1, shape.dropFirst(2).reduce(1, *))
        let maps = execution.value(of: node).elements
        let (area, count) = (height * width, shape.reduce(1, *))
        func map(_ image: Int) -> FloatRaster {
            let start = image * count + channel * area
            return FloatRaster(height: height, width: width, values: Array(maps[start..<start + area]))
        }
        (original, found) = (map(0), map(1))
        others = Array(maps[count..<count + channel * area] + maps[(count + (channel + 1) * area)...])
    }

    private static func signal(
        _ request: MetricRequest, metric: String
    ) throws(Diagnostic) -> (values: [Float], scale: Double) {
        let values = request.map.elements
        guard request.map.count == request.input.count else {
            throw Diagnostic(
                .error, "no-signal",
                "'\(metric)' feeds the explanation to the network, which reads \(request.model.network.inputShape); "
                    + "the map is \(Array(request.map.shape.dropFirst()))",
                notes: [.init("use a method that gives every channel of the input a value, such as 'deconvolution'")])
        }
        guard values.allSatisfy(\.isFinite) else {
            throw Diagnostic(
                .error, "map-not-finite", "'\(metric)' cannot feed a map to the network whose values are not finite",
                notes: [.init("the method's own figure shows where they are")])
        }
        if case .picture = request.output { return (values, 1) }
        func largest(_ values: [Float]) -> Double { values.reduce(0) { max($0, Double($1.magnitude)) } }
        let magnitude = largest(values)
        guard magnitude > 0 else { return (values, 1) }
        let scale = largest(request.input.elements) / magnitude
        return (values.map { Float(Double($0) * scale) }, scale)
    }

    /// Bytes of memory that the two runs take.
    static func memoryNeed(model: Model, target: Target?) throws(Diagnostic) -> Int {
        guard case .kernel(let layer, _, _) = target else { return 0 }
        let node = try model.network.node(named: layer)
        let maps = 3 * model.network.nodes[node].shape.reduce(1, *) * MemoryLayout<Float>.stride
        return Execution(model.network, batch: 2, reads: [node], for: .forward).memoryNeed + maps
    }
}
