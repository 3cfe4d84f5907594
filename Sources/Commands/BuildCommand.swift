import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Store
import Website

extension ComputeMode: ExpressibleByArgument {}

/// `vitrine build`: plan, compute what is missing, render.
struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Computes what is missing and writes the site.")

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var site: SiteOptions
    @OptionGroup var resources: ResourceOptions
    @OptionGroup var messages: MessageOptions

    @Option(help: "Compute what is missing, never, or always everything.")
    var compute: ComputeMode = .missing

    @Flag(help: "Warnings count as errors.")
    var strict = false

    func run() throws {
        let console = Console(messages)
        let interruption = Interruption()
        let signals = Signals(interruption, console: console)
        defer { withExtendedLifetime(signals) {} }
        try perform(console, strict: strict) { log throws(Diagnostic) in
            let began = ContinuousClock.now
            try site.checkOutput(of: gallery)
            guard let source = gallery.load(log: log) else { return }
            let store = try gallery.openStore()
            // A collection elsewhere must not remove results between plan and page.
            let hold = try store.hold()
            defer { hold.release() }
            let build = GalleryBuild(
                source: source, store: store, mode: compute, resources: resources.resources,
                monitor: TerminalMonitor(console), interruption: interruption, log: log)
            let preview = { (results: GalleryResults) in _ = site.render(results, of: gallery, store: store, log: log) }
            guard let (results, report) = try build.run(preview: preview) else { return }
            guard let written = try site.write(results, of: gallery, store: store, log: log) else { return }
            let seconds = began.duration(to: .now) / .seconds(1)
            console.print(
                "\(counted(written.pages, "page")), \(counted(written.files, "file")) in \(site.folder(of: gallery)), \(written.changed) changed; "
                    + "jobs: \(report.computed) computed, \(report.stored) from the store"
                    + (report.missing > 0 ? ", \(report.missing) missing" : "")
                    + (report.failed > 0 ? ", \(report.failed) failed" : "")
                    + (report.skipped > 0 ? ", \(report.skipped) skipped" : "")
                    + "; \(TerminalMonitor.duration(seconds))")
        }
    }
}
