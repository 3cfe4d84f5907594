import Content
import Diagnostics
import Foundation
import Gallery
import Testing
import Website

@Suite struct ScatterTests {
    private static let sample = ScatterResult(
        id: "kernel-mse-others-mse", title: "MSE of the others and MSE of the kernel", horizontal: "MSE of the kernel",
        vertical: "MSE of the others",
        groups: [
            .init(
                label: "Kernel <suppression>",
                points: [.init(x: 0, y: 1, figure: "t-1"), .init(x: 1, y: 2, figure: "t-2")]),
            .init(label: "Deconvolution", points: [.init(x: 10, y: 20, figure: "t-3")]),
            .init(label: "Guided", points: []),
        ], notes: ["Guided: 3 of 3 figures lack a number"])

    private func site(_ scatter: ScatterResult = sample) throws -> Website {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n```exhibit\nid: maps\nmethod: gradient\n```\n"])
        let site = try gallery.render(exhibits: [.sample(cells: [], scatters: [scatter])])
        #expect(gallery.messages == [])
        #expect(HTMLReader(site.text("page.html")).problems == [])
        return site
    }

    @Test func everyFigureIsAMarkOfItsGroup() throws {
        let text = try site().main("page.html")
        for part in [
            "<title id=\"maps-scatter-1-title\">MSE of the others and MSE of the kernel</title>",
            "<desc id=\"maps-scatter-1-text\">MSE of the others against MSE of the kernel. Kernel &lt;suppression&gt; "
                + "around 0.5 and 1.5; Deconvolution around 10 and 20; Guided: no points.</desc>",
            ">MSE of the kernel</text>", ">MSE of the others</text>",
            "Kernel &lt;suppression&gt; <span class=\"unit\">(n = 2)",
            "<p class=\"remark\">Guided: 3 of 3 figures lack a number</p>",
            "<a href=\"plots/page-maps-kernel-mse-others-mse.csv\" download>CSV</a>",
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
        // In the chart and in the key.
        #expect(text.components(separatedBy: "<circle").count - 1 == 2 + 1)
        #expect(text.components(separatedBy: "<g class=\"mark line-2\">").count - 1 == 2)
        #expect(text.components(separatedBy: "<g class=\"mark line-3\">").count - 1 == 1)
    }

    @Test func everyPointIsInTheData() throws {
        #expect(
            try site().text("plots/page-maps-kernel-mse-others-mse.csv") == """
                group,figure,x,y
                Kernel <suppression>,t-1,0.0,1.0
                Kernel <suppression>,t-2,1.0,2.0
                Deconvolution,t-3,10.0,20.0

                """)
    }

    /// Marks stay within the frame whatever the numbers are, and those of numbers that are none are left out.
    @Test(arguments: [[0, 0], [1e-300, 1e300], [-5, 5], [.nan, 1], [.infinity, 2], [3, 3]] as [[Double]])
    func marksStayInTheFrame(values: [Double]) throws {
        let points = values.map { ScatterResult.Point(x: $0, y: $0, figure: "f") }
        let scatter = ScatterResult(
            id: "a-b", title: "t", horizontal: "a", vertical: "b", groups: [.init(label: "g", points: points)])
        let text = try site(scatter).main("page.html")
        let circles = text.matches(of: /<circle cx="([-0-9.]+)" cy="([-0-9.]+)"/).dropFirst()
        #expect(circles.count == values.count { $0.isFinite })
        for circle in circles {
            let (x, y) = (try #require(Double(circle.1)), try #require(Double(circle.2)))
            #expect((0...440).contains(x) && (0...400).contains(y))
        }
        #expect(!text.contains("nan") && !text.contains("inf"))
    }
}
