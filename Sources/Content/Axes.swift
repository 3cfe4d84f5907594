package import Diagnostics

/// The values along one axis, and who gave them.
package struct Axis<Item: Sendable>: Sendable {
    package let items: [Item]
    package let range: SourceRange?
    /// Whether the page's front matter gave the values. A method that takes no such target may leave a default aside,
    /// but not what the exhibit itself asks for.
    package fileprivate(set) var isPageDefault = false
}

/// The layers of one model.
package struct ModelLayers: Sendable {
    package let model: LocatedText
    package let layers: [LocatedText]
}

/// The layers along an axis: the same names for every model, or names for each.
package enum LayerTargets: Sendable {
    case everywhere([LocatedText])
    case byModel([ModelLayers])

    /// Every layer named, of all models.
    package var all: [LocatedText] {
        switch self {
        case .everywhere(let layers): layers
        case .byModel(let lists): lists.flatMap(\.layers)
        }
    }

    /// The layers to show of a model, in order; none where the mapping leaves it out.
    package func layers(of model: String) -> [LocatedText] {
        switch self {
        case .everywhere(let layers): layers
        case .byModel(let lists): lists.first { $0.model.text == model }?.layers ?? []
        }
    }
}

/// The axes of an exhibit, or the defaults of a page. Axes give targets; names are resolved by whoever knows them.
package struct Axes: Sendable {
    package var models: Axis<LocatedText>?
    package var classes: Axis<LocatedText>?
    package var kernels: Axis<LocatedText>?
    /// One item, which holds all layers.
    package var layers: Axis<LayerTargets>?
    package var images: Axis<ImageItem>?
    package var methods: Axis<LocatedText>?

    package init() {}

    /// How many values an axis has; 0 where it is absent. Of layers by model, the longest list counts.
    package func count(of axis: AxisName) -> Int {
        switch axis {
        case .models: models?.items.count ?? 0
        case .classes: classes?.items.count ?? 0
        case .kernels: kernels?.items.count ?? 0
        case .images: images?.items.count ?? 0
        case .methods: methods?.items.count ?? 0
        case .layers:
            switch layers?.items.first {
            case .everywhere(let layers): layers.count
            case .byModel(let lists): lists.map(\.layers.count).max() ?? 0
            case nil: 0
            }
        }
    }
}

extension Axes {
    /// Takes the axes as written and resolves the paths of pictures against the file that names them.
    init(_ written: WrittenAxes, in file: ContentFile, paths: ContentPaths, log: DiagnosticLog) {
        func axis(_ plural: AxisList, _ singular: AxisItem) -> Axis<LocatedText>? {
            let list = plural.items.isEmpty ? singular.list : plural
            return list.items.isEmpty ? nil : Axis(items: list.items, range: list.range)
        }
        models = axis(written.models, written.model)
        classes = axis(written.classes, written.class)
        kernels = axis(written.kernels, written.kernel)
        methods = axis(written.methods, written.method)
        if !written.layers.byModel.isEmpty {
            layers = Axis(items: [.byModel(written.layers.byModel)], range: written.layers.range)
        } else if let same = axis(written.layers.everywhere, written.layer) {
            layers = Axis(items: [.everywhere(same.items)], range: same.range)
        }
        if let texts = axis(written.images, written.image) {
            let items = ImageItem.resolve(texts.items, in: file, paths: paths, log: log)
            images = Axis(items: items, range: texts.range)
        }
    }

    /// These axes, and the page's for what is missing here and not in `without`.
    func over(_ defaults: Axes, without: Set<AxisName>) -> Axes {
        func merged<Item>(_ own: Axis<Item>?, _ name: AxisName, _ standard: Axis<Item>?) -> Axis<Item>? {
            if let own { return own }
            guard !without.contains(name), var standard else { return nil }
            standard.isPageDefault = true
            return standard
        }
        var result = Axes()
        result.models = merged(models, .models, defaults.models)
        result.classes = merged(classes, .classes, defaults.classes)
        result.kernels = merged(kernels, .kernels, defaults.kernels)
        result.layers = merged(layers, .layers, defaults.layers)
        result.images = merged(images, .images, defaults.images)
        result.methods = merged(methods, .methods, defaults.methods)
        return result
    }

    /// Checks that layers given by model name exactly the models shown, as far as these are known.
    func checkLayers(log: DiagnosticLog) -> Bool {
        guard case .byModel(let lists) = layers?.items.first, let models else { return true }
        let names = models.items.map(\.text)
        var isSound = true
        for list in lists where !names.contains(list.model.text) {
            // A page's mapping may hold more models than one exhibit shows.
            guard layers?.isPageDefault == false else { continue }
            log.error(
                "unknown-model",
                "'layers' names '\(list.model.text)', which is not among the models shown"
                    + didYouMean(list.model.text, among: names),
                at: list.model.range)
            isSound = false
        }
        for model in models.items where !lists.contains(where: { $0.model == model }) {
            log.error(
                "missing-layers", "'layers' names no layers of '\(model.text)'; add '\(model.text): […]'",
                at: layers?.range)
            isSound = false
        }
        return isSound
    }
}
