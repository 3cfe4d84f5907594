import ArgumentParser
import Diagnostics

/// Options about messages that every command takes.
struct MessageOptions: ParsableArguments {
    @Option(help: "How messages are written: text, json or github.")
    var diagnostics: DiagnosticFormat = .text

    @Flag(name: .shortAndLong, help: "Only errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Every job as it ends.")
    var verbose = false
}

extension DiagnosticFormat: ExpressibleByArgument {}
