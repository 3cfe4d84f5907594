import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Models
import Networks

/// `vitrine inspect`: what a model is made of.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Lists a model's layers with shapes, parameters, multiply-adds and receptive fields; preprocessing.")

    @Argument(help: ArgumentHelp(ModelChoice.help))
    var model: String

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var messages: MessageOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let console = Console(messages)
        try perform(console) { log throws(Diagnostic) in
            guard let model = try ModelChoice(gallery, log: log).model(named: model) else { return }
            console.print(json ? model.json.prettyText.trimmingCharacters(in: .newlines) : model.table)
        }
    }
}

extension LoadedModel {
    fileprivate var table: String {
        var table = TextTable(
            ["layer", "kind", "details", "shape", "parameters", "multiply-adds", "receptive field"], leading: 4)
        for layer in layers {
            table.add([
                layer.name, layer.kind, layer.summary, layer.shape.map(String.init).joined(separator: "×"),
                layer.parameterCount == 0 ? "" : String(layer.parameterCount),
                layer.multiplyAdds == 0 ? "" : String(layer.multiplyAdds), layer.receptiveField,
            ])
        }
        let total = model.network.multiplyAdds
        return
            (table.lines + [
                "",
                "\(title): \(model.network.parameterCount) parameters, \(total) multiply-adds an image, \(model.classCount) classes",
                "receptive fields: height×width in pixels of the input, and how far apart those of neighbouring units are",
                "input: \(model.preprocessing.settings.json.canonicalText)",
            ] + files.map { "file: \($0.path)  sha256 \($0.sha256)" }).joined(separator: "\n")
    }

    fileprivate var json: JSON {
        .object([
            "name": .string(model.name), "title": .string(title), "classes": .integer(model.classCount),
            "parameters": .integer(model.network.parameterCount), "multiplyAdds": .integer(model.network.multiplyAdds),
            "preprocessing": model.preprocessing.settings.json,
            "output": .string(model.network.nodes[model.output].name),
            "files": .array(files.map { .object(["path": .string($0.path), "sha256": .string($0.sha256)]) }),
            "layers": .array(
                zip(layers, model.network.receptiveFields).map { layer, field in
                    .object([
                        "name": .string(layer.name), "kind": .string(layer.kind), "details": .string(layer.summary),
                        "shape": .array(layer.shape.map(JSON.integer)), "parameters": .integer(layer.parameterCount),
                        "multiplyAdds": .integer(layer.multiplyAdds), "receptiveField": field.json,
                    ])
                }),
        ])
    }
}

extension ReceptiveField {
    /// Height before width; the centre is that of the first unit's field, 0 being the middle of the first pixel.
    fileprivate var json: JSON {
        .object([
            "size": .array([.integer(rows.size), .integer(columns.size)]),
            "stride": .array([.integer(rows.stride), .integer(columns.stride)]),
            "center": .array([.number(rows.center), .number(columns.center)]),
            "wholeImage": .bool(isWholeImage),
        ])
    }
}
