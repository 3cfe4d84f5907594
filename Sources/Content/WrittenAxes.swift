package import Diagnostics

/// The values of one axis as written: a list of texts, or one text. Empty where nothing was written.
package struct AxisList: SettingValue {
    package var items: [LocatedText] = []
    package var range: SourceRange?

    package static var expectation: String { "a text, or a list of texts" }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> AxisList {
        if case .mapping = setting.value { throw setting.mismatch(expected: expectation) }
        var items: [LocatedText] = []
        var seen: Set<String> = []
        for element in setting.oneOrMore {
            let item = try LocatedText.decode(element)
            guard seen.insert(item.text).inserted else {
                throw Diagnostic(.error, "listed-twice", "'\(item.text)' is listed twice", at: item.range)
            }
            items.append(item)
        }
        guard !items.isEmpty else {
            throw Diagnostic(.error, "bad-value", "must not be an empty list", at: setting.range)
        }
        return AxisList(items: items, range: setting.range)
    }

    package var json: JSON { .array(items.map(\.json)) }
}

/// A single value of an axis as written in the singular form of its key. Empty where nothing was written.
package struct AxisItem: SettingValue {
    package var list = AxisList()

    package static var expectation: String { "one text" }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> AxisItem {
        guard case .scalar = setting.value, !setting.isNull else { throw setting.mismatch(expected: expectation) }
        return AxisItem(list: try AxisList.decode(setting))
    }

    package var json: JSON { list.json }
}

/// The layers as written: the same for all models, or `{MODEL: [LAYER, …]}`.
package struct LayerList: SettingValue {
    package var everywhere = AxisList()
    package var byModel: [ModelLayers] = []
    package var range: SourceRange?

    package static var expectation: String { "a list of layers, or a mapping from model to layers" }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> LayerList {
        guard case .mapping(let entries) = setting.value else {
            return LayerList(everywhere: try AxisList.decode(setting), range: setting.range)
        }
        var byModel: [ModelLayers] = []
        for entry in entries {
            let model = LocatedText(entry.key, at: entry.keyRange)
            byModel.append(ModelLayers(model: model, layers: try AxisList.decode(entry.value).items))
        }
        guard !byModel.isEmpty else {
            throw Diagnostic(.error, "bad-value", "must not be an empty mapping", at: setting.range)
        }
        return LayerList(byModel: byModel, range: setting.range)
    }

    package var json: JSON {
        byModel.isEmpty
            ? everywhere.json
            : .object(
                Dictionary(
                    byModel.map { ($0.model.text, .array($0.layers.map(\.json))) }, uniquingKeysWith: { $1 }))
    }
}

/// The axes as a page or an exhibit writes them.
package struct WrittenAxes: Sendable {
    package var models = AxisList()
    package var model = AxisItem()
    package var classes = AxisList()
    package var `class` = AxisItem()
    package var kernels = AxisList()
    package var kernel = AxisItem()
    package var layers = LayerList()
    package var layer = AxisItem()
    package var images = AxisList()
    package var image = AxisItem()
    package var methods = AxisList()
    package var method = AxisItem()

    package init() {}
}

/// Settings among which the axes stand, each in the plural or the singular form.
package protocol AxisSettings: Settings {
    var axes: WrittenAxes { get set }
}

extension AxisSettings {
    package static var axisFields: [SettingField<Self>] {
        [
            SettingField("models", \.axes.models, "model cards by name"),
            SettingField("model", \.axes.model, "a single model"),
            SettingField("classes", \.axes.classes, "classes by name, index or WordNet id"),
            SettingField("class", \.axes.class, "a single class"),
            SettingField("kernels", \.axes.kernels, "kernels as layer/channel"),
            SettingField("kernel", \.axes.kernel, "a single kernel"),
            SettingField("layers", \.axes.layers, "layers, for all models or by model"),
            SettingField("layer", \.axes.layer, "a single layer"),
            SettingField("images", \.axes.images, "picture files, folders or generated pictures"),
            SettingField("image", \.axes.image, "a single picture"),
            SettingField("methods", \.axes.methods, "methods by name"),
            SettingField("method", \.axes.method, "a single method"),
        ]
    }

    /// Reports axes written in both forms.
    package func validateAxes() throws(Diagnostic) {
        let both: [(AxisName, Bool, AxisItem)] = [
            (.models, !axes.models.items.isEmpty, axes.model), (.classes, !axes.classes.items.isEmpty, axes.class),
            (.kernels, !axes.kernels.items.isEmpty, axes.kernel), (.layers, axes.layers.range != nil, axes.layer),
            (.images, !axes.images.items.isEmpty, axes.image), (.methods, !axes.methods.items.isEmpty, axes.method),
        ]
        for (name, hasPlural, item) in both where hasPlural && !item.list.items.isEmpty {
            throw Diagnostic(
                .error, "both-forms", "'\(name.singular)' and '\(name.rawValue)' say the same; keep one",
                at: item.list.range)
        }
    }
}
