import Content
import Foundation
import Gallery
import Store

/// The kernels that have pages: those that some figure, or some cell of a sheet, is of.
struct KernelIndex {
    /// A layer with kernels on view.
    struct Layer {
        let model: String
        let name: String
        /// In ascending order.
        let channels: [Int]
        fileprivate let stem: String

        func address(of channel: Int) -> String { "kernel-\(stem)-\(channel).html" }
    }

    private struct Place: Hashable {
        let model: String
        let layer: String
    }

    /// In the order of the models and of their layers.
    let layers: [Layer]
    private let places: [Place: Int]
    /// What addresses call a layer and how many channels it has, of all layers of all models.
    private let stems: [Place: (stem: String, channels: Int)]
    private let isPreview: Bool

    init(_ results: GalleryResults) {
        var channels: [Place: Set<Int>] = [:]
        for figure in results.exhibits.values.flatMap(\.figures) {
            for kernel in figure.kernels {
                channels[Place(model: kernel.model, layer: kernel.layer), default: []].insert(kernel.channel)
            }
        }
        var known: [Place] = []
        var counts: [Place: Int] = [:]
        for model in results.models {
            for layer in model.layers {
                let place = Place(model: model.card.name, layer: layer.name)
                known.append(place)
                counts[place] = layer.shape.first
            }
        }
        let others = channels.keys.filter { counts[$0] == nil }.sorted { ($0.model, $0.layer) < ($1.model, $1.layer) }
        var taken: Set<String> = []
        var layers: [Layer] = []
        var stems: [Place: (stem: String, channels: Int)] = [:]
        for place in known + others {
            let stem = Self.stem(of: place.model, place.layer, taken: &taken)
            stems[place] = (stem, counts[place] ?? 0)
            guard let shown = channels[place] else { continue }
            layers.append(Layer(model: place.model, name: place.layer, channels: shown.sorted(), stem: stem))
        }
        self.layers = layers
        self.stems = stems
        isPreview = results.isPreview
        places = Dictionary(
            layers.enumerated().map { (Place(model: $0.element.model, layer: $0.element.name), $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The part of an address that a layer gives: ASCII letters, digits, `.` and `_`, the rest as hyphens. Names that
    /// differ in nothing else, or in upper and lower case only, are numbered: file systems may take them for the same.
    private static func stem(of model: String, _ layer: String, taken: inout Set<String>) -> String {
        let words = layer.unicodeScalars.split { scalar in
            !(scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)))
                && scalar != "." && scalar != "_"
        }
        var name = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
        if name.isEmpty { name = "layer" }
        // A file's name has at most 255 bytes.
        if name.utf8.count > 120 { name = "\(name.prefix(100))-\(Digest(of: Data(layer.utf8)).hex.prefix(8))" }
        let base = "\(model)-\(name)"
        var stem = base
        var number = 2
        while !taken.insert(stem.lowercased()).inserted {
            stem = "\(base)-\(number)"
            number += 1
        }
        return stem
    }

    private func layer(of kernel: KernelReference) -> Layer? {
        places[Place(model: kernel.model, layer: kernel.layer)].map { layers[$0] }
    }

    /// Nil for a kernel without a page.
    func address(of kernel: KernelReference) -> String? {
        layer(of: kernel).flatMap { $0.channels.contains(kernel.channel) ? $0.address(of: kernel.channel) : nil }
    }

    /// The layers of a model that have kernels on view.
    func layers(of model: String) -> [Layer] { layers.filter { $0.model == model } }

    var addresses: [String] { layers.flatMap { layer in layer.channels.map(layer.address) } }

    /// The same for links; before anything is computed also for a kernel that a cell of a sheet may turn out to be of.
    func linkAddress(of kernel: KernelReference) -> String? {
        if let address = address(of: kernel) { return address }
        guard isPreview, let layer = stems[Place(model: kernel.model, layer: kernel.layer)],
            (0..<layer.channels).contains(kernel.channel)
        else { return nil }
        return "kernel-\(layer.stem)-\(kernel.channel).html"
    }

    /// Whether a page of this address may come of what is not computed yet.
    func mayCome(_ address: String) -> Bool {
        guard isPreview else { return false }
        return stems.values.contains { stem, channels in
            guard address.hasPrefix("kernel-\(stem)-"), address.hasSuffix(".html") else { return false }
            return Int(address.dropFirst(stem.count + 8).dropLast(5)).map { (0..<channels).contains($0) } ?? false
        }
    }
}

extension Figure {
    /// The kernels that it, or a part of it, is of.
    var kernels: [KernelReference] {
        var all = kernel.map { [$0] } ?? []
        if case .done(let done) = state, case .sheet(let sheet, _) = done.content {
            all += sheet.cells.compactMap(\.kernel)
        }
        return all
    }
}
