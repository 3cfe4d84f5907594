import Foundation
import Testing

/// A long descent in a process that is stopped.
@Suite(.serialized) struct CheckpointTests {
    private static let page = """
        ---
        title: Page
        models: [small]
        ---
        ```exhibit
        id: kept
        method: kernel-suppression
        kernels: ["features.1/1"]
        images: ["synthetic:shapes/test/3"]
        beta: 0.001
        patience: 1000000
        iterations: ITERATIONS
        ```
        """

    private func write(_ folder: String, iterations: Int, to scratch: Scratch) throws {
        try SmallGallery.write(to: scratch, folder: folder)
        try scratch.write(
            Self.page.replacingOccurrences(of: "ITERATIONS", with: "\(iterations)"), to: folder + "/Content/page.md")
    }

    private func records(_ scratch: Scratch, _ folder: String) throws -> Int {
        try scratch.files(below: folder + "/.cache/vitrine/ac").count { name, data in
            !name.hasSuffix(".tmp") && String(decoding: data, as: UTF8.self).contains("\"engine\"")
        }
    }

    private func checkpoints(_ scratch: Scratch, _ folder: String) throws -> Int {
        try scratch.files(below: folder + "/.cache/vitrine/ac").count { name, data in
            !name.hasSuffix(".tmp") && String(decoding: data, as: UTF8.self).contains("\"checkpoint\"")
        }
    }

    /// Interrupted by a signal, the state is kept at once; the next build goes on from there to the same site.
    @Test func anInterruptedDescentGoesOn() throws {
        let scratch = try Scratch()
        let iterations = 20_000
        for folder in ["calm", "stopped"] { try write(folder, iterations: iterations, to: scratch) }
        #expect(try Program.run(["build", "-s", "calm"], in: scratch.path).status == 0)
        var outcome: Program.Outcome?
        // The descent begins when the training is in the store, whenever that is.
        for delay in [0.3, 0.6, 1.2, 2.4] where try checkpoints(scratch, "stopped") == 0 {
            let running = try Program.start(["build", "-s", "stopped"], in: scratch.path)
            while try records(scratch, "stopped") == 0, running.process.isRunning {
                Thread.sleep(forTimeInterval: 0.02)
            }
            Thread.sleep(forTimeInterval: delay)
            kill(running.process.processIdentifier, SIGINT)
            outcome = running.wait()
        }
        #expect(try checkpoints(scratch, "stopped") == 1, "\(outcome?.errors ?? "")")
        let resumed = try Program.run(["build", "-s", "stopped"], in: scratch.path)
        #expect(
            resumed.status == 0 && resumed.errors.contains("goes on from where it was stopped"), "\(resumed.errors)")
        #expect(try checkpoints(scratch, "stopped") == 0)
        #expect(try scratch.files(below: "stopped/Site") == scratch.files(below: "calm/Site"))
    }
}
