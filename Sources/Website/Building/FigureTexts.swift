import Diagnostics
import Gallery

/// The numbers and the provenance of a figure as text.
struct FigureTexts {
    private let result: FigureResult
    private let map: MapFindings?

    /// - Parameter map: what was found in the map when it was drawn.
    init(_ result: FigureResult, map: MapFindings?) {
        self.result = result
        self.map = map
    }

    /// The numbers that the method wants to be seen first; none beside a table of predictions.
    var keyNumbers: [NamedText] {
        if case .predictions = result.content { return [] }
        return result.headline.compactMap { name in
            result.numbers.first { $0.name == name }.map { NamedText(name: name, text: NumberText.short($0.value)) }
        }
    }

    var remarks: [String] {
        guard case .map(_, _, let explained) = result.content else { return result.remarks }
        return result.remarks + (map?.remarks(over: explained.map { ($0.width, $0.height) }) ?? [])
    }

    var warnings: [String] {
        let isDead = result.numbers.contains { $0.name == "dead" && $0.value != 0 }
        return (isDead ? ["dead: the kernel stayed at zero throughout"] : [])
            + (map?.warning.map { [$0] } ?? [])
            + result.receipts.filter { !$0.holds }.map {
                "✗ \($0.name) \(NumberText.short($0.value)) is past its tolerance \(NumberText.short($0.tolerance))"
            }
    }

    func predictions(by model: String) -> PredictionsView? {
        guard case .predictions(let predictions, _) = result.content else { return nil }
        let rows = predictions.map { prediction in
            let share = prediction.probability.isFinite ? min(max(prediction.probability, 0), 1) : 0
            return PredictionsView.Row(
                label: prediction.label, percent: String(Double(Int((share * 1000).rounded())) / 10),
                probability: NumberText.percent(prediction.probability))
        }
        return PredictionsView(caption: model, rows: rows)
    }

    func details(method: Reference, model: Reference) -> FigureDetails {
        FigureDetails(
            method: method, model: model, job: result.record["job"].map(JobText.rows(ofJob:)) ?? [],
            numbers: result.numbers.map { NamedText(name: $0.name, text: NumberText.exact($0.value)) },
            receiptSummary: ReceiptView.summary(of: result.receipts), receipts: result.receipts.map(ReceiptView.init),
            command: result.command)
    }
}
