import Content
import Diagnostics
import Methods
import Models
import Networks

/// Finds what the items of an exhibit's axes name.
///
/// A page's default classes, kernels and images are left aside by methods that take none; what the exhibit itself names
/// and its methods cannot use is an error.
struct AxisResolution {
    let exhibit: Exhibit
    let models: ModelRepository
    let log: DiagnosticLog

    struct Resolved {
        let axes: [PlannedAxes.ResolvedAxis]
        let methods: [any Method.Type]
        let first: Selection
    }

    func resolve() -> Resolved? {
        let errors = log.all.count
        let shown = resolveModels()
        let methods = resolveMethods()
        guard let first = shown.first, let method = methods.first?.method else { return nil }
        let needs = methods.map { $0.method.needs }
        checkUse(needs)

        var axes: [PlannedAxes.ResolvedAxis] = [
            .init(
                direction: .axis(.models), name: AxisName.models.singular,
                values: shown.map { model in (model.title, { $0.model = model }) })
        ]
        if needs.contains(where: { $0.contains(.target) }) { axes += targetAxes(of: shown) }
        axes += layerAxis(
            of: shown, methods: methods.map(\.method),
            besideKernels: axes.contains { $0.direction == .axis(.kernels) }
                || exhibit.options.contains { $0.key == "kernel" })
        if needs.contains(where: { $0.contains(.image) }) { axes += imageAxis() }
        axes.append(
            .init(
                direction: .axis(.methods), name: AxisName.methods.singular,
                values: methods.map { entry in (entry.method.title, { $0.method = entry.method }) }))
        if let sweep = exhibit.sweep {
            axes.append(
                .init(
                    direction: .sweep(option: sweep.option.text), name: sweep.option.text,
                    values: sweep.values.map { value in
                        (
                            (try? value.text()) ?? value.kind,
                            { $0.swept = .init(key: sweep.option.text, keyRange: sweep.option.range, value: value) }
                        )
                    }))
        }
        guard log.all.dropFirst(errors).allSatisfy({ $0.severity != .error }) else { return nil }
        let count = axes.reduce(1) { $0 * $1.values.count }
        guard count <= 10_000 else {
            log.error(
                "too-many-figures", "this exhibit asks for \(count) figures; 10000 is the most", at: exhibit.range)
            return nil
        }
        return Resolved(axes: axes, methods: methods.map(\.method), first: Selection(model: first, method: method))
    }

    private func resolveModels() -> [LoadedModel] {
        guard let axis = exhibit.axes.models else {
            if let only = models.onlyModel { return [only] }
            log.error(
                "missing-model",
                "this exhibit names no model; add 'models: […]' to it or to the page" + models.advice, at: exhibit.range
            )
            return []
        }
        return axis.items.compactMap { item in
            log.attempt(at: item.range) { () throws(Diagnostic) in try models.model(named: item.text) } ?? nil
        }
    }

    private func resolveMethods() -> [(method: any Method.Type, range: SourceRange?)] {
        (exhibit.axes.methods?.items ?? []).compactMap { item in
            log.attempt(at: item.range) { () throws(Diagnostic) in
                (try MethodCatalog.method(named: item.text), item.range)
            }
        }
    }

    private func checkUse(_ needs: [MethodNeeds]) {
        let takesTarget = needs.contains { $0.contains(.target) }
        let takesImage = needs.contains { $0.contains(.image) }
        func refuse(_ name: String, _ isPageDefault: Bool?, _ range: SourceRange?) {
            guard isPageDefault == false else { return }
            log.error("unused-axis", "the exhibit's method takes no \(name); remove '\(name)'", at: range)
        }
        if !takesTarget {
            refuse("classes", exhibit.axes.classes?.isPageDefault, exhibit.axes.classes?.range)
            refuse("kernels", exhibit.axes.kernels?.isPageDefault, exhibit.axes.kernels?.range)
        }
        if !takesImage { refuse("images", exhibit.axes.images?.isPageDefault, exhibit.axes.images?.range) }
        if needs.contains(where: { $0.contains(.image) }), exhibit.axes.images == nil {
            log.error(
                "missing-images", "this exhibit explains images and names none; add 'images: […]' to it or to the page",
                at: exhibit.range)
        }
    }

    /// Classes or kernels: what the exhibit names itself, else the page's kernels or classes.
    private func targetAxes(of shown: [LoadedModel]) -> [PlannedAxes.ResolvedAxis] {
        let (classes, kernels) = (exhibit.axes.classes, exhibit.axes.kernels)
        if let classes, let kernels, classes.isPageDefault == kernels.isPageDefault {
            log.error(
                "two-targets", "an exhibit shows classes or kernels, not both; split it in two", at: kernels.range)
            return []
        }
        if let kernels, classes == nil || !kernels.isPageDefault {
            let found = kernels.items.flatMap { item in
                self.kernels(item, of: shown).map { (layer: $0.layer, channel: $0.channel, item: item) }
            }
            var axis = PlannedAxes.ResolvedAxis(
                direction: .axis(.kernels), name: AxisName.kernels.singular,
                values: found.map { kernel in
                    (
                        "\(kernel.layer)/\(kernel.channel)",
                        { $0.kernel = (kernel.layer, kernel.channel, kernel.item.range) }
                    )
                })
            axis.layers = found.map(\.layer)
            return [axis]
        }
        guard let classes else { return [] }
        return [
            .init(
                direction: .axis(.classes), name: AxisName.classes.singular,
                values: classes.items.map { item in
                    (
                        Int(item.text).flatMap { shown.first?.model.labels.names[safe: $0] } ?? item.text,
                        { $0.classText = item }
                    )
                })
        ]
    }

    private func kernels(_ item: LocatedText, of shown: [LoadedModel]) -> [(layer: String, channel: Int)] {
        guard let model = shown.first?.model else { return [] }
        let channels = log.attempt(at: item.range) { () throws(Diagnostic) in
            let kernel = try KernelItem(item)
            return (kernel.layer, try kernel.channels(of: model))
        }
        guard let (layer, channels) = channels else { return [] }
        return channels.map { (layer, $0) }
    }

    /// Layers, each the value of the methods' option of that name. Where models have layers of their own, a place in their
    /// lists is a value of the axis.
    private func layerAxis(
        of shown: [LoadedModel], methods: [any Method.Type], besideKernels: Bool
    ) -> [PlannedAxes.ResolvedAxis] {
        guard let axis = exhibit.axes.layers, let targets = axis.items.first else { return [] }
        guard methods.contains(where: { $0.takesLayer }), !besideKernels else {
            if !axis.isPageDefault {
                log.error(
                    "unused-axis",
                    besideKernels
                        ? "the exhibit shows kernels, which name their layers; remove 'layers'"
                        : "the exhibit's method takes no layers; remove 'layers'",
                    at: axis.range)
            }
            return []
        }
        let lists = shown.map { targets.layers(of: $0.name) }
        for (model, layers) in zip(shown, lists) {
            for layer in layers {
                _ = log.attempt(at: layer.range) { () throws(Diagnostic) in
                    try model.model.network.node(named: layer.text)
                }
            }
        }
        let count = lists.map(\.count).max() ?? 0
        func label(_ place: Int) -> String {
            var names: [String] = []
            for list in lists where list.indices.contains(place) && !names.contains(list[place].text) {
                names.append(list[place].text)
            }
            return names.count == 1 ? names[0] : "\(place + 1): " + names.joined(separator: " / ")
        }
        var resolved = PlannedAxes.ResolvedAxis(
            direction: .axis(.layers), name: AxisName.layers.singular,
            values: (0..<count).map { place in
                (
                    label(place),
                    { selection in
                        selection.layer = targets.layers(of: selection.model.name)[safe: place]
                        selection.isAbsent = selection.layer == nil
                    }
                )
            })
        if case .byModel = targets {
            resolved.label = { place, selection in
                selection.layer.map { label(place) == $0.text ? $0.text : "\(place + 1): \($0.text)" } ?? label(place)
            }
        }
        return [resolved]
    }

    private func imageAxis() -> [PlannedAxes.ResolvedAxis] {
        let images = (exhibit.axes.images?.items ?? []).flatMap { models.images(for: $0) }
        return [
            .init(
                direction: .axis(.images), name: AxisName.images.singular,
                values: images.map { image in (image.label, { $0.image = image }) })
        ]
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
