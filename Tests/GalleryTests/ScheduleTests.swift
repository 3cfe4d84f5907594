import Diagnostics
import Foundation
import Gallery
import Store
import Synchronization
import Testing

@Suite struct ScheduleTests {
    private func store() throws -> (ResultStore, String) {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vitrine-schedule-" + UUID().uuidString
        ).path
        return (try ResultStore(directory: path), path)
    }

    private func job(
        _ name: String, memory: Int = 0, _ run: @escaping @Sendable (JobContext) throws(Diagnostic) -> JobOutput
    ) -> Job {
        Job(record: .object(["name": .string(name)]), title: name, cost: 1, memory: memory, asked: nil, run: run)
    }

    private func run(_ jobs: [Job], _ resources: Resources, _ interruption: Interruption = Interruption()) throws
        -> [Digest: Result<StoreRecord, Diagnostic>]
    {
        let (store, path) = try store()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return Schedule(
            jobs, store: store, resources: resources, monitor: SilentMonitor(), interruption: interruption
        ).run()
    }

    @Test(arguments: [1, 2, 8])
    func everyJobEndsOnceAndAFailureIsItsOwn(threads: Int) throws {
        let counts = Mutex<[String: Int]>([:])
        let jobs = (0..<30).map { index in
            job("job \(index)") { _ throws(Diagnostic) in
                counts.withLock { $0["job \(index)", default: 0] += 1 }
                if index == 7 { throw Diagnostic(.error, "seven", "seven fails") }
                return JobOutput(numbers: ["n": .integer(index)], files: ["x": Data([UInt8(index)])])
            }
        }
        let outcomes = try run(jobs, Resources(threads: threads))
        #expect(counts.withLock { $0.count == 30 && $0.values.allSatisfy { $0 == 1 } })
        #expect(outcomes.count == 30)
        for (index, job) in jobs.enumerated() {
            switch outcomes[job.key] {
            case .success(let record): #expect(record.body["numbers"]?["n"]?.integerValue == index)
            case .failure(let failure): #expect(index == 7 && failure.id == "seven")
            case nil: Issue.record("job \(index) has no outcome")
            }
        }
    }

    @Test func runningJobsStayWithinTheMemory() throws {
        let used = Mutex((now: 0, most: 0))
        let jobs = (0..<20).map { index in
            job("job \(index)", memory: 40 + index) { _ throws(Diagnostic) in
                used.withLock { $0 = ($0.now + 40 + index, max($0.most, $0.now + 40 + index)) }
                Thread.sleep(forTimeInterval: 0.002)
                used.withLock { $0.now -= 40 + index }
                return JobOutput(numbers: [:], files: [:])
            }
        }
        let outcomes = try run(jobs, Resources(threads: 4, memory: 100))
        #expect(outcomes.values.allSatisfy { (try? $0.get()) != nil })
        #expect(used.withLock { (40...100).contains($0.most) })
    }

    @Test func aJobBeyondTheMemoryIsRefused() throws {
        let large = job("large", memory: 5000) { _ throws(Diagnostic) in JobOutput(numbers: [:], files: [:]) }
        guard case .failure(let failure) = try run([large], Resources(threads: 2, memory: 2048))[large.key] else {
            Issue.record("it ran")
            return
        }
        #expect(failure.message == "large needs 5 KiB, more than the 2 KiB it may use")
    }

    @Test func anInterruptionKeepsWhatIsDone() throws {
        let interruption = Interruption()
        let first = job("first") { _ throws(Diagnostic) in JobOutput(numbers: [:], files: [:]) }
        let second = job("second") { context throws(Diagnostic) in
            interruption.request()
            try context.progress(0.5)
            return JobOutput(numbers: [:], files: [:])
        }
        let third = job("third") { _ throws(Diagnostic) in JobOutput(numbers: [:], files: [:]) }
        let outcomes = try run([first, second, third], Resources(threads: 1), interruption)
        #expect(outcomes[first.key] != nil && outcomes[second.key] == nil && outcomes[third.key] == nil)
    }

    /// Keys are what other machines and later builds find results by.
    @Test func aKeyIsTheDigestOfTheRecord() {
        let job = job("x") { _ throws(Diagnostic) in JobOutput(numbers: [:], files: [:]) }
        // printf '{"name":"x"}' | sha256sum
        #expect(job.key.hex == "0229d37e33daae149bf40543a5ce1db4459d10f830d5139279aa2bfd5f6485a1")
    }
}
