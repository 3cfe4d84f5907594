import Foundation
import Gallery

/// Curves of metrics as a chart with a key, and as data.
struct PlotCurves {
    private let plot: PlotResult

    init(_ plot: PlotResult) { self.plot = plot }

    /// A line for each point of each curve, with all digits.
    var csv: Data {
        var csv = CSV(["curve", "place", "mean", "low", "high", "n"])
        for curve in plot.curves {
            for (index, place) in curve.places.enumerated() {
                func value(_ values: [Double]) -> CSV.Field {
                    .number(values.indices.contains(index) ? values[index] : nil)
                }
                csv.add([
                    .text(curve.label), .number(place), value(curve.means), value(curve.lows), value(curve.highs),
                    .count(curve.count),
                ])
            }
        }
        return csv.data
    }

    /// - Parameters:
    ///   - id: unique on the page.
    ///   - data: where the page finds the curves as a file.
    func view(id: String, data: String) -> PlotView {
        let chart = LineChart(
            title: plot.title, description: description, horizontal: plot.horizontal, vertical: plot.vertical,
            lines: plot.curves.map { curve in
                LineChart.Line(
                    name: curve.label, places: curve.places, values: curve.means,
                    band: hasBand ? .init(lows: curve.lows, highs: curve.highs) : nil)
            }, id: id)
        return PlotView(
            title: plot.title, chart: chart.markup,
            curves: plot.curves.enumerated().map { index, curve in
                PlotView.Key(
                    label: curve.label, style: LineChart.style(index),
                    count: curve.count == commonCount ? nil : "n = \(curve.count)")
            }, note: note, remarks: plot.notes, data: data, names: chart.names)
    }

    /// A curve that is one result has no band.
    private var hasBand: Bool { !plot.band.isEmpty && plot.curves.contains { $0.count > 1 } }

    private var commonCount: Int? {
        let counts = Set(plot.curves.map(\.count))
        return counts.count == 1 ? counts.first : nil
    }

    private var note: String {
        var sentences: [String] = []
        if hasBand { sentences.append("Bands: \(plot.band).") }
        if let count = commonCount {
            sentences.append(count > 1 ? "Means of n = \(count)." : "Single results (n = 1).")
        } else {
            sentences.append("Means of as many results as the key says.")
        }
        return sentences.joined(separator: " ")
    }

    private var description: String {
        let curves = plot.curves.map { curve in
            let values = zip(curve.places, curve.means).filter { $0.isFinite && $1.isFinite }
            guard let first = values.first, let last = values.last else { return "\(curve.label): no values" }
            return "\(curve.label) from \(NumberText.short(first.1)) at \(NumberText.short(first.0)) "
                + "to \(NumberText.short(last.1)) at \(NumberText.short(last.0))"
        }
        return "\(plot.vertical) over \(plot.horizontal). " + curves.joined(separator: "; ") + "."
    }
}
