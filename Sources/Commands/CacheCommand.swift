import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Store
import Website

/// `vitrine cache`: looks after the store of results.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Looks after the store of results.",
        subcommands: [Stats.self, Verify.self, Collect.self, Explain.self])

    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Counts records, blobs and bytes.")

        @OptionGroup var gallery: GalleryOptions
        @OptionGroup var messages: MessageOptions

        func run() throws {
            let console = Console(messages)
            try perform(console) { _ throws(Diagnostic) in
                let statistics = try gallery.openStore(creating: false).statistics()
                console.print(
                    "\(statistics.recordCount) records, \(statistics.blobCount) blobs, "
                        + "\((statistics.recordBytes + statistics.blobBytes + 1023) >> 10) KiB in \(gallery.storePath)")
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Reads every byte and reports what is damaged.")

        @OptionGroup var gallery: GalleryOptions
        @OptionGroup var messages: MessageOptions

        func run() throws {
            let console = Console(messages)
            try perform(console) { log throws(Diagnostic) in
                let report = try gallery.openStore(creating: false).verify()
                for var damage in report.damagedRecords + report.damagedBlobs {
                    damage.severity = .error
                    log.add(damage)
                }
                for stranger in report.strangers { log.add(stranger) }
                console.print(
                    "\(report.recordCount) records and \(report.blobCount) blobs read, "
                        + "\(report.damagedRecords.count + report.damagedBlobs.count) damaged")
                if !report.isWhole {
                    console.note("the next build computes what is damaged anew; 'vitrine cache gc' removes it")
                }
            }
        }
    }

    struct Collect: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "gc", abstract: "Removes results that the gallery no longer shows.")

        @OptionGroup var gallery: GalleryOptions
        @OptionGroup var site: SiteOptions
        @OptionGroup var messages: MessageOptions

        @Flag(help: "Say what would be removed, and remove nothing.")
        var dryRun = false

        func run() throws {
            let console = Console(messages)
            try perform(console) { log throws(Diagnostic) in
                let store = try gallery.openStore(creating: false)
                guard let source = gallery.load(log: log), !log.hasErrors else { return }
                let build = GalleryBuild(
                    source: source, store: store, mode: .never, resources: Resources(threads: 1), log: log)
                let survey = try build.survey()
                guard !log.hasErrors, let (results, _) = try build.run(),
                    let website = site.render(results, of: gallery, store: store, log: log), !log.hasErrors
                else { return }
                guard survey.untrained.isEmpty else {
                    throw Diagnostic(
                        .error, "untrained",
                        "a model of this gallery is not trained yet, so what it needs is not known",
                        notes: [.init("run 'vitrine build' first")])
                }
                let report = try store.collect(
                    keeping: survey.keptKeys.union(website.storeKeys), rehearsing: dryRun)
                console.print(
                    "\(report.removedRecords) records and \(report.removedBlobs) blobs \(dryRun ? "would be " : "")removed, "
                        + "\((report.freedBytes + 1023) >> 10) KiB; \(report.keptRecords) records kept")
            }
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows field by field why a job would run again.")

        @OptionGroup var gallery: GalleryOptions
        @OptionGroup var messages: MessageOptions

        @Argument(help: "A part of the job's title, or the first digits of its key; by default all that would run.")
        var job: String?

        func run() throws {
            let console = Console(messages)
            try perform(console) { log throws(Diagnostic) in
                let store = try gallery.openStore(creating: false)
                guard let source = gallery.load(log: log), !log.hasErrors else { return }
                let survey = try GalleryBuild(
                    source: source, store: store, resources: Resources(threads: 1), log: log
                ).survey()
                guard !log.hasErrors else { return }
                let explanations = try survey.explanations(matching: job, store: store)
                if explanations.isEmpty {
                    guard let job else { return console.print("nothing would run") }
                    throw Diagnostic(
                        .error, "no-such-job", "no job's title holds '\(job)', and no key begins with it",
                        notes: [.init("'vitrine plan' lists the jobs")])
                }
                for explanation in explanations { console.print(explanation) }
            }
        }
    }
}
