import Diagnostics
import Models
import Networks

extension Model {
    /// The model up to a layer, for pictures of another size: what lies before a convolutional layer reads any size.
    ///
    /// Its output is the layer, its preprocessing has the same channels, range, mean and deviation.
    ///
    /// - Throws: `size-mismatch` where something before the layer fits one size only, or leaves nothing of so small a
    ///   picture.
    func cut(behind layer: NodeID, size: Extent) throws(Diagnostic) -> Model {
        let needed = network.ancestors(of: [layer])
        let input = network.nodes[Network.input]
        var builder = NetworkBuilder(
            inputName: input.name, inputShape: [input.shape[0], size.height, size.width])
        var places: [NodeID: NodeID] = [Network.input: Network.input]
        do {
            for id in network.nodes.indices.dropFirst() where needed[id] {
                let node = network.nodes[id]
                guard let operation = node.operation else { continue }
                places[id] = try builder.add(
                    node.name, operation, inputs: node.inputs.compactMap { places[$0] }, aliases: node.aliases)
            }
        } catch {
            throw Diagnostic(
                .error, "size-mismatch",
                "layer '\(network.nodes[layer].name)' cannot be computed for pictures of \(size.summary) pixels: "
                    + error.message, notes: [.init("give another size, up to the model's own input")])
        }
        var settings = preprocessing.settings
        settings.crop = []
        settings.resize = nil
        return try Model(
            name: name, network: builder.build(output: places[layer] ?? Network.input), preprocessing: settings)
    }

    /// The same for square pictures, no larger than the model's input by default.
    ///
    /// - Parameters:
    ///   - side: in pixels; nil for `standard`, or the input's shorter side where that is less.
    func cut(behind layer: NodeID, side: Int?, standard: Int) throws(Diagnostic) -> Model {
        let shorter = min(network.inputShape[1], network.inputShape[2])
        return try cut(behind: layer, size: Extent(side ?? min(standard, shorter)))
    }
}
