import Content
import Diagnostics
import Foundation
import Gallery
import Methods
import Pictures
import Store
import Tensors
import Testing

/// Dataset examples: one pass over the images for all kernels of a layer.
@Suite struct SharedPassTests {
    private static func page(top: Int = 3, lowest: Int = 1) -> String {
        """
        ```exhibit
        id: kernels
        method: dataset-examples
        kernels: [features.1/0..2]
        examples: synthetic:shapes/test/0..19
        top: \(top)
        lowest: \(lowest)
        ```

        ```exhibit
        id: classes
        method: dataset-examples
        classes: [disc, star]
        examples: synthetic:shapes/test/0..19
        ```
        """
    }

    private func sheets(_ outcome: SmallBuild.Outcome, _ exhibit: String) throws -> [FigureSheet] {
        let grids = try #require(outcome.exhibit(exhibit)?.grids)
        return try grids.flatMap { $0.cells }.flatMap { $0 }.map { figure in
            guard case .done(let result)? = figure?.state, case .sheet(let sheet, nil) = result.content else {
                throw Diagnostic(.error, "test", "no sheet: \(String(describing: figure?.state)), \(outcome.messages)")
            }
            return sheet
        }
    }

    @Test func kernelsOfALayerShareAPass() throws {
        let gallery = try SmallBuild(page: Self.page())
        let built = try gallery.build()
        #expect(built.messages == [])
        // The training, the model's checks, five figures, and a pass for the layer and one for the scores.
        let passes = try gallery.survey().plan.jobs.filter { $0.title.hasPrefix("example-ranking") }
        #expect(passes.count == 2)
        let kernels = try sheets(built, "kernels")
        #expect(kernels.count == 3)
        for sheet in kernels {
            #expect(sheet.kind == .pictures && sheet.cells.count == 4)
            let values = try sheet.cells.map { try #require($0.value) }
            #expect(values[0] >= values[1] && values[1] >= values[2] && values[2] >= values[3])
            #expect(
                sheet.cells.allSatisfy { $0.label.wholeMatch(of: /(disc|square|triangle|star|cross|ring) \d+/) != nil })
        }
        #expect(try sheets(built, "classes").map(\.cells.count) == [9, 9])

        let again = try gallery.build()
        #expect(again.report.computed == 0)
        // Other numbers of images are read off the same pass.
        try gallery.page(Self.page(top: 5))
        let changed = try gallery.build()
        #expect(changed.report.computed == 3)
        #expect(try sheets(changed, "kernels").map(\.cells.count) == [6, 6, 6])
    }

    /// What the command line computes without a store is what the gallery computes with one.
    @Test func theCommandLineNeedsNoStore() throws {
        let gallery = try SmallBuild(page: Self.page())
        let built = try gallery.build()
        let options = ["examples": "synthetic:shapes/test/0..19", "top": "3", "lowest": "1"].map {
            Setting.Entry(key: $0, keyRange: nil, value: Setting($1))
        }
        let job = try #require(
            try SingleJob(
                method: "dataset-examples", model: try gallery.model(), input: .none, classText: nil,
                kernel: (layer: "features.1", channel: 1), options: options, log: DiagnosticLog()))
        let outcome = try job.run(JobContext(workers: .one) { _ throws(Diagnostic) in })
        guard case .done(let result)? = built.exhibit("kernels")?.grids.first?.cells.first?[1]?.state else {
            Issue.record("no figure")
            return
        }
        // What was checked of the model stands in a gallery's records only.
        for part in ["job", "numbers", "files", "shape", "sheet", "engine"] {
            #expect(outcome.record[part] != nil && outcome.record[part] == result.record[part], "\(part)")
        }
    }

    /// Labels are shown, so that a picture that is renamed makes another result; for methods that only read the pixels
    /// it does not.
    @Test func namesCountWhereTheyAreShown() throws {
        func digest(_ kind: FileNeed.Kind, _ name: String) throws -> Digest? {
            let gallery = try SmallBuild(
                page: "```exhibit\nmethod: predictions\nimages: [\"synthetic:shapes/test/0\"]\n```")
            _ = try gallery.build()
            let raster = Raster(width: 16, height: 16, channels: 1, samples: [UInt8](repeating: 7, count: 256))
            try gallery.write(try encodePNG(raster), to: "Content/photos/\(name)")
            let log = DiagnosticLog()
            let paths = try #require(ContentPaths(root: gallery.folder, log: log))
            let found = SuppliedFiles(paths).find(
                [FileNeed(option: "examples", path: "photos", kind: kind)], writtenIn: [],
                from: gallery.folder + "/Content", for: try gallery.model(), image: nil, log: log)?["examples"]
            guard case .images(let images)? = try found?.load() else { return nil }
            #expect(images.labels == [GalleryImage.label(ofFile: name)])
            return found?.digest
        }
        #expect(try digest(.images, "one.png") == (try digest(.images, "two.png")))
        #expect(try digest(.namedImages, "one.png") != (try digest(.namedImages, "two.png")))
    }

    @Test func mapsBeforeAnActivationHaveSigns() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: maps
                method: layer-outputs
                images: ["synthetic:shapes/test/0"]
                layers: [features.0, features.1]
                ```
                """)
        let built = try gallery.build()
        let figures = try #require(built.exhibit("maps")?.grids).flatMap { $0.cells }.flatMap { $0 }
        let kinds = figures.compactMap { figure -> FigureSheet.Kind? in
            guard case .done(let result)? = figure?.state, case .sheet(let sheet, _?) = result.content else {
                return nil
            }
            return sheet.kind
        }
        #expect(kinds == [.maps(isSigned: true), .maps(isSigned: false)])
    }
}
