import ArgumentParser
import Content
import Diagnostics

/// Options of a method as the command line gives them.
struct MethodSettings: ParsableArguments {
    @Option(
        name: .customLong("set"), help: ArgumentHelp("An option of the method; repeatable.", valueName: "key=value"))
    var settings: [String] = []

    func validate() throws {
        for setting in settings where !setting.contains("=") {
            throw ValidationError("--set takes key=value, found '\(setting)'")
        }
    }

    /// - Returns: nil where a value cannot be read, which is in the log.
    func entries(log: DiagnosticLog) -> [Setting.Entry]? {
        var entries: [Setting.Entry] = []
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let file = SourceFile(path: "--set", text: parts[1])
            guard let value = parseYAML(parts[1], in: file, log: log) else {
                if log.hasErrors { return nil }
                entries.append(.init(key: parts[0], keyRange: nil, value: Setting("")))
                continue
            }
            entries.append(.init(key: parts[0], keyRange: nil, value: value))
        }
        return entries
    }
}
