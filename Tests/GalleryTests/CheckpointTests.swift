import Diagnostics
import Foundation
import Gallery
import Methods
import Store
import Synchronization
import Tensors
import Testing

/// What long jobs keep of their state in the store.
@Suite struct CheckpointTests {
    private static let page = """
        ```exhibit
        id: kept
        method: kernel-suppression
        kernels: ["features.1/1"]
        images: ["synthetic:shapes/test/3"]
        iterations: 20000
        patience: 700
        ```
        """

    /// Interrupts a build at a share of its longest job.
    private final class Stop: BuildMonitor {
        let interruption = Interruption()
        private let share: Double
        private let highest = Mutex(0.0)

        init(at share: Double) { self.share = share }

        var reached: Double { highest.withLock { $0 } }

        func phaseBegan(_ name: String, missing: Int, found: Int) {}
        func jobBegan(_ title: String) {}
        func advanced(finished: Int, total: Int, share: Double) {
            highest.withLock { $0 = max($0, share) }
            if share >= self.share { interruption.request() }
        }
        func jobEnded(_ title: String, seconds: Double, failed: Bool) {}
        func phaseEnded() {}
    }

    private func store() throws -> (store: ResultStore, path: String) {
        let path = FileManager.default.temporaryDirectory.path + "/vitrine-checkpoint-" + UUID().uuidString
        return (try ResultStore(directory: path), path)
    }

    /// A job that counts to ten, keeping the count; it stops by itself where `end` says.
    private func counting(until end: Int, seen: Steps) -> Job {
        Job(record: .object(["name": .string("counting")]), title: "counting", cost: 1, memory: 0, asked: nil) {
            context throws(Diagnostic) in
            var count = context.checkpoints.restored?["count"].map { Int($0.elements[0]) } ?? 0
            while count < 10 {
                if count == end { throw Interruption.diagnostic }
                seen.add(count)
                count += 1
                context.checkpoints.keep { ["count": Tensor(shape: [1], elements: [Float(count)])] }
            }
            return JobOutput(numbers: ["count": .integer(count)], files: [:])
        }
    }

    private func run(
        _ job: Job, in store: ResultStore, every interval: Duration = .zero, log: DiagnosticLog = DiagnosticLog()
    ) -> Result<StoreRecord, Diagnostic>? {
        Schedule(
            [job], store: store, resources: Resources(threads: 1, checkpointInterval: interval),
            monitor: SilentMonitor(), interruption: Interruption(), log: log
        ).run()[job.key]
    }

    private func blobCount(_ path: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: path + "/cas").count
    }

    @Test func aJobGoesOnAndLeavesNothingBehind() throws {
        let (store, path) = try store()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let seen = Steps()
        let log = DiagnosticLog()
        #expect(run(counting(until: 4, seen: seen), in: store) == nil)
        let key = CheckpointKeeper.key(of: counting(until: 4, seen: seen).key)
        #expect(try store.keys() == [key])
        #expect(try blobCount(path) == 1, "the checkpoints before the last one are removed")
        #expect(run(counting(until: 7, seen: seen), in: store, log: log) == nil)
        #expect(log.all.map(\.id) == ["resumed"])
        let job = counting(until: -1, seen: seen)
        #expect(try run(job, in: store)?.get().body["numbers"]?["count"]?.integerValue == 10)
        #expect(seen.all == Array(0..<10), "no step was done twice")
        #expect(try store.keys() == [job.key])
        #expect(try blobCount(path) == 0)
        #expect(try store.verify().isWhole)
    }

    @Test func nothingIsKeptBeforeTheInterval() throws {
        let (store, path) = try store()
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(run(counting(until: 4, seen: Steps()), in: store, every: .seconds(3600)) == nil)
        #expect(try store.keys().isEmpty)
    }

    @Test(arguments: ["record", "blob", "blob gone"])
    func damageStartsAnewWithANote(what: String) throws {
        let (store, path) = try store()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let seen = Steps()
        #expect(run(counting(until: 4, seen: seen), in: store) == nil)
        let folder = path + (what == "record" ? "/ac/" : "/cas/")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        let url = URL(fileURLWithPath: folder + name)
        if what == "blob gone" {
            try FileManager.default.removeItem(at: url)
        } else {
            var data = try Data(contentsOf: url)
            data[data.count / 2] ^= 0x40
            try data.write(to: url)
        }
        let log = DiagnosticLog()
        let job = counting(until: -1, seen: seen)
        #expect(try run(job, in: store, log: log)?.get().body["numbers"]?["count"]?.integerValue == 10)
        #expect(seen.all == Array(0..<4) + Array(0..<10))
        #expect(log.all.count == 1 && log.all[0].severity == .warning)
        #expect(log.all.first?.notes.map(\.message) == ["it held how far counting got, which starts anew"])
    }

    /// A build that is interrupted in the middle of a descent, and the next one, give the bits of an undisturbed one.
    @Test func aDescentGoesOnToTheSameBits() throws {
        let calm = try SmallBuild(page: Self.page)
        _ = try calm.build()
        // The training and the model's checks are done, and the descent is not.
        let gallery = try SmallBuild(
            page: "```exhibit\nmethod: predictions\nimages: [\"synthetic:shapes/test/3\"]\n```")
        _ = try gallery.build()
        try gallery.page(Self.page)
        let stop = Stop(at: 0.5)
        let failure = #expect(throws: Diagnostic.self) {
            try gallery.build(threads: 1, monitor: stop, interruption: stop.interruption)
        }
        #expect(failure?.id == "interrupted")
        #expect(stop.reached < 0.9)
        let survey = try gallery.survey()
        #expect(survey.missing.count == 1)
        let kept = CheckpointKeeper.key(of: try #require(survey.missing.first).key)
        guard case .hit = try gallery.store().record(for: kept) else {
            Issue.record("nothing was kept")
            return
        }
        // A collection spares it.
        #expect(survey.keptKeys.contains(kept))
        let resumed = Stop(at: 2)
        let outcome = try gallery.build(threads: 2, monitor: resumed)
        #expect(outcome.log.all.contains { $0.id == "resumed" })
        let jobs = [try calm.survey(), try gallery.survey()].map {
            $0.plan.jobs.first { $0.title.hasPrefix("kernel-suppression") }?.key
        }
        #expect(jobs[0] == jobs[1])
        let key = try #require(jobs[0] ?? nil)
        let records = try [calm, gallery].map { build -> StoreRecord? in
            if case .hit(let record) = try build.store().record(for: key) { record } else { nil }
        }
        #expect(records[0]?.blobs == records[1]?.blobs)
        #expect(records[0]?.body["numbers"] == records[1]?.body["numbers"])
        #expect(try !gallery.store().keys().contains(kept))
    }
}

/// The steps that jobs did, one after the other.
private final class Steps: Sendable {
    private let list = Mutex<[Int]>([])
    func add(_ step: Int) { list.withLock { $0.append(step) } }
    var all: [Int] { list.withLock { $0 } }
}
