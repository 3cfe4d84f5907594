import Content
import Diagnostics
import Gallery
import Store

extension SiteBuilder {
    /// A page for every kernel that a figure, or a cell of a sheet, is of.
    mutating func addKernelPages() {
        for layer in map.kernels.layers {
            for index in layer.channels.indices { addKernelPage(index, of: layer) }
        }
    }

    private mutating func addKernelPage(_ index: Int, of layer: KernelIndex.Layer) {
        let channel = layer.channels[index]
        let kernel = KernelReference(model: layer.model, layer: layer.name, channel: channel)
        let address = layer.address(of: channel)
        let title = "\(layer.name)/\(channel)"
        let model = map.modelReference(layer.model)
        let sightings = exhibits.output.kernels[kernel] ?? KernelSightings()
        let (groups, ids) = figures(of: sightings)
        let summary = map.models.first { $0.card.name == layer.model }?.layers.first { $0.name == layer.name }
        let neighbours = SiteMap.neighbours(of: index, in: layer.channels) {
            PageLink(title: "\(layer.name)/\($0)", href: layer.address(of: $0))
        }
        let shown = Set(
            sightings.figures.map { FigurePlace($0.result, $0.figure) }
                + sightings.cells.map { FigurePlace($0.result, $0.figure) })
        let cards = exhibitCards(
            of: { result in shown.contains { $0.reference == result.reference } },
            figures: { result, figure in shown.contains(FigurePlace(result, figure)) })
        let cells = sightings.cells.map { part in
            KernelPage.Cell(
                style: part.style, cell: part.cell,
                figure: PageLink(
                    title: ([map.methodReference(part.figure.method).title]
                        + part.figure.coordinates.filter { $0.axis != "method" }.map(\.label)).joined(separator: " · "),
                    href: "\(part.result.reference.page).html#\(part.figure.id)"))
        }
        let view = KernelPage(
            frame: frame("\(title) · \(model.title)", nil, at: address, in: "models"), title: title,
            summary: sentence(channel, of: layer, summary, model: model.title),
            model: Reference(title: model.title, href: model.href.map { $0 + "#kernels" }),
            facts: facts(of: sightings, summary), groups: groups, cells: cells, hasCells: !cells.isEmpty,
            exhibits: cards, hasExhibits: !cards.isEmpty, previous: neighbours.previous, next: neighbours.next)
        links.define(ids.union(Self.kernelPartNames), at: address)
        add(theme.render(view, with: .kernel), at: address)
    }

    /// Names that the template of kernels gives to its own parts.
    private static let kernelPartNames: Set<String> = ["facts", "sheets", "exhibits"]

    private func sentence(
        _ channel: Int, of layer: KernelIndex.Layer, _ summary: ModelResult.LayerSummary?, model: String
    ) -> String {
        guard let summary, let count = summary.shape.first else {
            return "Channel \(channel) of the layer \(layer.name) of \(model)."
        }
        return "Channel \(channel) of the \(NumberText.grouped(count)) of \(layer.name), a layer of kind "
            + "\(summary.kind) of \(model)."
    }

    /// What the network says of the layer, and the figures of the kernel in numbers.
    private func facts(of sightings: KernelSightings, _ layer: ModelResult.LayerSummary?) -> [NamedText] {
        var facts: [NamedText] = []
        if let layer {
            if layer.shape.count == 3 {
                facts.append(
                    NamedText(name: "map", text: layer.shape.dropFirst().map(String.init).joined(separator: " × ")))
            }
            facts.append(NamedText(name: "receptive field, in pixels of the input", text: layer.receptiveField))
        }
        if sightings.figures.contains(where: { $0.figure.result?.isDead ?? false }) {
            facts.append(NamedText(name: "dead", text: "no picture that was drawn raised it above zero"))
        }
        var seen: Set<String> = []
        for sighting in sightings.figures {
            guard let done = sighting.figure.result, seen.insert(done.key.hex).inserted else { continue }
            for number in FigureTexts(done, map: nil).keyNumbers {
                let name = "\(number.name), \(map.methodReference(sighting.figure.method).title.lowercasedFirst)"
                if !facts.contains(where: { $0.name == name }) {
                    facts.append(
                        NamedText(name: name, text: range(of: number.name, by: sighting.figure.method, sightings)))
                }
            }
        }
        return facts
    }

    /// The values of a number over the figures by one method: one value, or the smallest and the largest.
    private func range(of number: String, by method: String, _ sightings: KernelSightings) -> String {
        let figures = sightings.figures.filter { $0.figure.method == method }.compactMap(\.figure.result)
        let values = figures.flatMap { $0.numbers.filter { $0.name == number }.map(\.value) }
        guard let low = values.min(), let high = values.max(), low != high else {
            return values.first.map(NumberText.short) ?? ""
        }
        return "\(NumberText.short(low)) to \(NumberText.short(high))"
    }

    /// The figures of a kernel by method: first what it would like to see, then what it answers to, then the rest.
    ///
    /// Figures of several exhibits that are of one job stand once.
    ///
    /// - Returns: with the groups the names that they give to parts of the page.
    private mutating func figures(of sightings: KernelSightings) -> ([KernelPage.Group], Set<String>) {
        let order = Self.firstMethods + map.methods.map(\.id).filter { !Self.firstMethods.contains($0) }
        var places: [String: [PageLink]] = [:]
        var whole: [(name: String, sighting: KernelSightings.Whole)] = []
        for sighting in sightings.figures {
            let reference = sighting.result.reference
            let name = sighting.figure.result?.key.hex ?? "\(reference.page)#\(sighting.figure.id)"
            if places[name] == nil { whole.append((name, sighting)) }
            places[name, default: []].append(
                PageLink(title: "exhibit", href: "\(reference.page).html#\(sighting.figure.id)"))
        }
        var ids = Self.kernelPartNames
        var groups: [KernelPage.Group] = []
        let methods = Set(whole.map(\.sighting.figure.method))
        for method in order.filter(methods.contains) + methods.subtracting(order).sorted() {
            let id = unique("method-\(method)", among: &ids)
            var views: [FigureView] = []
            for (name, sighting) in whole where sighting.figure.method == method {
                let label = sighting.figure.coordinates.filter { $0.axis != "kernel" && $0.axis != "method" }
                    .map { $0.axis == "image" || $0.axis == "model" ? $0.label : "\($0.axis) \($0.label)" }
                    .joined(separator: ", ")
                let setting = FigureBuilder.Setting(
                    label: label.isEmpty ? nil : label, id: unique(sighting.figure.id, among: &ids),
                    places: places[name])
                views.append(exhibits.view(of: sighting, setting))
            }
            let hasSheets = views.contains { $0.sheet != nil }
            groups.append(
                KernelPage.Group(
                    id: id, method: map.methodReference(method),
                    isWide: !hasSheets && views.contains { $0.subject != nil },
                    hasSheets: hasSheets, figures: views))
        }
        return (groups, ids)
    }

    /// The methods that are read first, as far as a kernel has figures by them.
    private static let firstMethods = [
        "activation-maximization", "transformation-invariant", "dataset-examples", "deconvolution",
        "guided-backpropagation", "kernel-suppression",
    ]

    private func unique(_ base: String, among names: inout Set<String>) -> String {
        var name = base
        var number = 2
        while !names.insert(name).inserted {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }

    /// The kernels of a model that have pages, by layer.
    func kernels(of model: ModelResult) -> [LayerKernels] {
        map.kernels.layers(of: model.card.name).map { layer in
            let count = model.layers.first { $0.name == layer.name }?.shape.first ?? layer.channels.count
            let shown = layer.channels.count
            return LayerKernels(
                layer: layer.name,
                extent: shown == count
                    ? "all \(NumberText.grouped(count))" : "\(shown) of \(NumberText.grouped(count))",
                kernels: layer.channels.map { PageLink(title: String($0), href: layer.address(of: $0)) })
        }
    }
}

/// A figure on its page.
private struct FigurePlace: Hashable {
    let reference: ExhibitReference
    let figure: String

    init(_ result: ExhibitResult, _ figure: Figure) {
        reference = result.reference
        self.figure = figure.id
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
