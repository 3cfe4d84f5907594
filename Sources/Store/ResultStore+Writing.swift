package import Diagnostics
package import Foundation

extension ResultStore {
    /// Stores a result: its blobs first, its record last, each written aside, synced and renamed, so that a kill at any
    /// instant leaves a whole entry or none. An earlier record of the same key is replaced, damaged blobs are too.
    ///
    /// - Returns: the record as a later lookup gives it; numbers that are not finite have become null.
    /// - Throws: `disk-full`, `no-permission`, `file-error`, or `unstorable-record` for a body that cannot be read back.
    @discardableResult
    package func write(key: Digest, body: JSON, blobs contents: [String: Data]) throws(Diagnostic) -> StoreRecord {
        let references = contents.mapValues(BlobReference.init(to:))
        let encoded = StoreRecord(key: key, body: body, blobs: references).encoded
        guard encoded.count <= StoreRecord.byteLimit, let record = StoreRecord(decoding: encoded) else {
            throw Diagnostic(
                .error, "unstorable-record",
                "the result \(key.hex) has a record that could not be read back: it is nested too deeply, or too large")
        }
        do throws(Diagnostic) {
            let hold = try hold()
            defer { hold.release() }
            for (name, data) in contents {
                guard let reference = references[name], try !hasWhole(reference, data) else { continue }
                try blobs.put(data, as: reference.digest.hex)
            }
            // Also for blobs that were there: their writer may not have come to this yet.
            if !contents.isEmpty { try blobs.sync() }
            try records.put(encoded, as: key.hex)
            try records.sync()
        } catch {
            throw error.withStoreAdvice
        }
        return record
    }

    private func hasWhole(_ reference: BlobReference, _ data: Data) throws(Diagnostic) -> Bool {
        let name = reference.digest.hex
        guard let entry = try blobs.entry(name), entry.isRegularFile else { return false }
        // One that cannot be read is as bad as none.
        return (try? OpenFile(in: blobs, name).holds(data)) ?? false
    }
}
