import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Methods
import Metrics
import Models

/// `vitrine list`: what there is to use.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the methods, the metrics, the architectures, or the models of a gallery.")

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case methods, metrics, architectures, models
    }

    @Argument(help: "methods, metrics, architectures or models.")
    var subject: Subject

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var messages: MessageOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let console = Console(messages)
        try perform(console) { log throws(Diagnostic) in
            switch subject {
            case .methods:
                let methods = MethodCatalog.all.map { MethodSummary($0) }
                let presets = ExhibitPreset.allCases.map { preset in
                    "\(preset.rawValue): \(preset.summary)\n  a preset exhibit of \(preset.method), for pages only"
                }
                console.print(
                    json
                        ? JSON.array(methods.map(\.json)).prettyText
                        : (methods.map(\.text) + presets).joined(separator: "\n\n"))
            case .metrics:
                let metrics = MetricCatalog.all.map { MetricSummary($0) }
                console.print(
                    json ? JSON.array(metrics.map(\.json)).prettyText : metrics.map(\.text).joined(separator: "\n\n"))
            case .architectures:
                var descriptions: [ArchitectureDescription] = []
                for architecture in ArchitectureCatalog.all {
                    descriptions.append(try ArchitectureDescription(architecture))
                }
                console.print(
                    json
                        ? JSON.array(descriptions.map(\.json)).prettyText
                        : descriptions.map(\.text).joined(separator: "\n\n"))
            case .models:
                guard let source = gallery.load(log: log) else { return }
                if json {
                    console.print(
                        JSON.array(
                            source.models.map { .object(["name": .string($0.name), "title": .string($0.title)]) }
                        ).prettyText)
                } else {
                    for model in source.models { console.print("\(model.name)  \(model.title)") }
                }
            }
        }
    }
}

extension MethodSummary {
    fileprivate var text: String {
        (["\(id): \(summary)", "  \(reference)"] + options.lines).joined(separator: "\n")
    }

    fileprivate var json: JSON {
        .object([
            "id": .string(id), "title": .string(title), "summary": .string(summary),
            "discussion": .string(discussion), "reference": .string(reference), "revision": .integer(revision),
            "options": options.json,
        ])
    }
}

extension MetricSummary {
    fileprivate var text: String {
        let numbers = columns.map { column in
            "  \(column.name): \(column.title), \(column.direction.rawValue). \(column.definition)"
        }
        let plots = curves.isEmpty ? [] : ["  curves: " + curves.joined(separator: ", ")]
        return (["\(id): \(summary)", "  \(reference)"] + numbers + plots + options.lines).joined(separator: "\n")
    }

    fileprivate var json: JSON {
        .object([
            "id": .string(id), "title": .string(title), "summary": .string(summary),
            "discussion": .string(discussion), "reference": .string(reference), "revision": .integer(revision),
            "options": options.json,
            "numbers": .array(
                columns.map { column in
                    .object([
                        "name": .string(column.name), "title": .string(column.title),
                        "direction": .string(column.direction.rawValue), "definition": .string(column.definition),
                        "unit": .string(column.unit),
                    ])
                }), "curves": .array(curves.map(JSON.string)),
        ])
    }
}

extension [SettingDescription] {
    /// A line for each option, the names in one column.
    fileprivate var lines: [String] {
        let width = map(\.name.count).max() ?? 0
        return map { option in
            "  \(option.name.padding(toLength: width, withPad: " ", startingAt: 0))  \(option.summary); "
                + "\(option.expectation), by default \(option.defaultValue.shownText)"
        }
    }

    fileprivate var json: JSON {
        .array(
            map { option in
                .object([
                    "name": .string(option.name), "summary": .string(option.summary),
                    "takes": .string(option.expectation), "default": option.defaultValue,
                ])
            })
    }
}

/// An architecture as the list shows it.
private struct ArchitectureDescription {
    let architecture: Architecture
    /// With a thousand classes.
    let parameterCount: Int

    init(_ architecture: Architecture) throws(Diagnostic) {
        self.architecture = architecture
        parameterCount = try architecture.description().parameterCount
    }

    var text: String {
        let names = architecture.aliases.isEmpty ? "" : " (also \(architecture.aliases.joined(separator: ", ")))"
        return [
            architecture.name + names,
            "  \(architecture.reference)",
            "  input \(architecture.inputSide)×\(architecture.inputSide), \(parameterCount) parameters",
        ].joined(separator: "\n")
    }

    var json: JSON {
        .object([
            "name": .string(architecture.name), "aliases": .array(architecture.aliases.map(JSON.string)),
            "reference": .string(architecture.reference), "inputSide": .integer(architecture.inputSide),
            "parameters": .integer(parameterCount), "preprocessing": architecture.preprocessing.json,
        ])
    }
}

extension JSON {
    /// As a person would write it in front matter.
    var shownText: String {
        switch self {
        case .null: "not set"
        case .string(let text): text
        default: canonicalText
        }
    }
}
