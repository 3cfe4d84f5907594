import Diagnostics
import Networks

extension Network {
    /// The layer with rows and columns that a method is to look at.
    ///
    /// - Parameters:
    ///   - name: nil for the last convolutional map before `target`.
    ///   - target: the node that is explained.
    /// - Throws: `unknown-layer`, or `no-map` where the layer has no rows and columns, or none is found.
    func mapLayer(named name: String?, before target: NodeID) throws(Diagnostic) -> NodeID {
        guard let name else { return try lastConvolutionalMap(before: target) }
        let layer = try node(named: name)
        guard nodes[layer].shape.count == 3 else {
            throw Diagnostic(
                .error, "no-map", "layer '\(name)' is \(nodes[layer].shape) and has no rows and columns to map",
                notes: [.init("choose a layer before the image is flattened; 'vitrine inspect' shows the shapes")])
        }
        return layer
    }

    /// The same, of layers that `target` reads.
    func mapLayer(named name: String?, readBy target: NodeID) throws(Diagnostic) -> NodeID {
        let layer = try mapLayer(named: name, before: target)
        guard ancestors(of: [target])[layer] else {
            throw Diagnostic(
                .error, "no-map",
                "layer '\(nodes[layer].name)' does not lie before '\(nodes[target].name)', which is explained",
                notes: [.init("choose a layer that the explained one reads")])
        }
        return layer
    }
}
