package import Diagnostics

/// The architectures there are.
package enum ArchitectureCatalog {
    package static let all: [Architecture] = [
        .vgg16, .vgg16BN, .vgg19, .vgg19BN, .resnet18, .resnet34, .resnet50, .resnet101, .googlenet, .inceptionV3,
        .squeezenet11, .mobilenetV2,
    ]

    /// The architecture of this name or alias, whatever its capitals.
    ///
    /// - Throws: `unknown-architecture`, with a suggestion.
    package static func architecture(named name: String) throws(Diagnostic) -> Architecture {
        if let found = find(name) { return found }
        throw Diagnostic(
            .error, "unknown-architecture",
            "there is no architecture '\(name)'" + didYouMean(name, among: all.flatMap { [$0.name] + $0.aliases }),
            notes: [.init("'vitrine list architectures' lists them; export other networks to ONNX")])
    }

    /// The architecture of this name or alias, or nil.
    package static func find(_ name: String) -> Architecture? {
        let wanted = name.lowercased()
        return all.first { $0.name == wanted || $0.aliases.contains(wanted) }
    }
}
