import ArgumentParser
import Gallery

/// The command line's root.
struct Vitrine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vitrine",
        abstract: "Builds browsable galleries of what convolutional networks see.",
        discussion: """
            A gallery is a folder with pages in Content/. Start with 'vitrine build' in it.
            Completions: vitrine --generate-completion-script bash|zsh|fish
            """,
        version: "vitrine \(Release.version)",
        subcommands: [
            BuildCommand.self, PlanCommand.self, CheckCommand.self, RunCommand.self, PredictCommand.self,
            InspectCommand.self, BenchCommand.self, ListCommand.self, CacheCommand.self, CleanCommand.self,
        ])

}

/// Parses the command line, runs the command it names, and ends the program with the command's status.
package func runVitrine() {
    Vitrine.main()
}
