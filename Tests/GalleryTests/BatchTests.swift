import Diagnostics
import Gallery
import Synchronization
import Testing

/// Jobs of one model and method that run as one batch.
@Suite struct BatchTests {
    private static func page(_ kernels: String, seed: Int = 0) -> String {
        """
        ```exhibit
        id: kernels
        method: activation-maximization
        kernels: ["features.1/\(kernels)"]
        iterations: 3
        seed: \(seed)
        ```
        """
    }

    /// How far a build was when none of its jobs had ended.
    private final class FirstJobs: BuildMonitor {
        private let highest = Mutex(0.0)
        var share: Double { highest.withLock { $0 } }

        func phaseBegan(_ name: String, missing: Int, found: Int) { highest.withLock { $0 = 0 } }
        func jobBegan(_ title: String) {}
        func advanced(finished: Int, total: Int, share: Double) {
            if finished == 0 { highest.withLock { $0 = max($0, share) } }
        }
        func jobEnded(_ title: String, seconds: Double, failed: Bool) {}
        func phaseEnded() {}
    }

    private func files(_ outcome: SmallBuild.Outcome) throws -> [String] {
        try #require(outcome.exhibit("kernels")).figures.map { figure in
            guard case .done(let result) = figure.state else { return "\(figure.id) is not done" }
            return result.record["files"]?.canonicalText ?? "no files"
        }
    }

    @Test func runTogetherAndGiveWhatTheyGiveAlone() throws {
        let gallery = try SmallBuild(page: Self.page("0"))
        _ = try gallery.build()
        let alone = try (0..<4).map { kernel in
            let own = try SmallBuild(page: Self.page("\(kernel)"))
            return try files(own.build())[0]
        }
        // The training and the model's checks are done, and a thread takes all that are left.
        try gallery.page(Self.page("0..3", seed: 1))
        let monitor = FirstJobs()
        let others = try files(gallery.build(threads: 1, monitor: monitor))
        #expect(monitor.share > 0.6, "one after the other, the first would end at a quarter")
        let together = try SmallBuild(page: Self.page("0..3"))
        #expect(try files(together.build(threads: 1)) == alone)
        #expect(Set(alone).count == 4 && others != alone)
    }
}
