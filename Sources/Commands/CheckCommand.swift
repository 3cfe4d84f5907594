import ArgumentParser
import Content
import Diagnostics
import Gallery
import Store
import Website

/// `vitrine check`: everything that can be wrong without computing.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks content, models and links without computing or writing anything.")

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var site: SiteOptions
    @OptionGroup var messages: MessageOptions

    @Flag(help: "Warnings count as errors.")
    var strict = false

    func run() throws {
        let console = Console(messages)
        try perform(console, strict: strict) { log throws(Diagnostic) in
            guard let source = gallery.load(log: log) else { return }
            let build = GalleryBuild(
                source: source, store: try gallery.openStore(), mode: .never, resources: Resources(threads: 1), log: log
            )
            guard let (results, _) = try build.run(), site.render(results, of: gallery, store: nil, log: log) != nil,
                !log.hasErrors
            else { return }
            console.print("\(source.pages.count) pages, \(source.models.count) models, no mistakes")
        }
    }
}
