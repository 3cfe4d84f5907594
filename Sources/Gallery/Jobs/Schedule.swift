package import Diagnostics
import Dispatch
import Foundation
import Methods
import Networks
package import Store
import Synchronization
import Tensors

/// How much of the machine a build may use.
package struct Resources: Sendable {
    package let threads: Int
    /// Bytes that running jobs may need together; nil for no limit.
    package let memory: Int?
    /// How long a job runs before the store keeps how far it got, and until it is kept again.
    package let checkpointInterval: Duration

    package init(threads: Int, memory: Int? = nil, checkpointInterval: Duration = .seconds(20)) {
        self.threads = max(1, threads)
        self.memory = memory
        self.checkpointInterval = checkpointInterval
    }
}

/// Runs jobs side by side, each as soon as a thread and memory are free, and keeps every result as it comes.
///
/// A job that reads others' results begins when these are done; if one of them failed, it is skipped with that reason.
/// Results that are not among the jobs are taken from the store. Many jobs run with one thread each; fewer jobs than
/// threads share them. Neither changes a result.
package struct Schedule: Sendable {
    private let jobs: [Job]
    private let store: ResultStore
    private let resources: Resources
    private let monitor: any BuildMonitor
    private let interruption: Interruption
    private let log: DiagnosticLog

    /// - Parameter log: takes what there is to say of checkpoints.
    package init(
        _ jobs: [Job], store: ResultStore, resources: Resources, monitor: any BuildMonitor, interruption: Interruption,
        log: DiagnosticLog = DiagnosticLog()
    ) {
        self.jobs = jobs.enumerated()
            .sorted { ($1.element.cost, $0.offset) < ($0.element.cost, $1.offset) }
            .map(\.element)
        self.store = store
        self.resources = resources
        self.monitor = monitor
        self.interruption = interruption
        self.log = log
    }

    /// Runs them all.
    ///
    /// - Returns: for each job the record that is now in the store, or why there is none. Jobs that an interruption
    ///   kept from running are missing.
    package func run() -> [Digest: Result<StoreRecord, Diagnostic>] {
        let threads = max(1, min(resources.threads, jobs.count))
        let state = ScheduleState(jobs: jobs, memory: resources.memory)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            let workers = Workers(max(1, resources.threads / threads))
            while let group = state.next(unless: interruption, threads: threads) {
                var outcomes = attemptTogether(group, workers: workers, state: state)
                for job in group {
                    monitor.jobBegan(job.title)
                    let began = ContinuousClock.now
                    let outcome = outcomes?.removeFirst() ?? attempt(job, workers: workers, state: state)
                    let seconds = began.duration(to: .now) / .seconds(1)
                    if case .failure(let failure) = outcome, failure.id == "interrupted" {
                        state.giveBack(job)
                        continue
                    }
                    state.finish(job, outcome)
                    monitor.jobEnded(job.title, seconds: seconds, failed: (try? outcome.get()) == nil)
                    report(state)
                }
                if interruption.isRequested { return }
            }
        }
        return state.outcomes
    }

    /// Runs the jobs of a batch at once.
    ///
    /// - Returns: nil where there is one job only, and where something went wrong: then each is to run alone, so that a
    ///   failure is its own.
    private func attemptTogether(
        _ jobs: [Job], workers: Workers, state: ScheduleState
    ) -> [Result<StoreRecord, Diagnostic>]? {
        let batches = jobs.compactMap(\.batch)
        guard jobs.count > 1, batches.count == jobs.count else { return nil }
        let began = ContinuousClock.now
        let contexts = jobs.map { job in
            JobContext(workers: workers) { share throws(Diagnostic) in
                try interruption.check()
                state.advance(job, to: share)
                report(state)
            }
        }
        do throws(Diagnostic) {
            let outputs = try JobBatch.run(batches, contexts)
            guard outputs.count == jobs.count else { return nil }
            let seconds = began.duration(to: .now) / .seconds(1) / Double(jobs.count)
            return zip(jobs, outputs).map { job, output in
                do throws(Diagnostic) {
                    return .success(
                        try store.write(
                            key: job.key, body: JobRecord.body(of: job, output, seconds: seconds), blobs: output.files))
                } catch {
                    return .failure(error.askedFor(at: job.asked))
                }
            }
        } catch {
            return error.id == "interrupted" ? jobs.map { _ in .failure(error) } : nil
        }
    }

    private func attempt(_ job: Job, workers: Workers, state: ScheduleState) -> Result<StoreRecord, Diagnostic> {
        do throws(Diagnostic) {
            if let limit = resources.memory, job.memory > limit {
                throw Diagnostic(
                    .error, "memory-limit",
                    "\(job.title) needs \((job.memory + 1023) >> 10) KiB, more than the \(limit >> 10) KiB it may use",
                    notes: [.init("raise --memory, or choose a smaller model or picture")])
            }
            let began = ContinuousClock.now
            let keeper = CheckpointKeeper(
                of: job, in: store, every: resources.checkpointInterval, interruption: interruption)
            let context = JobContext(
                workers: workers,
                checkpoints: Checkpoints(restored: keeper.restore(log: log)) { state in keeper.keep(state) },
                read: { key, name throws(Diagnostic) in try read(name, of: key) },
                progress: { share throws(Diagnostic) in
                    try interruption.check()
                    state.advance(job, to: share)
                    report(state)
                })
            let output = try job.run(context)
            let seconds = began.duration(to: .now) / .seconds(1)
            let record = try store.write(
                key: job.key, body: JobRecord.body(of: job, output, seconds: seconds), blobs: output.files)
            keeper.clear()
            return .success(record)
        } catch {
            return .failure(error.askedFor(at: job.asked))
        }
    }

    private func read(_ name: String, of key: Digest) throws(Diagnostic) -> Data {
        guard case .hit(let record) = store.record(for: key), let blob = record.blobs[name] else {
            throw Diagnostic(.error, "missing-result", "the result \(key.hex) that it reads is not in the store")
        }
        do {
            return try store.blob(blob)
        } catch {
            var failure = error
            failure.severity = .error
            throw failure
        }
    }

    private func report(_ state: ScheduleState) {
        let (finished, share) = state.progress
        monitor.advanced(finished: finished, total: jobs.count, share: share)
    }
}

/// What the threads of a schedule share.
private final class ScheduleState: Sendable {
    private struct Contents {
        var waiting: [Job]
        /// The jobs that have not ended.
        var pending: Set<Digest>
        var usedMemory = 0
        var running: [Digest: Double] = [:]
        var finishedCost = 0.0
        var outcomes: [Digest: Result<StoreRecord, Diagnostic>] = [:]

        /// Takes a job's outcome, and lets those fail that would read a result which will not come.
        mutating func end(_ job: Job, _ outcome: Result<StoreRecord, Diagnostic>) {
            finishedCost += job.cost
            outcomes[job.key] = outcome
            pending.remove(job.key)
            guard case .failure(let failure) = outcome else { return }
            for reader in waiting where reader.reads.contains(job.key) {
                waiting.removeAll { $0.key == reader.key }
                end(
                    reader,
                    .failure(
                        Diagnostic(
                            .error, "skipped", "\(reader.title) needs \(job.title), which failed: \(failure.message)",
                            at: reader.asked)))
            }
        }
    }

    private let contents: Mutex<Contents>
    private let changed = NSCondition()
    private let memory: Int?
    private let totalCost: Double
    private let costs: [Digest: Double]

    init(jobs: [Job], memory: Int?) {
        contents = Mutex(Contents(waiting: jobs, pending: Set(jobs.map(\.key))))
        self.memory = memory
        totalCost = jobs.reduce(0) { $0 + $1.cost }
        costs = Dictionary(jobs.map { ($0.key, $0.cost) }, uniquingKeysWith: { first, _ in first })
    }

    /// The next job that has all it reads and fits in memory, waiting for others to end where none does; nil when all
    /// are taken, or on interruption.
    ///
    /// - Returns: with it those that may run at once, as many as leave other threads their share.
    func next(unless interruption: Interruption, threads: Int) -> [Job]? {
        changed.lock()
        defer { changed.unlock() }
        while !interruption.isRequested {
            enum Choice {
                case take([Job])
                case wait, nothing
            }
            let choice = contents.withLock { contents -> Choice in
                if contents.waiting.isEmpty { return .nothing }
                let ready = contents.waiting.indices.filter { index in
                    contents.waiting[index].reads.allSatisfy { !contents.pending.contains($0) }
                }
                let fits = ready.first { index in
                    memory.map { contents.usedMemory + contents.waiting[index].memory <= $0 } ?? true
                }
                guard let index = fits ?? (contents.running.isEmpty ? ready.first : nil) else {
                    return contents.running.isEmpty ? .nothing : .wait
                }
                let job = contents.waiting[index]
                var group = [index]
                if let kind = job.batch?.kind {
                    let others = ready.filter { $0 != index && contents.waiting[$0].batch?.kind == kind }
                    let share = min(JobBatch.most, (others.count + threads) / threads)
                    var used = contents.usedMemory + job.memory
                    for other in others where group.count < share {
                        used += contents.waiting[other].memory
                        if let memory, used > memory { break }
                        group.append(other)
                    }
                }
                let taken = group.map { contents.waiting[$0] }
                for index in group.sorted(by: >) { contents.waiting.remove(at: index) }
                for job in taken {
                    contents.usedMemory += job.memory
                    contents.running[job.key] = 0
                }
                return .take(taken)
            }
            switch choice {
            case .take(let jobs): return jobs
            case .nothing: return nil
            case .wait: changed.wait()
            }
        }
        return nil
    }

    func advance(_ job: Job, to share: Double) {
        contents.withLock { $0.running[job.key] = share }
    }

    func giveBack(_ job: Job) { release(job) { _ in } }

    func finish(_ job: Job, _ outcome: Result<StoreRecord, Diagnostic>) {
        release(job) { contents in
            contents.end(job, outcome)
        }
    }

    private func release(_ job: Job, _ change: (inout Contents) -> Void) {
        contents.withLock { contents in
            contents.running[job.key] = nil
            contents.usedMemory -= job.memory
            change(&contents)
        }
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }

    var progress: (finished: Int, share: Double) {
        contents.withLock { contents in
            let running = contents.running.reduce(0) { $0 + (costs[$1.key] ?? 0) * $1.value }
            return (contents.outcomes.count, totalCost > 0 ? (contents.finishedCost + running) / totalCost : 0)
        }
    }

    var outcomes: [Digest: Result<StoreRecord, Diagnostic>] { contents.withLock(\.outcomes) }
}
