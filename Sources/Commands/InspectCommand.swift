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
        commandName: "inspect", abstract: "Lists a model's layers, shapes, parameters and preprocessing.")

    @Argument(help: "A card's name in the gallery, or a model file.")
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
        let rows =
            [["layer", "kind", "details", "shape", "parameters", "multiply-adds"]]
            + layers.map { layer in
                [
                    layer.name, layer.kind, layer.summary, layer.shape.map(String.init).joined(separator: "×"),
                    layer.parameterCount == 0 ? "" : String(layer.parameterCount),
                    layer.multiplyAdds == 0 ? "" : String(layer.multiplyAdds),
                ]
            }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column < 4 ? cell + padding : padding + cell
            }.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        let total = model.network.multiplyAdds
        return
            (lines + [
                "",
                "\(title): \(model.network.parameterCount) parameters, \(total) multiply-adds an image, \(model.classCount) classes",
                "input: \(model.preprocessing.settings.json.canonicalText)",
            ] + files.map { "file: \($0.path)  sha256 \($0.sha256)" }).joined(separator: "\n")
    }

    fileprivate var json: JSON {
        .object([
            "name": .string(model.name), "title": .string(title), "classes": .integer(model.classCount),
            "parameters": .integer(model.network.parameterCount), "preprocessing": model.preprocessing.settings.json,
            "output": .string(model.network.nodes[model.output].name),
            "files": .array(files.map { .object(["path": .string($0.path), "sha256": .string($0.sha256)]) }),
            "layers": .array(
                layers.map { layer in
                    .object([
                        "name": .string(layer.name), "kind": .string(layer.kind), "details": .string(layer.summary),
                        "shape": .array(layer.shape.map(JSON.integer)), "parameters": .integer(layer.parameterCount),
                        "multiplyAdds": .integer(layer.multiplyAdds),
                    ])
                }),
        ])
    }
}
