/// The axes along which an exhibit's figures vary, besides a sweep.
package enum AxisName: String, CaseIterable, Sendable {
    case models, classes, kernels, layers, images, methods

    /// The key that gives the axis one value: `class: tench` is `classes: [tench]`.
    package var singular: String {
        switch self {
        case .models: "model"
        case .classes: "class"
        case .kernels: "kernel"
        case .layers: "layer"
        case .images: "image"
        case .methods: "method"
        }
    }

    /// The axis that a key gives values to, in its plural or singular form.
    package init?(key: String) {
        guard let axis = Self.allCases.first(where: { $0.rawValue == key || $0.singular == key }) else { return nil }
        self = axis
    }
}
