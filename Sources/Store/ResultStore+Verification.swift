package import Diagnostics
import Foundation

extension ResultStore {
    /// How much a store holds.
    package struct Statistics: Hashable, Sendable {
        package var recordCount = 0
        package var blobCount = 0
        /// Bytes of records and blobs, without what the file system adds.
        package var recordBytes = 0
        package var blobBytes = 0
        /// Files that killed processes left, or living ones are writing.
        package var temporaryCount = 0
        package var temporaryBytes = 0
    }

    /// What reading everything found.
    package struct VerificationReport: Sendable {
        package var recordCount = 0
        package var blobCount = 0
        package var byteCount = 0
        /// A warning for each record that would not be served, in the order of the keys.
        package var damagedRecords: [Diagnostic] = []
        /// A warning for each blob whose bytes are not those of its name, whether a record needs it or not.
        package var damagedBlobs: [Diagnostic] = []
        /// A note for each thing in the store's folders that the store did not put there.
        package var strangers: [Diagnostic] = []

        package var isWhole: Bool { damagedRecords.isEmpty && damagedBlobs.isEmpty }
    }

    /// Counts records, blobs and their bytes without reading them.
    package func statistics() throws(Diagnostic) -> Statistics {
        var statistics = Statistics()
        for (folder, isRecord) in [(records, true), (blobs, false)] {
            for entry in try folder.files({ _ in true }).ours {
                if TemporaryName(entry.name) != nil {
                    statistics.temporaryCount += 1
                    statistics.temporaryBytes += entry.byteCount
                } else if Self.isDigest(entry.name) {
                    if isRecord {
                        statistics.recordCount += 1
                        statistics.recordBytes += entry.byteCount
                    } else {
                        statistics.blobCount += 1
                        statistics.blobBytes += entry.byteCount
                    }
                }
            }
        }
        return statistics
    }

    /// Reads every record and every blob, and changes nothing.
    ///
    /// Throws only where the folders cannot be listed.
    package func verify() throws(Diagnostic) -> VerificationReport {
        var report = VerificationReport()
        for name in try records.names() {
            guard Self.isDigest(name), let key = Digest(hex: name) else {
                report.noteStranger(name, in: records)
                continue
            }
            // One may have been removed since the folder was listed.
            guard let entry = try records.entry(name) else { continue }
            report.recordCount += 1
            report.byteCount += entry.byteCount
            if case .damaged(let damage) = record(for: key) { report.damagedRecords.append(damage) }
        }
        for name in try blobs.names() {
            guard Self.isDigest(name), let digest = Digest(hex: name) else {
                report.noteStranger(name, in: blobs)
                continue
            }
            guard let entry = try blobs.entry(name) else { continue }
            report.blobCount += 1
            report.byteCount += entry.byteCount
            do {
                if try OpenFile(in: blobs, name).digest() != digest {
                    report.damagedBlobs.append(damagedBlob(name, "it has changed on disk"))
                }
            } catch {
                report.damagedBlobs.append(damagedBlob(name, "it cannot be read", because: error))
            }
        }
        return report
    }
}

extension ResultStore.VerificationReport {
    fileprivate mutating func noteStranger(_ name: String, in folder: Folder) {
        guard TemporaryName(name) == nil else { return }
        strangers.append(
            Diagnostic(
                .note, "stranger-in-store", "the store did not put this here and leaves it alone",
                at: .file(folder.path(of: name))))
    }
}
