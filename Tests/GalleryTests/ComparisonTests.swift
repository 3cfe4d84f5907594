import Diagnostics
import Foundation
import Gallery
import Metrics
import Models
import Pictures
import Store
import Tensors
import Testing

/// Two trained models side by side, and what is measured of both.
@Suite struct ComparisonTests {
    private func gallery(_ exhibit: String) throws -> SmallBuild {
        let gallery = try SmallBuild(page: "```exhibit\nid: both\nmodels: [small, other]\n\(exhibit)\n```")
        try gallery.write(
            Data(SmallBuild.card(kernels: 6).replacingOccurrences(of: "Small", with: "Other").utf8),
            to: "Content/models/other.md")
        return gallery
    }

    /// The stored records of a kind of comparison.
    private func records(_ id: String, in gallery: SmallBuild) throws -> [StoreRecord] {
        let store = try gallery.store()
        return try store.keys().compactMap { key in
            guard case .hit(let record) = store.record(for: key),
                record.body["job"]?["comparison"]?["id"]?.stringValue == id
            else { return nil }
            return record
        }
    }

    private static let predictions = """
        method: predictions
        images: ["synthetic:shapes/test/0..1"]
        compare: {images: ["synthetic:shapes/test/0..9"], top: 3}
        """

    @Test func predictionsAreComparedOnAllImages() throws {
        let gallery = try gallery(Self.predictions)
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        // Two trainings and their checks, four predictions; scores of both models and the agreement, for two sets.
        #expect(outcome.report.computed == 2 + 2 + 4 + 6)
        let exhibit = try #require(outcome.exhibit("both"))
        #expect(exhibit.grids.first?.columnAxis == "model" && exhibit.grids.first?.rowAxis == "image")
        let comparison = try #require(exhibit.comparison)
        let table = try #require(comparison.tables.first)
        #expect(comparison.tables.count == 1 && comparison.kernels.isEmpty && comparison.notes.isEmpty)
        #expect(table.rows.map(\.label) == ["shown", "further"])
        #expect(table.rows.map { $0.cells.map { $0?.count } } == [[2, 2, 2, 2], [10, 10, 10, 10]])
        #expect(
            table.rows.map { $0.cells.map { $0?.low == nil } } == [Array(repeating: true, count: 4)] + [
                Array(repeating: false, count: 4)
            ])
        #expect(table.columns.allSatisfy { $0.direction == .none })

        // The same from the stored scores, and from the figures' own.
        let store = try gallery.store()
        let scores = try records("scores", in: gallery)
        #expect(scores.count == 4)
        var byModel: [String: [[Float]]] = [:]
        for record in scores {
            let blob = try #require(record.blobs["scores.npy"])
            let values = try NPY.decode(try store.blob(blob), name: "scores")
            guard values.shape == [10, 6], let title = record.body["title"]?.stringValue else { continue }
            byModel[title.contains("other") ? "other" : "small"] = (0..<10).map { image in
                Array(values.elements[image * 6..<image * 6 + 6])
            }
        }
        let (small, other) = (try #require(byModel["small"]), try #require(byModel["other"]))
        let all = zip(small, other).map { PredictionAgreement($0, $1, top: 5) }
        let mean = all.reduce(0) { $0 + $1.divergence } / 10
        #expect(abs((table.rows[1].cells[2]?.mean ?? .nan) - mean) < 1e-12)
        #expect(table.rows[1].cells[0]?.mean == Double(all.count { $0.isTopEqual }) / 10)

        // The disputed images are those of the largest divergence, with what each model says.
        let disputes = try #require(comparison.disputes)
        let order = all.indices.sorted { all[$0].divergence > all[$1].divergence }
        #expect(disputes.rows.count == 3 && disputes.columns == ["Small", "Other"])
        for (row, image) in zip(disputes.cells, order) {
            for (figure, own) in zip(row, [small[image], other[image]]) {
                guard case .done(let result)? = figure?.state, case .predictions(let top, _) = result.content else {
                    Issue.record("no predictions")
                    continue
                }
                #expect(top.first?.logit == own.max().map(Double.init))
                #expect(result.command.hasPrefix("vitrine run predictions --model"))
                #expect(result.command.contains("synthetic:shapes/test/\(image)"))
            }
        }
        let divergence = (all[order[0]].divergence * 100).rounded() / 100
        #expect(disputes.rows[0].hasSuffix("· divergence \(divergence)"))
    }

    @Test func nothingIsComparedTwice() throws {
        let gallery = try gallery(Self.predictions)
        let first = try gallery.build(threads: 1)
        let second = try gallery.build(threads: 3)
        #expect(second.report.computed == 0)
        let cells = [first, second].map {
            $0.exhibit("both")?.comparison?.tables.first?.rows.map { $0.cells.map { $0?.mean } }
        }
        #expect(cells[0] == cells[1] && cells[0] != nil)
        let never = try gallery.build(mode: .never)
        #expect(never.exhibit("both")?.comparison?.disputes?.rows.count == 3)
    }

    @Test func mapsAreComparedBesideTheirSeeds() throws {
        let gallery = try gallery(
            """
            methods: [gradient, random-map]
            images: ["synthetic:shapes/test/0..6"]
            compare: {seeds: 2, top: 0}
            """)
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let comparison = try #require(outcome.exhibit("both")?.comparison)
        let table = try #require(comparison.tables.last)
        #expect(
            table.rows.map(\.label) == [
                "Gradient: Small and Other", "Random map: Small and Other", "Random map: Small, other seeds",
                "Random map: Other, other seeds",
            ])
        // One correlation for each of seven images, and 2 × 2 more for each random map.
        #expect(try records("map-correlation", in: gallery).count == 7 + 7 + 28)
        #expect(table.rows.allSatisfy { $0.cells.allSatisfy { $0?.count == 7 } })
        // Random maps of one size are the same by one seed, whatever the model, and have nothing in common by another.
        #expect(table.rows[1].cells[0]?.mean == 1)
        #expect(abs(table.rows[2].cells[0]?.mean ?? .nan) < 0.1 && abs(table.rows[3].cells[0]?.mean ?? .nan) < 0.1)
        #expect(comparison.notes.contains { $0.hasPrefix("Random map: no difference is shown") }, "\(comparison.notes)")
        #expect(comparison.notes.contains { $0.hasPrefix("Gradient: no random numbers are drawn") })
        #expect(comparison.disputes == nil)
    }

    @Test func kernelsAreMatchedByTheirActivations() throws {
        let gallery = try gallery(
            """
            method: activation-maximization
            kernels: [features.1/0, features.1/2]
            iterations: 1
            compare: {images: ["synthetic:shapes/test/0..9"], top: 0}
            """)
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let kernels = try #require(outcome.exhibit("both")?.comparison?.kernels.first)
        #expect(kernels.layers == ["Small features.1", "Other features.1"] && kernels.cells == [14, 14])
        #expect(kernels.rows.map(\.kernel) == [0, 2] && kernels.imageCount == 10)
        #expect(kernels.summaries.map(\.count) == [4, 6])
        let stored = try records("activations", in: gallery)
        let store = try gallery.store()
        var layers: [Int: Tensor] = [:]
        for record in stored {
            let blob = try #require(record.blobs["activations.npy"])
            let values = try NPY.decode(try store.blob(blob), name: "activations")
            layers[values.shape[1]] = values
        }
        let expected = LayerComparison(try #require(layers[4]), try #require(layers[6]), threshold: 0.5)
        #expect(kernels.rows.map(\.best) == [0, 2].map { expected.first.matches[$0].best })
        #expect(kernels.rows.map(\.correlation) == [0, 2].map { expected.first.matches[$0].correlation })
        #expect(kernels.summaries[1].matched == expected.second.count(of: .matched))
        #expect(kernels.stable == expected.stable && kernels.summaries[0].floor != nil)
    }

    @Test(
        arguments: [
            (
                "method: activation-maximization\nclasses: [disc]\ncompare: models",
                "'compare' asks both models about images, and there are none"
            ),
            (
                "method: predictions\nimages: ['synthetic:shapes/test/0']\ncompare: {layers: nowhere}",
                "the network has no layer 'nowhere'"
            ),
        ])
    func whatCannotBeComparedIsSaid(_ exhibit: String, _ message: String) throws {
        let gallery = try gallery(exhibit)
        let outcome = try gallery.build()
        #expect(outcome.messages.contains { $0.hasPrefix(message) }, "\(outcome.messages)")
    }

    /// The region that an exhibit gives for each image apart is in the key of that image's job alone.
    @Test func aRegionForEachImage() throws {
        let gallery = try gallery(
            """
            method: screening
            images: ["synthetic:shapes/test/0..1"]
            region: {shapes-test-0: [0, 0, 4, 4], "synthetic:shapes/test/1": [50%, 50%, 50%, 25%]}
            """)
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let regions = try gallery.survey().plan.jobs.compactMap { $0.record["options"]?["region"]?.canonicalText }
        #expect(regions.sorted() == ["[\"50%\",\"50%\",\"50%\",\"25%\"]", "[0,0,4,4]"].flatMap { [$0, $0] }.sorted())
        let figure = try #require(outcome.exhibit("both")?.figures.first)
        guard case .done(let result) = figure.state, case .verdicts(let verdicts) = result.content else {
            Issue.record("no verdicts")
            return
        }
        #expect(verdicts.map(\.label) == ["original", "screened"] && verdicts.allSatisfy { $0.predictions.count == 5 })
        // Mid-gray, zero of these models, in the corner and nowhere else.
        let (before, after) = (try verdicts[0].image.load(), try verdicts[1].image.load())
        #expect(before.values.count == after.values.count && after.channels == 3)
        for index in before.values.indices {
            let (row, column) = (index % 256 / 16, index % 16)
            if row < 4, column < 4 {
                #expect((127...128).contains(after.values[index]))
            } else {
                #expect(abs(after.values[index] - before.values[index]) <= 1)
            }
        }
        let missing = try self.gallery(
            "method: screening\nimages: ['synthetic:shapes/test/0..1']\nregion: {shapes-test-0: [0, 0, 4, 4]}")
        #expect(try missing.build().messages.contains { $0.hasPrefix("'region' says nothing of the image") })
    }
}
