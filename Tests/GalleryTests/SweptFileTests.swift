import Diagnostics
import Gallery
import Pictures
import Testing

/// Sweeps over options that name files, of which a method may require one.
@Suite struct SweptFileTests {
    @Test func aRequiredFolderMayBeSwept() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: swept
                method: prediction-difference
                images: ["synthetic:shapes/test/0"]
                sweep: {fit: [few, many]}
                ```
                """)
        for (folder, count) in [("few", 2), ("many", 3)] {
            for index in 0..<count {
                let samples = (0..<768).map { UInt8(truncatingIfNeeded: ($0 * 37 + index * 91) % 251) }
                let raster = Raster(width: 16, height: 16, channels: 3, samples: samples)
                try gallery.write(try encodePNG(raster), to: "Content/\(folder)/\(index).png")
            }
        }
        let jobs = try gallery.survey().plan.jobs.filter { $0.record["method"] != nil }
        #expect(Set(jobs.map { $0.record["options"]?["fit"]?["file"]?.stringValue }).count == 2)
        #expect(jobs.count == 2)
    }

    @Test func withoutItTheOptionIsMissing() throws {
        let outcome = try SmallBuild(
            page: "```exhibit\nmethod: prediction-difference\nimages: [\"synthetic:shapes/test/0\"]\n```"
        ).build(mode: .never)
        #expect(outcome.results == nil && outcome.messages.count == 1, "\(outcome.messages)")
        #expect(outcome.messages.first?.contains("fit") == true, "\(outcome.messages)")
    }
}
