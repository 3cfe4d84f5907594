import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Store

/// `vitrine plan`: what a build would do, without computing.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows which jobs a build would run, without running them.")

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var messages: MessageOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let console = Console(messages)
        try perform(console) { log throws(Diagnostic) in
            guard let source = gallery.load(log: log) else { return }
            let survey = try gallery.lookUp { store throws(Diagnostic) in
                try GalleryBuild(source: source, store: store, resources: Resources(threads: 1), log: log).survey()
            }
            guard !log.hasErrors else { return }
            if json {
                console.print(survey.json.prettyText.trimmingCharacters(in: .newlines))
            } else {
                for line in survey.lines { console.print(line) }
            }
        }
    }
}

extension GalleryBuild.Survey {
    fileprivate var lines: [String] {
        var lines = untrained.map { "train    \($0.title)" }
        for job in plan.jobs {
            lines.append("\(isStored(job) ? "stored  " : "compute ") \(job.title)  (\(Self.size(job.memory)))")
        }
        let memory = missing.map(\.memory).max() ?? 0
        lines.append(
            (untrained.isEmpty ? "" : "\(untrained.count) to train, ")
                + "\(missing.count) to compute, \(stored.count) in the store"
                + (missing.isEmpty ? "" : "; the largest needs \(Self.size(memory))") + estimate)
        return lines
    }

    /// Told from the seconds that stored results of this gallery took.
    private var estimate: String {
        var (cost, seconds) = (0.0, 0.0)
        for job in stored {
            guard case .stored(let record) = standings[job.key], let taken = record.body["seconds"]?.numberValue else {
                continue
            }
            cost += job.cost
            seconds += taken
        }
        guard cost > 0, !missing.isEmpty else { return "" }
        let expected = missing.reduce(0) { $0 + $1.cost } * seconds / cost
        return "; about \(TerminalMonitor.duration(expected)) of computing on one thread"
    }

    private static func size(_ bytes: Int) -> String {
        bytes >= 10 << 20 ? "\(bytes >> 20) MiB" : "\((bytes + 1023) >> 10) KiB"
    }

    fileprivate var json: JSON {
        .object([
            "untrained": .array(untrained.map { .string($0.title) }),
            "jobs": .array(
                plan.jobs.map { job in
                    .object([
                        "key": .string(job.key.hex), "title": .string(job.title), "stored": .bool(isStored(job)),
                        "memory": .integer(job.memory),
                    ])
                }),
        ])
    }
}
