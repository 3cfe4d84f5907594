package import Diagnostics
import Foundation

extension ResultStore {
    /// What a collection removed and left.
    package struct CollectionReport: Hashable, Sendable {
        package var removedRecords = 0
        package var removedBlobs = 0
        /// Files that killed processes had left half-written.
        package var removedTemporaries = 0
        package var freedBytes = 0
        package var keptRecords = 0
        package var keptBlobs = 0
    }

    /// Removes the records whose keys are not among `keys`, those that are damaged, and the blobs that no record left
    /// names. Nothing else is touched: not what has another name than the store gives, no link, no folder.
    ///
    /// - Parameters:
    ///   - keys: what to keep; `keys()` removes only what is of no use to anybody.
    ///   - rehearsing: count what would go, and leave it.
    ///   - patience: how long to wait for builds that are using the store.
    /// - Throws: `store-busy`, `no-store` where the mark has gone, or what removing a file met.
    @discardableResult
    package func collect(
        keeping keys: Set<Digest>, rehearsing: Bool = false, patience: Duration = .seconds(10)
    ) throws(Diagnostic) -> CollectionReport {
        let hold = try holdAlone(within: patience)
        defer { hold.release() }
        try StoreMark.check(in: root)
        var report = CollectionReport()
        let named = try collectRecords(keeping: keys, rehearsing: rehearsing, into: &report)
        // A kill from here on leaves blobs too many, never a record without its blobs.
        if !rehearsing { try records.sync() }
        for entry in try blobs.files(Self.isDigest).ours {
            guard let digest = Digest(hex: entry.name), !named.contains(digest) else {
                report.keptBlobs += 1
                continue
            }
            if !rehearsing { try blobs.remove(entry.name) }
            report.removedBlobs += 1
            report.freedBytes += entry.byteCount
        }
        for folder in [records, blobs] {
            try collectTemporaries(in: folder, rehearsing: rehearsing, into: &report)
        }
        return report
    }

    /// Gives the digests of the blobs that the records left name.
    private func collectRecords(
        keeping keys: Set<Digest>, rehearsing: Bool, into report: inout CollectionReport
    ) throws(Diagnostic) -> Set<Digest> {
        var named: Set<Digest> = []
        for entry in try records.files(Self.isDigest).ours {
            guard let key = Digest(hex: entry.name) else { continue }
            if keys.contains(key), let record = try recordUnlessDamaged(key) {
                named.formUnion(record.blobs.values.map(\.digest))
                report.keptRecords += 1
                continue
            }
            if !rehearsing { try records.remove(entry.name) }
            report.removedRecords += 1
            report.freedBytes += entry.byteCount
        }
        return named
    }

    /// Nil only for what is proven useless: a record that cannot be read for another reason stops the collection.
    private func recordUnlessDamaged(_ key: Digest) throws(Diagnostic) -> StoreRecord? {
        do {
            return try wholeRecord(key)
        } catch {
            guard error.id == "damaged-record" else { throw error }
            return nil
        }
    }

    /// Nobody writes while the store is held alone, but a writer on a disk that was without locks might: its files are
    /// left while it may live. The number of a dead process may have gone to another, hence the age.
    private func collectTemporaries(
        in folder: Folder, rehearsing: Bool, into report: inout CollectionReport
    ) throws(Diagnostic) {
        let yesterday = Date(timeIntervalSinceNow: -86_400)
        for entry in try folder.files({ TemporaryName($0) != nil }).ours {
            guard let name = TemporaryName(entry.name), !name.isWriterAlive || entry.modified < yesterday else {
                continue
            }
            if !rehearsing { try folder.remove(entry.name) }
            report.removedTemporaries += 1
            report.freedBytes += entry.byteCount
        }
    }

    private func holdAlone(within patience: Duration) throws(Diagnostic) -> StoreHold {
        let clock = ContinuousClock()
        let end = clock.now + patience
        while true {
            if let hold = try holdAlone() { return hold }
            guard clock.now < end else {
                throw Diagnostic(
                    .error, "store-busy", "another vitrine is using the store", at: .file(directory),
                    notes: [Diagnostic.Note("try again when it has finished")])
            }
            usleep(20_000)
        }
    }
}
