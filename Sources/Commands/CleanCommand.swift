import ArgumentParser
import Diagnostics
import Website

/// `vitrine clean`: removes a built site, and nothing else.
struct CleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Removes the files that the last build wrote into the site's folder; results stay in the store.")

    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var site: SiteOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
        let console = Console(messages)
        try perform(console) { log throws(Diagnostic) in
            let count = try SiteFolder(site.folder(of: gallery)).remove(log: log)
            console.print("\(counted(count, "file")) removed from \(site.folder(of: gallery))")
        }
    }
}
