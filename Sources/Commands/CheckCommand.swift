import ArgumentParser
import Content
import Diagnostics
import Gallery
import Store
import Website

/// `vitrine check`: everything that can be wrong without computing.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks content, models, templates and links without computing anything or writing pages.")

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var site: SiteOptions
    @OptionGroup var messages: MessageOptions

    @Flag(help: "Warnings count as errors.")
    var strict = false

    func run() throws {
        let console = Console(messages)
        try perform(console, strict: strict) { log throws(Diagnostic) in
            guard let source = gallery.load(log: log) else { return }
            try gallery.lookUp { store throws(Diagnostic) in
                let build = GalleryBuild(
                    source: source, store: store, mode: .never, resources: Resources(threads: 1), log: log)
                _ = try build.run { _ = site.render($0, of: gallery, store: nil, log: log) }
            }
            guard !log.hasErrors else { return }
            console.print(
                "\(counted(source.pages.count, "page")), \(counted(source.models.count, "model")), no mistakes")
        }
    }
}
