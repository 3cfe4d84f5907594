import ArgumentParser
import Diagnostics
import Foundation
import Gallery
import Methods
import Models
import Networks
import Tensors

/// `vitrine bench`: how fast a model runs here.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures how fast a model runs, and how much memory it takes.",
        discussion: """
            Every combination of size, batch and pass is run once unmeasured, then --runs times; medians are shown.
            """)

    @Argument(help: ArgumentHelp(ModelChoice.help))
    var model: String

    @Option(help: ArgumentHelp("Images at a time, such as 1,8.", valueName: "counts"))
    var batch = NumberList([1])

    @Option(
        help: ArgumentHelp(
            "Height and width of the images in pixels, such as 128,224 (default: the model's own).",
            valueName: "sides"))
    var size: NumberList?

    @Option(help: "A method to time in place of passes: it explains class 0 for an image of noise.")
    var method: String?

    @OptionGroup var settings: MethodSettings

    @Option(help: ArgumentHelp("What is timed: forward, gradient or both.", valueName: "passes"))
    var passes = PassList(passes: BenchPass.allCases)

    @Option(help: ArgumentHelp("How often each is run.", valueName: "count"))
    var runs = 10

    @Flag(help: "Every operator's time, beside the least it could take on this machine.")
    var layers = false

    @Flag(help: "Leave out measuring the machine's own limits.")
    var noLimits = false

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var messages: MessageOptions

    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        if method != nil, size != nil || layers || batch.numbers != [1] {
            throw ValidationError("--method goes without --size, --batch and --layers")
        }
        if method == nil, !settings.settings.isEmpty { throw ValidationError("--set goes with --method") }
        if !(1...10_000).contains(runs) { throw ValidationError("--runs takes a number from 1 to 10000") }
        if !batch.numbers.allSatisfy((1...4096).contains) {
            throw ValidationError("--batch takes numbers from 1 to 4096")
        }
        if let size, !size.numbers.allSatisfy((1...8192).contains) {
            throw ValidationError("--size takes numbers from 1 to 8192")
        }
    }

    func run() throws {
        let console = Console(messages)
        try perform(console) { log throws(Diagnostic) in
            guard let model = try ModelChoice(gallery, log: log).model(named: model) else { return }
            let openBLAS = OpenBLASCheck()
            if let warning = openBLAS.warning { log.add(warning) }
            if let method {
                return try time(method, on: model, console, log)
            }
            if !noLimits { console.note("measuring the machine") }
            let limits = noLimits ? nil : MachineLimits(workers: threads.workers)
            let results = measure(model.model, console, log)
            guard !results.isEmpty else { return }
            let report = BenchReport(
                title: model.title, network: model.model.network, output: model.model.output,
                workers: threads.workers, limits: limits, openBLAS: openBLAS, results: results)
            console.print(json ? report.json.prettyText.trimmingCharacters(in: .newlines) : report.text)
        }
    }

    private func time(
        _ name: String, on model: LoadedModel, _ console: Console, _ log: DiagnosticLog
    ) throws(Diagnostic) {
        let method = try MethodCatalog.method(named: name)
        guard let entries = settings.entries(log: log),
            let configured = ConfiguredMethod(method, options: entries, at: nil, log: log)
        else { return }
        let bench = MethodBench(method: configured, model: model, workers: threads.workers, count: runs)
        let result = try bench.measured()
        console.print(
            json ? bench.json(result).prettyText.trimmingCharacters(in: .newlines) : bench.text(result))
    }

    /// What cannot be run at one size or batch does not keep the others from being measured.
    private func measure(_ model: Model, _ console: Console, _ log: DiagnosticLog) -> [BenchResult] {
        let own = Extent(height: model.network.inputShape[1], width: model.network.inputShape[2])
        var results: [BenchResult] = []
        for size in size?.numbers.map({ Extent($0) }) ?? [own] {
            for pass in passes.passes {
                for batch in batch.numbers {
                    console.note("\(size.summary), \(pass.rawValue), batch \(batch)")
                    let result = log.attempt { () throws(Diagnostic) in
                        // Each on a network of its own: what one has prepared is not there for the next.
                        let network = try model.network.resized(to: size)
                        let run = BenchRun(
                            network: network, output: model.output, batch: batch, pass: pass,
                            workers: threads.workers, count: runs)
                        return try run.measured(timesLayers: layers)
                    }
                    if let result { results.append(result) }
                }
            }
        }
        return results
    }
}

/// Whole numbers as people write a few: 1,8.
struct NumberList: ExpressibleByArgument {
    let numbers: [Int]

    init(_ numbers: [Int]) { self.numbers = numbers }

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        numbers = words.compactMap { Int($0) }
        guard numbers.count == words.count else { return nil }
    }

    var defaultValueDescription: String { numbers.map(String.init).joined(separator: ",") }
}

/// One pass or both: forward,gradient.
struct PassList: ExpressibleByArgument {
    let passes: [BenchPass]

    init(passes: [BenchPass]) { self.passes = passes }

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        passes = words.compactMap { BenchPass(rawValue: String($0)) }
        guard passes.count == words.count, Set(passes).count == passes.count else { return nil }
    }

    var defaultValueDescription: String { passes.map(\.rawValue).joined(separator: ",") }
}
