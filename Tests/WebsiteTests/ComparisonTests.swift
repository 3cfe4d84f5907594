import Content
import Foundation
import Gallery
import Testing
import Website

@Suite struct ComparisonTests {
    private static let kernels = KernelComparison(
        layers: ["A conv", "B <conv>"], threshold: 0.5, imageCount: 12, cells: [7, 7],
        rows: [
            .init(kernel: 0, best: 3, correlation: 0.917, label: "matched"),
            .init(kernel: 1, best: nil, correlation: 0, label: "silent"),
        ],
        summaries: [
            .init(
                title: "A in B", matched: 1, moved: 0, lost: 0, silent: 1, median: 0.917,
                floor: (median: 0.21, high: 0.55)),
            .init(title: "B in A", matched: 1, moved: 2, lost: 3, silent: 0, median: nil, floor: nil),
        ], stable: 0.5)

    private func site(_ exhibit: ExhibitResult) throws -> Website {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n```exhibit\nid: maps\nmethod: gradient\n```\n"])
        let site = try gallery.render(exhibits: [exhibit])
        #expect(gallery.messages == [])
        return site
    }

    private func comparison() throws -> Website {
        let predictions = [Prediction(index: 1, label: "cat", probability: 0.75, logit: 3)]
        let disputes = FigureGrid(
            title: nil, rowAxis: "image", rows: ["x · divergence 0.9", "y · divergence 0.8"], columnAxis: "model",
            columns: ["A", "B"],
            cells: ["x", "y"].map { image in
                ["a", "b"].map { model in
                    .sample(
                        "d-\(image)-\(model)", .predictions(predictions, of: .slope(image, scale: 255)), model: model)
                }
            })
        let table = TableResult(
            title: "Agreement of the predictions of A and B", rowAxis: "images",
            columns: [
                .init(
                    metric: nil, name: "same", title: "Same first class", direction: .none, definition: "1 where equal",
                    unit: "")
            ], rows: [.init(label: "shown", cells: [.sample(0.75, 0.5, count: 12)])], interval: "95 %")
        return try site(
            ExhibitResult(
                reference: ExhibitReference(page: "page", exhibit: "maps"), title: "Gradient", caption: nil,
                credit: nil,
                presentation: Presentation(), methods: ["gradient"], models: ["a", "b"], grids: [],
                comparison: ComparisonResult(
                    models: ["A", "B"], tables: [table], disputes: disputes, kernels: [Self.kernels],
                    notes: ["SmoothGrad: no difference is shown."])))
    }

    @Test func tablesDisputesAndKernels() throws {
        let site = try comparison()
        let text = site.main("page.html")
        for part in [
            "<section class=\"comparison\" aria-label=\"A and B compared\">",
            "<caption>Agreement of the predictions of A and B</caption>", "<th scope=\"col\">Same first class</th>",
            "<p class=\"remark\">SmoothGrad: no difference is shown.</p>",
            "Where the predictions differ most, by Jensen–Shannon divergence",
            "x · divergence 0.9", "id=\"d-x-a\"", "id=\"d-y-b\"",
            "<caption>Kernels of A conv and B &lt;conv&gt;</caption>",
            "<tr><th scope=\"row\">A in B</th><td>2</td><td>1</td><td>0</td><td>0</td><td>1</td><td>0.92</td>"
                + "<td>0.21 (0.55)</td></tr>",
            "<td>–</td><td>–</td></tr>",
            "<tr><th scope=\"row\">0</th><td>3</td><td>0.92</td><td>matched</td></tr>",
            "<tr><th scope=\"row\">1</th><td>–</td><td>–</td><td>silent</td></tr>",
            "The floor reaches the threshold: among these images and places, correlations of 0.55 come by chance.",
            "tables/page-maps-comparison-kernels.csv", "tables/page-maps-comparison.json",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("Bold marks") && !text.contains("better"))
        #expect(
            site.text("tables/page-maps-comparison-kernels.csv") == """
                kernel,best match,correlation,label
                0,3,0.917,matched
                1,,,silent

                """)
        let problems = HTMLReader.problems(of: ["page.html": site.text("page.html")], files: Set(site.files.paths))
        #expect(problems.filter { !$0.contains("index.html") } == [])
    }

    @Test func picturesAndWhatIsSaidOfEach() throws {
        func top(_ label: String, _ probability: Double) -> [Prediction] {
            [Prediction(index: label == "ball" ? 0 : 1, label: label, probability: probability, logit: 1)]
        }
        let verdicts = [
            FigureVerdict(label: "original", image: .slope("p", scale: 255), predictions: top("ball", 0.9)),
            FigureVerdict(label: "screened", image: .slope("q", scale: 200), predictions: top("grass", 0.5)),
        ]
        let site = try site(.sample(cells: [[.sample("x", .verdicts(verdicts), method: "screening")]]))
        let text = site.main("page.html")
        #expect(text.components(separatedBy: "<div class=\"verdict\">").count == 3)
        #expect(text.components(separatedBy: "<img").count == 3)
        for part in [
            "<caption>lenet, original</caption>", "<caption>lenet, screened</caption>",
            "ball: 90.0\u{A0}%, screened not among the first; now grass",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }
}
