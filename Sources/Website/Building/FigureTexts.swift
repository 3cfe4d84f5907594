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
        switch result.content {
        case .predictions, .verdicts: return []
        case .map, .picture, .sheet: break
        }
        return result.headline.compactMap { name in
            result.numbers.first { $0.name == name }.map { NamedText(name: name, text: NumberText.short($0.value)) }
        }
    }

    var remarks: [String] {
        if case .verdicts(let verdicts) = result.content { return Self.remarks(on: verdicts) }
        let isUnfinished = result.numbers.contains { $0.name == "converged" && $0.value == 0 }
        if result.remarks.isEmpty, isUnfinished { return ["not converged: the iterations ended first"] }
        guard case .map(_, _, let explained) = result.content else { return result.remarks }
        return result.remarks + (map?.remarks(over: explained.map { ($0.width, $0.height) }) ?? [])
    }

    var warnings: [String] {
        let isSilent = result.numbers.contains { $0.name == "silent" && $0.value != 0 }
        return (result.isDead ? ["dead: the kernel stayed at zero throughout"] : [])
            + (isSilent ? ["silent: the image leaves the kernel at zero, so that there is nothing to keep"] : [])
            + (map?.warning.map { [$0] } ?? [])
            + result.receipts.filter { !$0.holds }.map {
                "✗ \($0.name) \(NumberText.short($0.value)) is past its tolerance \(NumberText.short($0.tolerance))"
            }
    }

    /// What became of the class that was first.
    private static func remarks(on verdicts: [FigureVerdict]) -> [String] {
        guard let before = verdicts.first?.predictions.first else { return [] }
        return verdicts.dropFirst().compactMap { verdict in
            guard let after = verdict.predictions.first else { return nil }
            let own = verdict.predictions.first { $0.index == before.index }
            let share = own.map { NumberText.percent($0.probability) } ?? "not among the first"
            let name = "\(before.label): \(NumberText.percent(before.probability)), \(verdict.label) \(share)"
            return after.index == before.index ? name : name + "; now \(after.label)"
        }
    }

    func predictions(by model: String) -> PredictionsView? {
        guard case .predictions(let predictions, _) = result.content else { return nil }
        return Self.table(of: predictions, caption: model)
    }

    static func table(of predictions: [Prediction], caption: String) -> PredictionsView {
        let rows = predictions.map { prediction in
            let share = prediction.probability.isFinite ? min(max(prediction.probability, 0), 1) : 0
            return PredictionsView.Row(
                label: prediction.label, percent: String(Double(Int((share * 1000).rounded())) / 10),
                probability: NumberText.percent(prediction.probability))
        }
        return PredictionsView(caption: caption, rows: rows)
    }

    func details(method: Reference, model: Reference) -> FigureDetails {
        FigureDetails(
            method: method, model: model, job: result.record["job"].map(JobText.rows(ofJob:)) ?? [],
            numbers: result.numbers.map { NamedText(name: $0.name, text: NumberText.exact($0.value)) },
            receiptSummary: ReceiptView.summary(of: result.receipts), receipts: result.receipts.map(ReceiptView.init),
            command: result.command)
    }
}

extension FigureResult {
    /// Whether it says of its kernel that nothing raised it above zero.
    ///
    /// Of several pictures, the number says how many did not.
    var isDead: Bool {
        var count = 1
        if case .sheet(let sheet, _) = content { count = max(1, sheet.cells.count) }
        return numbers.contains { $0.name == "dead" && $0.value >= Double(count) }
    }
}
