import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Methods
import Pictures
import Store
import Tensors

/// `vitrine run`: one job from the shell.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs one method on one model and writes map.npy, figure.png and record.json.")

    @Argument(help: "The method's name, as 'vitrine list methods' shows it.")
    var method: String

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var messages: MessageOptions

    @Option(help: ArgumentHelp(ModelChoice.help))
    var model: String

    @Option(help: "The picture to explain: a file, or synthetic:shapes/test/3.")
    var image: String?

    @Option(help: "A preprocessed input in place of a picture: .npy, 1 × C × H × W.")
    var input: String?

    @Option(name: .customLong("class"), help: "A class by name, index or WordNet identifier.")
    var className: String?

    @Option(help: "A layer's name: with --kernel the kernel's, otherwise the one the method looks at.")
    var layer: String?

    @Option(help: "A channel of the layer, counted from 0.")
    var kernel: Int?

    @OptionGroup var settings: MethodSettings

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "folder"))
    var output: String

    func validate() throws {
        if image != nil, input != nil { throw ValidationError("--image and --input exclude each other") }
        if layer == nil, kernel != nil { throw ValidationError("--kernel goes with --layer") }
        if kernel != nil, className != nil { throw ValidationError("--class and --kernel exclude each other") }
    }

    func run() throws {
        let console = Console(messages)
        let interruption = Interruption()
        let signals = Signals(interruption, console: console)
        defer { withExtendedLifetime(signals) {} }
        try perform(console) { log throws(Diagnostic) in
            _ = try MethodCatalog.method(named: method)
            guard let options = options(log: log),
                let loaded = try ModelChoice(gallery, log: log).model(named: model),
                let input = try input(for: loaded, log: log),
                let job = try SingleJob(
                    method: method, model: loaded, input: input, classText: className,
                    kernel: layer.flatMap { layer in kernel.map { (layer, $0) } }, options: options, log: log)
            else { return }
            try createFolder(at: output)
            let monitor = TerminalMonitor(console)
            monitor.phaseBegan(method, missing: 0, found: 0)
            let outcome = try job.run(
                JobContext(workers: threads.workers) { share throws(Diagnostic) in
                    try interruption.check()
                    monitor.advanced(finished: 0, total: 1, share: share)
                })
            monitor.phaseEnded()
            try write(outcome)
            for verdict in outcome.verdicts {
                if !verdict.label.isEmpty { console.print(verdict.label) }
                for prediction in verdict.predictions {
                    console.print("\(prediction.label): \(String(format: "%.2f", prediction.probability * 100)) %")
                }
            }
            for number in outcome.numbers { console.print("\(number.name): \(number.value)") }
            for receipt in outcome.receipts {
                console.print("\(receipt.name): \(receipt.value), at most \(receipt.tolerance) tolerated")
                log.report(receipt, of: method, at: nil)
            }
        }
    }

    /// A layer without a kernel is an option of the method.
    private func options(log: DiagnosticLog) -> [Setting.Entry]? {
        let own = layer.flatMap { layer in
            kernel == nil ? Setting.Entry(key: "layer", keyRange: nil, value: Setting(layer)) : nil
        }
        return settings.entries(log: log).map { [own].compactMap(\.self) + $0 }
    }

    private func input(for model: LoadedModel, log: DiagnosticLog) throws(Diagnostic) -> SingleJob.Input? {
        if let input {
            return .tensor(try InputFile(input).array(for: model.model))
        }
        guard let image else { return SingleJob.Input.none }
        return try .image(GalleryImage.named(image))
    }

    private func write(_ outcome: SingleJob.Outcome) throws(Diagnostic) {
        for (name, data) in outcome.files.sorted(by: { $0.key < $1.key }) {
            _ = try writeAtomically(data, to: output + "/" + name)
        }
        if let figure = outcome.figure {
            _ = try writeAtomically(try encodePNG(figure, texts: outcome.provenance), to: output + "/figure.png")
        }
        _ = try writeAtomically(Data(outcome.record.prettyText.utf8), to: output + "/record.json")
    }
}
