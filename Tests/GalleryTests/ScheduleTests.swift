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
        _ name: String, memory: Int = 0, reads: [Job] = [],
        _ run: @escaping @Sendable (JobContext) throws(Diagnostic) -> JobOutput
    ) -> Job {
        Job(
            record: .object(["name": .string(name)]), title: name, cost: 1, memory: memory, reads: reads.map(\.key),
            asked: nil,
            run: run)
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

    /// Sums the one byte in each of some jobs' results.
    private func sum(_ name: String, of parts: [Job]) -> Job {
        let keys = parts.map(\.key)
        return job(name, reads: parts) { context throws(Diagnostic) in
            var sum: UInt8 = 0
            for key in keys { sum += try context.file("x", of: key).first ?? 0 }
            return JobOutput(numbers: ["sum": .integer(Int(sum))], files: ["x": Data([sum])])
        }
    }

    private func byte(_ value: UInt8) -> Job {
        job("byte \(value)") { _ throws(Diagnostic) in JobOutput(numbers: [:], files: ["x": Data([value])]) }
    }

    /// In any order of the list, and with any number of threads.
    @Test(arguments: [1, 2, 8], [false, true])
    func aJobRunsWhenWhatItReadsIsDone(threads: Int, isReversed: Bool) throws {
        let bytes = (1...6).map { byte($0) }
        let (low, high) = (sum("low", of: Array(bytes[..<3])), sum("high", of: Array(bytes[3...])))
        let all = sum("all", of: [low, high])
        let jobs = bytes + [low, high, all]
        let outcomes = try run(isReversed ? jobs.reversed() : jobs, Resources(threads: threads))
        #expect(try outcomes[all.key]?.get().body["numbers"]?["sum"]?.integerValue == 21)
    }

    @Test func whatIsNotAmongTheJobsIsTakenFromTheStore() throws {
        let (store, path) = try store()
        defer { try? FileManager.default.removeItem(atPath: path) }
        func outcome(_ jobs: [Job]) -> [Digest: Result<StoreRecord, Diagnostic>] {
            Schedule(
                jobs, store: store, resources: Resources(threads: 2), monitor: SilentMonitor(),
                interruption: Interruption()
            ).run()
        }
        let (five, seven) = (byte(5), byte(7))
        let both = sum("both", of: [five, seven])
        _ = outcome([five])
        guard case .failure(let failure) = outcome([both])[both.key] else {
            Issue.record("it ran without what it reads")
            return
        }
        #expect(failure.id == "missing-result" && failure.severity == .error)
        let outcomes = outcome([both, seven])
        #expect(try outcomes[both.key]?.get().body["numbers"]?["sum"]?.integerValue == 12)
        #expect(outcomes.count == 2)
    }

    @Test(arguments: [1, 4])
    func whatReadsAFailureIsSkippedWithItsReason(threads: Int) throws {
        let bad = job("bad") { _ throws(Diagnostic) in throw Diagnostic(.error, "no", "there is no sense in it") }
        let good = byte(3)
        let middle = sum("middle", of: [good, bad])
        let last = sum("last", of: [middle])
        let other = sum("other", of: [good])
        let outcomes = try run([last, middle, other, good, bad], Resources(threads: threads))
        #expect(outcomes.count == 5)
        #expect((try? outcomes[other.key]?.get()) != nil)
        for (skipped, message) in [
            (middle, "middle needs bad, which failed: there is no sense in it"),
            (last, "last needs middle, which failed: middle needs bad, which failed: there is no sense in it"),
        ] {
            guard case .failure(let failure) = outcomes[skipped.key] else {
                Issue.record("\(skipped.title) ran")
                continue
            }
            #expect(failure.id == "skipped")
            #expect(failure.message == message)
        }
    }

    /// Threads that wait for a job that will not end are let go.
    @Test func anInterruptionEndsTheWaiting() throws {
        let interruption = Interruption()
        let first = byte(1)
        let stopping = job("stopping") { context throws(Diagnostic) in
            Thread.sleep(forTimeInterval: 0.02)
            interruption.request()
            try context.progress(0.5)
            return JobOutput(numbers: [:], files: [:])
        }
        let waiting = sum("waiting", of: [stopping])
        let outcomes = try run([first, waiting, stopping], Resources(threads: 3), interruption)
        #expect(Set(outcomes.keys) == [first.key])
    }

    /// Keys are what other machines and later builds find results by.
    @Test func aKeyIsTheDigestOfTheRecord() {
        let job = job("x") { _ throws(Diagnostic) in JobOutput(numbers: [:], files: [:]) }
        // printf '{"name":"x"}' | sha256sum
        #expect(job.key.hex == "0229d37e33daae149bf40543a5ce1db4459d10f830d5139279aa2bfd5f6485a1")
    }
}
