import Content
import Diagnostics
import Gallery
import Testing

/// Metrics of drawn pictures, their maps below the figures, and their numbers over a sweep.
@Suite struct InitialGraySweepTests {
    private func exhibit(_ lines: String) -> String { "```exhibit\nid: starts\n\(lines)\n```" }

    private static let small =
        "metrics: [gray-change, {entropy-2d: {window: 4, stride: 2}}, "
        + "{second-order-entropy: {window: 4, stride: 2}}]"

    @Test func drawsMeasuresAndRecommends() throws {
        let gallery = try SmallBuild(
            page: exhibit(
                """
                method: initial-gray-sweep
                classes: [disc, star]
                sweep: {start-gray: [255, 0, 100]}
                rounds: 2
                iterations: 2
                \(Self.small)
                """))
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        // The training and the model's checks; two classes from three grays, each with three metrics.
        #expect(outcome.report.computed == 2 + 6 + 18)
        let exhibit = try #require(outcome.exhibit("starts"))
        let grid = try #require(exhibit.grids.first)
        #expect(grid.columns == ["255", "0", "100"])
        #expect(
            grid.rows.map { String($0.prefix(10)) } == [
                "disc", "disc: gray", "disc: 2D e", "disc: 2D e", "star", "star: gray", "star: 2D e", "star: 2D e",
            ])
        #expect(grid.cells.allSatisfy { row in row.allSatisfy { $0?.isDone == true } })
        #expect(Set(exhibit.figures.map(\.id)).count == 24)
        #expect(
            grid.cells.map { $0[0]?.map } == [
                nil, "gray", "entropy-2d", "second-order-entropy", nil, "gray", "entropy-2d", "second-order-entropy",
            ])

        #expect(exhibit.plots.map(\.id) == ["gray-change-over-start-gray", "second-order-entropy-over-start-gray"])
        var recommended: [String] = []
        for (row, label) in [(0, "disc"), (4, "star")] {
            for (plot, map) in zip(exhibit.plots, [1, 3]) {
                let curve = try #require(plot.curves.first { $0.label == label })
                #expect(curve.places == [0, 100, 255])
                #expect(curve.count == 1 && curve.lows == curve.means)
                // The numbers of the figures, in the order of the starts.
                let expected = [1, 2, 0].compactMap { grid.cells[row + map][$0]?.number(plot.id) }
                if map == 3 {
                    #expect(curve.means == expected)
                    let best = curve.means.indices.max { curve.means[$0] < curve.means[$1] } ?? 0
                    recommended.append("\(Int(curve.places[best])) for \(label)")
                }
            }
        }
        #expect(
            exhibit.plots[1].notes == [
                "Recommended start, the one of the largest second-order entropy: gray \(recommended.joined(separator: ", "))."
            ])
        #expect(exhibit.tables.isEmpty)
        #expect(try gallery.build().report.computed == 0)
    }

    /// What the exhibit writes comes over the preset: with one metric, its maps and numbers alone.
    @Test func isOverridable() throws {
        let gallery = try SmallBuild(
            page: exhibit(
                """
                method: initial-gray-sweep
                class: disc
                sweep: {start-gray: [0, 100]}
                rounds: 1
                iterations: 1
                metrics: [gray-change]
                show: [plots, tables]
                """))
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let starts = try #require(outcome.exhibit("starts"))
        #expect(starts.grids.isEmpty && starts.tables.count == 1)
        #expect(starts.plots.map(\.id) == ["gray-change-over-start-gray"])
    }

    /// A method's own number over a sweep, without metrics.
    @Test func plotsAMethodsNumber() throws {
        let gallery = try SmallBuild(
            page: exhibit(
                """
                method: transformation-invariant
                class: disc
                iterations: 1
                sweep: {rounds: [2, 1]}
                plot: [test-confidence-lowest, confidence]
                show: plots
                """))
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let plots = try #require(outcome.exhibit("starts")).plots
        #expect(plots.map(\.horizontal) == ["iterations", "rounds"])
        #expect(plots.last?.curves.first?.places == [1, 2])
    }

    @Test(arguments: [
        (
            "method: gradient\nimage: synthetic:shapes/test/0\nmetrics: [entropy-2d]",
            "'entropy-2d' judges a drawn picture"
        ),
        ("method: transformation-invariant\nclass: disc\nmetrics: [png-size]", "gives no such map"),
        ("method: transformation-invariant\nclass: disc\nmetrics: [entropy-2d]\nmaps: [grey]", "no map 'grey'"),
        ("method: transformation-invariant\nclass: disc\nmetrics: [gray-change]\nmaps: [gray]", "no map 'gray'"),
        ("method: transformation-invariant\nclass: disc\nmaps: [gray]", "'maps' shows maps of metrics"),
        (
            "method: transformation-invariant\nclass: disc\nmetrics: [gray-change]\nplot: [gray-change]",
            "no curve 'gray-change'"
        ),
        (
            "method: transformation-invariant\nclass: disc\nsweep: {flip: [horizontal, vertical]}\nmetrics: [gray-change]\n"
                + "plot: [gray-change]", "plotted over a sweep of numbers"
        ),
    ])
    func saysWhatIsWrong(lines: String, message: String) throws {
        let outcome = try SmallBuild(page: exhibit(lines)).build()
        #expect(outcome.messages.contains { $0.contains(message) }, "\(outcome.messages)")
    }
}

extension Figure {
    fileprivate var isDone: Bool { if case .done = state { true } else { false } }

    /// The number that a plot of this id shows.
    fileprivate func number(_ plot: String) -> Double? {
        guard case .done(let result) = state else { return nil }
        return result.numbers.first { plot.hasPrefix($0.name) }?.value
    }
}
