import Foundation
import Testing

@Suite(.serialized) struct DurabilityTests {
    private func site(_ scratch: Scratch, _ folder: String) throws -> [String: Data] {
        try scratch.files(below: folder + "/Site")
    }

    /// How many jobs' records a store holds, besides those of pictures that were drawn and what a kill left half-written.
    private func records(_ scratch: Scratch, _ folder: String) throws -> Int {
        try scratch.files(below: folder + "/.cache/vitrine/ac").count { name, data in
            !name.hasSuffix(".tmp") && String(decoding: data, as: UTF8.self).contains("\"engine\"")
        }
    }

    /// Two builds from empty caches give the same bytes, with one thread and with two.
    @Test func sitesAreReproducible() throws {
        let scratch = try Scratch()
        for (folder, threads) in [("one", "1"), ("two", "2")] {
            try SmallGallery.write(to: scratch, folder: folder)
            let outcome = try Program.run(["build", "-s", folder, "-j", threads], in: scratch.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let (one, two) = (try site(scratch, "one"), try site(scratch, "two"))
        #expect(one.count > 30)
        #expect(Set(one.keys) == Set(two.keys))
        for (name, data) in one { #expect(two[name] == data, "\(name) differs") }
    }

    /// Builds that are killed at many moments leave whole results; the build after them gives the site of an
    /// undisturbed one, and goes on from what was finished.
    @Test func killsLoseNothingThatWasFinished() throws {
        let scratch = try Scratch()
        try SmallGallery.write(to: scratch, folder: "calm", iterations: 1500)
        try SmallGallery.write(to: scratch, folder: "killed", iterations: 1500)
        #expect(try Program.run(["build", "-s", "calm"], in: scratch.path).status == 0)
        var kills = 0
        for delay in [0.05, 0.15, 0.25, 0.35, 0.5, 0.6] {
            let running = try Program.start(["build", "-s", "killed"], in: scratch.path)
            Thread.sleep(forTimeInterval: delay)
            kill(running.process.processIdentifier, SIGKILL)
            if running.wait().status == 128 + SIGKILL { kills += 1 }
            let verified = try Program.run(["cache", "verify", "-s", "killed"], in: scratch.path)
            // Before the first record there may be no store yet.
            #expect(verified.status == 0 || verified.errors.contains("store"), "\(verified.errors)")
        }
        #expect(kills > 0)
        let finished = try records(scratch, "killed")
        let last = try Program.run(["build", "-s", "killed", "-v"], in: scratch.path)
        #expect(last.status == 0, "\(last.errors)")
        // One line for each job that was computed: none of those that were finished before.
        let computed = last.errors.split(separator: "\n").count { $0.hasPrefix("  done") }
        #expect(computed == SmallGallery.jobCount - finished, "\(finished) were finished\n\(last.errors)")
        #expect(try site(scratch, "killed") == site(scratch, "calm"))
    }

    /// Ctrl-C ends a build with status 130 and keeps what was finished.
    @Test func interruptsEndOrderly() throws {
        let scratch = try Scratch()
        try SmallGallery.write(to: scratch, folder: "g", iterations: 100_000)
        let running = try Program.start(["build", "-s", "g", "-v"], in: scratch.path)
        while try records(scratch, "g") == 0, running.process.isRunning { Thread.sleep(forTimeInterval: 0.05) }
        kill(running.process.processIdentifier, SIGINT)
        let outcome = running.wait()
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("interrupted"))
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/g/Site/page.html"))
        let plan = try Program.run(["plan", "-s", "g"], in: scratch.path)
        #expect(plan.status == 0 && !plan.output.contains("train "), "the training is kept: \(plan.output)")
    }

    /// A flipped byte anywhere in the store is noticed, reported, and the result computed again.
    @Test func damageIsFoundAndMended() throws {
        let scratch = try Scratch()
        try SmallGallery.write(to: scratch, folder: "g")
        #expect(try Program.run(["build", "-s", "g"], in: scratch.path).status == 0)
        let whole = try site(scratch, "g")
        let store = scratch.path + "/g/.cache/vitrine"
        let records = try FileManager.default.contentsOfDirectory(atPath: store + "/ac").sorted().map { "ac/" + $0 }
        let blobs = try FileManager.default.contentsOfDirectory(atPath: store + "/cas").sorted().map { "cas/" + $0 }
        #expect(records.count >= SmallGallery.jobCount && blobs.count >= SmallGallery.jobCount)
        for (number, name) in (records + blobs).enumerated() where number % 7 == 3 {
            let url = URL(fileURLWithPath: store + "/" + name)
            var data = try Data(contentsOf: url)
            data[data.count * (number % 5) / 5] ^= 0x10
            try data.write(to: url)
            let verified = try Program.run(["cache", "verify", "-s", "g"], in: scratch.path)
            #expect(verified.status == 1, "\(name): \(verified.output)")
            let mended = try Program.run(["build", "-s", "g"], in: scratch.path)
            #expect(mended.status == 0, "\(name): \(mended.errors)")
            #expect(try site(scratch, "g") == whole, "\(name)")
            let again = try Program.run(["cache", "verify", "-s", "g"], in: scratch.path)
            #expect(again.status == 0, "\(name) after mending: \(again.errors)")
        }
    }

    @Test func whatCannotBeWrittenIsSaidPlainly() throws {
        let scratch = try Scratch()
        try SmallGallery.write(to: scratch, folder: "g")
        try scratch.write("a file", to: "taken")
        let output = try Program.run(["build", "-s", "g", "-o", "taken"], in: scratch.path)
        #expect(output.status == 1)
        #expect(output.errors.contains("error:") && output.errors.contains("taken"), "\(output.errors)")
        let cache = try Program.run(["build", "-s", "g", "--cache", "taken"], in: scratch.path)
        #expect(cache.status == 1)
        #expect(cache.errors.contains("error:") && cache.errors.contains("taken"), "\(cache.errors)")
        let foreign = try Program.run(["build", "-s", "g", "--cache", "g"], in: scratch.path)
        #expect(foreign.status == 1)
        #expect(foreign.errors.contains("error:"), "\(foreign.errors)")
        #expect(FileManager.default.fileExists(atPath: scratch.path + "/g/Content/page.md"))
    }

    /// A picture cut short fails its own figure at the place that names it; the rest of the site is built.
    @Test func aDamagedPictureFailsItsFigureOnly() throws {
        let scratch = try Scratch()
        try SmallGallery.write(to: scratch, folder: "g")
        let run = try Program.run(["build", "-s", "g"], in: scratch.path)
        #expect(run.status == 0)
        let pictures = try scratch.files(below: "g/Site/images")
        let picture = try #require(pictures.values.first)
        try scratch.write(picture.prefix(picture.count / 2), to: "g/cut.png")
        try scratch.write(
            """
            ---
            title: Cut
            models: [small]
            ---
            ```exhibit
            method: predictions
            image: ../cut.png
            ```
            """, to: "g/Content/cut.md")
        let outcome = try Program.run(["build", "-s", "g"], in: scratch.path)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("Content/cut.md:5:1: error:"), "\(outcome.errors)")
        #expect(outcome.errors.contains("cut.png"), "\(outcome.errors)")
        #expect(FileManager.default.fileExists(atPath: scratch.path + "/g/Site/cut.html"))
        #expect(
            String(decoding: try scratch.read("g/Site/cut.html"), as: UTF8.self).contains("<strong>Failed:</strong>"))
    }
}
