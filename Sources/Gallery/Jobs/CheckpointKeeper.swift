import Diagnostics
import Foundation
import Models
package import Store
import Synchronization
import Tensors

/// Keeps how far one job got in the store, under a key derived from the job's own, so that a later build goes on from
/// there.
///
/// A checkpoint is a record with one blob that no other record can name, since it holds the job's key: the one before it
/// is removed when the next stands, and the last one when the job is done. A collection keeps those of jobs that a gallery
/// still wants and that are not done.
package final class CheckpointKeeper: Sendable {
    private struct Contents {
        var last: ContinuousClock.Instant
        var kept: BlobReference?
    }

    /// Raised when the layout of checkpoints changes.
    private static let schema = 1
    private static let blobName = "state"

    private let job: Digest
    private let title: String
    private let asked: SourceRange?
    private let store: ResultStore
    private let interval: Duration
    private let interruption: Interruption
    private let contents = Mutex(Contents(last: .now, kept: nil))

    /// - Parameter interval: between one checkpoint and the next, and from the start to the first.
    init(of job: Job, in store: ResultStore, every interval: Duration, interruption: Interruption) {
        self.job = job.key
        title = job.title
        asked = job.asked
        self.store = store
        self.interval = interval
        self.interruption = interruption
    }

    /// The key under which the store has a job's checkpoint.
    package static func key(of job: Digest) -> Digest {
        Digest(of: .object(["schema": .integer(schema), "checkpoint": .string(job.hex)]))
    }

    /// What was kept last; nil where there is nothing, or nothing whole, which is reported.
    func restore(log: DiagnosticLog) -> [String: Tensor]? {
        let record: StoreRecord
        switch store.record(for: Self.key(of: job)) {
        case .miss: return nil
        case .hit(let found): record = found
        case .damaged(let reason):
            report(reason, log: log)
            return nil
        }
        guard let reference = record.blobs[Self.blobName] else { return nil }
        contents.withLock { $0.kept = reference }
        do throws(Diagnostic) {
            let data = try store.blob(reference)
            let file = try SafetensorsFile(path: store.path(of: reference))
            guard file.metadata == metadata, data.count == reference.byteCount else { return nil }
            var state: [String: Tensor] = [:]
            for entry in file.entries {
                // Its own memory: the file goes when the next checkpoint stands.
                let tensor = try file.tensor(named: entry.name)
                state[entry.name] = Tensor(shape: tensor.shape, elements: tensor.elements)
            }
            log.add(Diagnostic(.note, "resumed", "\(title) goes on from where it was stopped", at: asked))
            return state
        } catch {
            report(error, log: log)
            return nil
        }
    }

    private func report(_ reason: Diagnostic, log: DiagnosticLog) {
        var reason = reason
        reason.severity = .warning
        reason.notes = [.init("it held how far \(title) got, which starts anew")]
        log.add(reason)
    }

    /// Keeps a state where the last one is old enough, or where the job is about to be interrupted.
    ///
    /// A state that cannot be written is let go: what the job gives in the end meets the same disk and says so.
    func keep(_ state: () -> [String: Tensor]) {
        contents.withLock { contents in
            let now = ContinuousClock.now
            guard contents.last.duration(to: now) >= interval || interruption.isRequested else { return }
            let data = SafetensorsFile.encode(state().map { (name: $0.key, value: $0.value) }, metadata: metadata)
            let body = JSON.object(["checkpoint": .string(job.hex)])
            if let record = try? store.write(
                key: Self.key(of: job), body: body, blobs: [Self.blobName: data])
            {
                let reference = record.blobs[Self.blobName]
                if let old = contents.kept, old != reference { _ = try? store.removeBlob(old) }
                contents.kept = reference
            }
            contents.last = .now
        }
    }

    /// Removes what was kept, once the job is done.
    func clear() {
        contents.withLock { contents in
            guard let kept = contents.kept else { return }
            _ = try? store.remove(Self.key(of: job))
            _ = try? store.removeBlob(kept)
            contents.kept = nil
        }
    }

    private var metadata: [String: String] { ["job": job.hex] }
}
