import Content
import Diagnostics
import Methods
import Models
import Networks

/// Finds the class or kernel a figure is about, among its axes and its options.
struct TargetResolver {
    let selection: Selection
    let exhibit: Exhibit

    /// The options of the figure's method: those of the exhibit, over them those for this method alone, and the value
    /// of a sweep; without the options that name a target.
    func methodOptions() throws(Diagnostic) -> [Setting.Entry] {
        try OptionsByImage(method: selection.method).entries(
            Self.methodOptions(of: exhibit, for: selection.method, swept: selection.swept, layer: selection.layer),
            for: selection.image)
    }

    static func methodOptions(
        of exhibit: Exhibit, for method: any Method.Type, swept: Setting.Entry?, layer: LocatedText?
    ) -> [Setting.Entry] {
        let options = options(of: exhibit, for: method, swept: swept)
        guard method.takesLayer, !options.contains(where: { $0.key == "kernel" }) else {
            return options.filter { !targetKeys.contains($0.key) }
        }
        // A layer without a kernel is what the method looks at.
        guard let layer else { return options }
        let entry = Setting.Entry(
            key: "layer", keyRange: layer.range, value: Setting(.scalar(layer.text, quoted: true), at: layer.range))
        return options.filter { $0.key != "layer" } + [entry]
    }

    private static let targetKeys: Set<String> = ["layer", "kernel"]

    private var options: [Setting.Entry] {
        Self.options(of: exhibit, for: selection.method, swept: selection.swept)
    }

    /// The exhibit's options; over them those for this method alone, and over these the value of a sweep.
    private static func options(
        of exhibit: Exhibit, for method: any Method.Type, swept: Setting.Entry?
    ) -> [Setting.Entry] {
        let own = exhibit.methodOptions.first { $0.method.text == method.id }?.entries ?? []
        return [own, swept.map { [$0] } ?? []].reduce(exhibit.options) { options, over in
            let replaced = Set(over.map(\.key))
            return options.filter { !replaced.contains($0.key) } + over
        }
    }

    /// nil for a method that takes the predicted class.
    func target() throws(Diagnostic) -> (target: Target, label: String)? {
        guard selection.method.needs.contains(.target) else { return nil }
        if let named = try named() { return named }
        guard selection.method.needs.contains(.image) else {
            throw Diagnostic(
                .error, "no-target", "'\(selection.method.id)' needs a class or a kernel to show",
                at: exhibit.range, notes: [.init("add 'classes:' or 'kernels:' to the exhibit or the page")])
        }
        return nil
    }

    /// The class or kernel that the exhibit is about, also where the method itself looks at none: metrics do.
    func named() throws(Diagnostic) -> (target: Target, label: String)? {
        if let kernel = try kernelOption() { return kernel }
        if let (layer, channel, range) = selection.kernel {
            return try kernel(layer: layer, channel: channel, at: range)
        }
        if let text = selection.classText {
            do {
                let index = try selection.model.model.labels.index(of: text.text)
                return (.classIndex(index), selection.model.model.labels[index])
            } catch {
                throw error.placed(at: text.range)
            }
        }
        return nil
    }

    private func kernelOption() throws(Diagnostic) -> (target: Target, label: String)? {
        guard let kernelEntry = options.first(where: { $0.key == "kernel" }) else {
            if let layer = options.first(where: { $0.key == "layer" }), !selection.method.takesLayer {
                throw Diagnostic(
                    .error, "layer-without-kernel", "'layer' goes with 'kernel: NUMBER'", at: layer.keyRange)
            }
            return nil
        }
        guard let layer = options.first(where: { $0.key == "layer" }) else {
            throw Diagnostic(
                .error, "kernel-without-layer",
                "'kernel: NUMBER' goes with 'layer: NAME'; or write 'kernel: LAYER/NUMBER'",
                at: kernelEntry.keyRange)
        }
        return try kernel(
            layer: layer.value.text(), channel: Int.decode(kernelEntry.value), at: layer.value.range)
    }

    /// Says where a convolution is named whose activation may have been meant.
    var activationNote: Diagnostic? {
        guard case .kernel(let layer, _, _)? = try? target()?.target,
            let activation = try? selection.model.model.network.activation(after: layer)
        else { return nil }
        return Diagnostic(
            .note, "before-activation",
            "'\(layer)' is a convolution, shown before its activation, which is '\(activation.name)'",
            at: selection.kernel?.range ?? exhibit.range)
    }

    private func kernel(
        layer: String, channel: Int, at range: SourceRange?
    ) throws(Diagnostic) -> (target: Target, label: String) {
        do {
            try selection.model.model.network.checkChannel(channel, of: layer)
        } catch {
            throw error.placed(at: range)
        }
        return (.kernel(layer: layer, channel: channel, position: nil), "\(layer)/\(channel)")
    }
}

extension Method {
    /// Whether it looks at a layer that its options name.
    static var takesLayer: Bool { optionDescriptions.contains { $0.name == "layer" } }
}
