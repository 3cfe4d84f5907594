import Diagnostics
import Metrics
import Models
import Networks
import Store
import Tensors

/// The grid on which the activations of two layers are compared: that of the smaller map, and no finer than bounded
/// memory allows.
struct KernelGrid: Sendable {
    /// Of each model.
    let nodes: [NodeID]
    /// How many kernels each layer has.
    let kernels: [Int]
    /// Height and width.
    let cells: [Int]

    private static let mostCells = 14
    /// Values that are kept of one layer: 128 MiB.
    private static let mostValues = 1 << 25

    /// - Throws: `unknown-layer`; `no-kernels` for what is no layer of channels; `comparison-too-large`.
    init(layers: [String], of models: [LoadedModel], images: Int) throws(Diagnostic) {
        var nodes: [NodeID] = []
        var shapes: [[Int]] = []
        for (layer, model) in zip(layers, models) {
            let node = try model.model.network.node(named: layer)
            let shape = model.model.network.nodes[node].shape
            guard shape.count == 1 || shape.count == 3 else {
                throw Diagnostic(
                    .error, "no-kernels", "layer '\(layer)' of '\(model.name)' is \(shape), which are no kernels",
                    notes: [.init("name a layer of channels with height and width, or of one row of values")])
            }
            nodes.append(node)
            shapes.append(shape.count == 1 ? shape + [1, 1] : shape)
        }
        self.nodes = nodes
        kernels = shapes.map { $0[0] }
        var cells = [1, 2].map { axis in min(Self.mostCells, shapes.map { $0[axis] }.min() ?? 1) }
        let most = kernels.max() ?? 1
        while elementCount(of: [images, most] + cells, atMost: Self.mostValues) == nil, cells != [1, 1] {
            cells = cells.map { max(1, $0 / 2) }
        }
        guard elementCount(of: [images, most], atMost: Self.mostValues) != nil,
            elementCount(of: kernels, atMost: Self.mostValues) != nil
        else {
            throw Diagnostic(
                .error, "comparison-too-large",
                "\(images) images of \(most) kernels are more than a comparison may keep",
                notes: [.init("name fewer images, or layers of fewer kernels")])
        }
        self.cells = cells
    }
}

/// The activations of a layer for a set of images, as means over the cells of a grid.
struct ActivationsBlueprint: Sendable {
    let model: LoadedModel
    let images: [GalleryImage]
    let node: NodeID
    /// Height and width.
    let cells: [Int]

    /// Images × kernels × height × width.
    static let file = "activations.npy"
    private static let revision = 1

    func job(asked: SourceRange?) -> Job {
        let network = model.model.network
        let layer = network.nodes[node]
        let shape = [images.count, layer.shape[0]] + cells
        let count = shape.reduce(1, *)
        return Job(
            record: .comparison(
                "activations", revision: Self.revision,
                [
                    "model": model.identity, "images": images.identity, "layer": .string(layer.name),
                    "cells": .array(cells.map(JSON.integer)),
                ]),
            title: "activations · \(model.model.name) · \(layer.name) · \(images.count) images",
            cost: Double(images.count) * Double(max(1, network.multiplyAdds)),
            memory: Execution(network, reads: [node], for: .forward).memoryNeed + 8 * count, asked: asked
        ) { context throws(Diagnostic) in
            var values: [Float] = []
            values.reserveCapacity(count)
            let sides = layer.shape.count == 1 ? layer.shape + [1, 1] : layer.shape
            try model.model.forEach(images, reading: node, context) {
                values += $0.reshaped(to: sides).cellMeans(height: cells[0], width: cells[1])
            }
            guard values.allSatisfy(\.isFinite) else {
                throw Diagnostic(
                    .error, "not-finite", "activations of '\(model.model.name)' are not finite, so there is no result")
            }
            return JobOutput(
                numbers: [:], files: [Self.file: NPY.encode(Tensor(shape: shape, elements: values))])
        }
    }
}
