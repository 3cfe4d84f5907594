import Diagnostics
import Foundation
import Gallery
import Pictures
import Testing
import Training

/// What is checked of models, and said on their pages and figures.
@Suite struct ModelChecksTests {
    private static let page = """
        ```exhibit
        method: gradient
        images: ["synthetic:shapes/test/0..1"]
        ```
        """

    /// Twelve drawn shapes in folders named by class.
    private func probe(_ gallery: SmallBuild) throws {
        let dataset = GeneratedDataset(.shapes)
        for index in 0..<12 {
            let raster = Raster(
                FloatRaster(
                    channels: 3, height: dataset.size, width: dataset.size, values: dataset.image(index, of: .test)))
            let label = dataset.labels[dataset.label(index, of: .test)]
            try gallery.write(try encodePNG(raster), to: "Content/probe/\(label)/\(index).png")
        }
    }

    /// The share of the twelve that the stored predictions get right.
    private func accuracy() throws -> Double {
        let gallery = try SmallBuild(
            page: "```exhibit\nid: p\nmethod: predictions\nimages: [\"synthetic:shapes/test/0..11\"]\n```")
        let figures = try gallery.build().exhibit("p")?.figures ?? []
        let dataset = GeneratedDataset(.shapes)
        let right = figures.enumerated().count { index, figure in
            guard case .done(let result) = figure.state, case .predictions(let top, _) = result.content else {
                return false
            }
            return top.first?.index == dataset.label(index, of: .test)
        }
        return Double(right) / 12
    }

    @Test func aModelsReceiptsStandOnItsPageAndItsFigures() throws {
        let accuracy = try accuracy()
        let gallery = try SmallBuild(page: Self.page, card: "probe: {images: ../probe, accuracy: \(accuracy)}")
        try probe(gallery)
        let outcome = try gallery.build()
        // A share of 0 or 1 has no error: neither is what so small a network reaches.
        #expect(accuracy > 0 && accuracy < 1)
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let receipts = try #require(outcome.results?.models.first?.receipts)
        // So few pictures that none right would be within three standard errors: then their share proves nothing.
        let tolerance = 3 * (accuracy * (1 - accuracy) / 12).squareRoot()
        #expect(tolerance >= accuracy)
        #expect(receipts.map(\.name) == ["batch-invariance", "probe-better-preprocessing"])
        #expect(receipts[0].value == 0 && receipts[0].tolerance == 0)
        #expect(receipts[1].value >= 0 && receipts[1].tolerance == 2)
        for figure in outcome.exhibit("exhibit-1")?.figures ?? [] {
            guard case .done(let result) = figure.state else {
                Issue.record("there is no figure")
                continue
            }
            #expect(result.receipts == receipts)
            #expect(
                result.record["receipts"]?["probe-better-preprocessing"]?["tolerance"]?.numberValue
                    == receipts[1].tolerance)
        }
        #expect(try gallery.survey().plan.jobs.map(\.title).prefix(2) == ["checks · small", "probe · small"])
    }

    /// Probabilities of at least so many heads of so many tosses, from the binomial table.
    @Test(arguments: [(10, 2, 79.0 / 4096), (5, 0, 1.0 / 32), (1, 1, 1.0), (3, 4, 1.0)])
    func evidenceIsThatOfTheSignTest(gained: Int, lost: Int, probability: Double) {
        let rival = PreprocessingProbe.Rival(name: "bgr", gained: gained, lost: lost)
        #expect(abs(rival.evidence + log10(probability)) < 1e-9)
    }

    @Test func anAccuracyThatIsNotFoundIsAWarningAndNoNewComputing() throws {
        let accuracy = try accuracy()
        let gallery = try SmallBuild(page: Self.page, card: "probe: {images: ../probe, accuracy: \(accuracy)}")
        try probe(gallery)
        _ = try gallery.build()
        let card = SmallBuild.card(more: "probe: {images: ../probe, accuracy: 0.999}")
        try gallery.write(Data(card.utf8), to: "Content/models/small.md")
        let outcome = try gallery.build()
        #expect(outcome.report.computed == 0)
        #expect(outcome.log.all.map(\.id) == ["receipt"] && outcome.log.all.first?.severity == .warning)
        #expect(outcome.messages.first?.hasPrefix("small: probe-accuracy-gap is -0.") == true, "\(outcome.messages)")
        guard case .text(let range)? = outcome.log.all.first?.place else {
            Issue.record("the warning has no place")
            return
        }
        #expect(range.start.line == 5)
    }

    @Test func aPictureOfNoClassIsAMistake() throws {
        let gallery = try SmallBuild(page: Self.page, card: "probe: {images: ../probe, accuracy: 0.5}")
        try probe(gallery)
        try FileManager.default.moveItem(
            atPath: gallery.folder + "/Content/probe/star", toPath: gallery.folder + "/Content/probe/sun")
        let outcome = try gallery.build()
        #expect(outcome.results == nil)
        #expect(
            outcome.messages == [
                "'Content/probe/sun/3.png' is named by no class of the model, as 2 of 12 pictures of the probe"
            ])
    }
}
