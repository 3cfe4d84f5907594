import Content
import Diagnostics
import Methods
import Store

/// Holds the numbers that an exhibit names to what its methods' records have. Methods do not say beforehand which numbers
/// they give: these depend on options and targets.
struct OwnNumbers {
    let planned: PlannedExhibit
    let results: JobResults

    /// Reports a number that no figure has, once every figure has been computed or has failed, and each method has a
    /// result.
    func check(log: DiagnosticLog) {
        guard !planned.exhibit.numbers.isEmpty else { return }
        let figures = planned.figures
        guard figures.allSatisfy({ results.outcome($0.job) != nil }) else { return }
        let records = figures.compactMap { figure in
            results.record(of: figure.job).map { (method: figure.method.id, names: $0.numberNames) }
        }
        guard Set(records.map(\.method)) == Set(planned.methods.map { $0.id }) else { return }
        let names = records.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        for number in planned.exhibit.numbers where !names.contains(number.text) {
            log.error(
                "unknown-number",
                "no figure of this exhibit has a number '\(number.text)'" + didYouMean(number.text, among: names),
                at: number.range,
                notes: [
                    .init(
                        names.isEmpty
                            ? "their records have no numbers at all"
                            : "their records have " + names.sorted().map { "'\($0)'" }.joined(separator: ", "))
                ])
        }
    }
}
