import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Methods
import Models
import Networks
import Tensors

/// `vitrine predict`: classify images.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Classifies images, or preprocessed inputs in .npy files.")

    @Argument(help: ArgumentHelp(ModelChoice.help))
    var model: String

    @Argument(help: "PNG, JPEG or .npy files.")
    var images: [String]

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var messages: MessageOptions

    @Option(help: "How many classes to show.")
    var top = 5

    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        if top < 1 { throw ValidationError("--top takes a number from 1") }
        if images.isEmpty { throw ValidationError("name at least one image") }
    }

    func run() throws {
        let console = Console(messages)
        try perform(console) { log throws(Diagnostic) in
            guard let model = try ModelChoice(gallery, log: log).model(named: model)?.model else { return }
            let execution = Execution(model.network, reads: [model.output], for: .forward)
            var results: [JSON] = []
            for image in images {
                // One image that cannot be read does not keep the others from being classified.
                guard
                    let predictions = log.attempt({ () throws(Diagnostic) in
                        let input = try InputFile(image).tensor(for: model)
                        try execution.forward(input, workers: threads.workers)
                        let logits = execution.value(of: model.output).elements
                        guard logits.allSatisfy(\.isFinite) else {
                            throw Diagnostic(
                                .error, "not-finite", "the class scores are not finite", at: .file(image),
                                notes: [.init("the input is beyond what the model can carry")])
                        }
                        return model.predictions(fromLogits: logits, top: top)
                    })
                else { continue }
                results.append(
                    .object([
                        "image": .string(image), "predictions": .array(predictions.map(\.json)),
                    ]))
                if !json { console.print(([image] + predictions.map(\.line)).joined(separator: "\n")) }
            }
            if json { console.print(JSON.array(results).prettyText.trimmingCharacters(in: .newlines)) }
        }
    }
}

extension Prediction {
    fileprivate var json: JSON {
        .object([
            "index": .integer(index), "label": .string(label), "probability": .number(probability),
            "logit": .number(logit),
        ])
    }

    fileprivate var line: String {
        let percent = String(format: "%6.2f", probability * 100)
        return "  \(percent) %  \(label) (\(index)), logit \(String(format: "%.3f", logit))"
    }
}
