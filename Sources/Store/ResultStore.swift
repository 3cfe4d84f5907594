package import Diagnostics
package import Foundation

/// Results on disk: records `ac/KEY` and blobs `cas/SHA256`, as Bazel's cache protocol lays them out.
///
/// Any number of threads and processes may use one store at once. What is damaged is never served.
package final class ResultStore: Sendable {
    /// The path the store was opened by.
    package let directory: String
    let root: Folder
    let records: Folder
    let blobs: Folder

    /// What the store has under a key.
    package enum Lookup: Sendable {
        case hit(StoreRecord)
        case miss
        /// Something is there and cannot be used; a warning that says what, to report before computing again.
        case damaged(Diagnostic)
    }

    /// Opens a store, and makes what is missing of it.
    ///
    /// - Parameter creating: whether a store may be made where there is none.
    /// - Throws: `no-store`, `not-a-store` for a folder with other things in it, `unknown-store-format`,
    ///   `not-a-folder`, `no-permission`, `disk-full` or `file-error`.
    package init(directory: String, creating: Bool = true) throws(Diagnostic) {
        do throws(Diagnostic) {
            if creating { try createFolder(at: directory) }
            root = try Folder(path: directory)
            switch try StoreMark.read(in: root) {
            case .valid: break
            case .missing where creating: try StoreMark.write(in: root)
            case .missing: throw StoreMark.noStore(at: directory)
            }
            records = try Folder("ac", in: root, creating: creating)
            blobs = try Folder("cas", in: root, creating: creating)
        } catch  where error.id == "missing-file" && !creating {
            throw StoreMark.noStore(at: directory)
        } catch {
            throw error.withStoreAdvice
        }
        self.directory = directory
    }

    /// Looks a result up and sees that its blobs are there with the right lengths; `verified` also reads them.
    package func record(for key: Digest) -> Lookup {
        lookUp(key) { _ throws(Diagnostic) in }
    }

    /// Looks a result up and checks every byte of its record and blobs.
    package func verified(_ key: Digest) -> Lookup {
        lookUp(key) { record throws(Diagnostic) in
            for (name, reference) in record.blobs {
                guard try OpenFile(in: blobs, reference.digest.hex).digest() == reference.digest else {
                    throw damagedRecord(key, "its blob '\(name)' (\(reference.digest.hex)) has changed on disk")
                }
            }
        }
    }

    private func lookUp(_ key: Digest, _ check: (StoreRecord) throws(Diagnostic) -> Void) -> Lookup {
        func look() throws(Diagnostic) -> Lookup {
            guard let record = try wholeRecord(key) else { return .miss }
            try check(record)
            return .hit(record)
        }
        // A collection or another writer may come between a record and its blobs; what is damaged stays so.
        if let found = try? look() { return found }
        do {
            return try look()
        } catch {
            return .damaged(
                error.id == "damaged-record" ? error : damagedRecord(key, "it cannot be read", because: error))
        }
    }

    /// A blob's bytes, checked against the digest.
    ///
    /// Throws `damaged-blob`, a warning, where it is missing, unreadable or changed: compute it again then.
    package func blob(_ reference: BlobReference) throws(Diagnostic) -> Data {
        let name = reference.digest.hex
        do throws(Diagnostic) {
            let file = try OpenFile(in: blobs, name)
            guard file.byteCount == reference.byteCount else {
                throw damagedBlob(name, "it is \(file.byteCount) bytes long, not \(reference.byteCount)")
            }
            let data = try file.contents()
            guard Digest(of: data) == reference.digest else { throw damagedBlob(name, "it has changed on disk") }
            return data
        } catch {
            throw error.id == "damaged-blob" ? error : damagedBlob(name, "it cannot be read", because: error)
        }
    }

    /// Where a blob lies, for readers that map files; check it first with `verified` or `blob`.
    package func path(of reference: BlobReference) -> String { blobs.path(of: reference.digest.hex) }

    /// The keys of all records, sorted, whether they are whole or not.
    package func keys() throws(Diagnostic) -> [Digest] {
        try records.files(Self.isDigest).ours.compactMap { Digest(hex: $0.name) }
    }

    /// Removes a record, so that its result is computed again; its blobs stay until the next collection.
    ///
    /// - Returns: whether there was a record.
    @discardableResult
    package func remove(_ key: Digest) throws(Diagnostic) -> Bool {
        guard try records.remove(key.hex) else { return false }
        try records.sync()
        return true
    }

    /// Removes a blob that no record names any more.
    ///
    /// - Precondition: no other record can name it, such as one whose bytes hold the key of the only one that did. A
    ///   record that named it all the same would be damaged.
    /// - Returns: whether it was there.
    @discardableResult
    package func removeBlob(_ reference: BlobReference) throws(Diagnostic) -> Bool {
        let hold = try hold()
        defer { hold.release() }
        return try blobs.remove(reference.digest.hex)
    }

    /// A record whose blobs are there with the right lengths; nil where there is none.
    ///
    /// Throws `damaged-record` for what will never be whole again, and what reading met otherwise.
    func wholeRecord(_ key: Digest) throws(Diagnostic) -> StoreRecord? {
        guard try records.entry(key.hex) != nil else { return nil }
        let file = try OpenFile(in: records, key.hex)
        guard file.byteCount <= StoreRecord.byteLimit, let record = StoreRecord(decoding: try file.contents()) else {
            throw damagedRecord(key, "its bytes do not fit its checksum")
        }
        guard record.key == key else { throw damagedRecord(key, "it belongs to the key \(record.key.hex)") }
        for (name, reference) in record.blobs {
            let blob = "its blob '\(name)' (\(reference.digest.hex))"
            guard let entry = try blobs.entry(reference.digest.hex) else {
                throw damagedRecord(key, "\(blob) is missing")
            }
            guard entry.isRegularFile else { throw damagedRecord(key, "\(blob) is not a file") }
            guard entry.byteCount == reference.byteCount else {
                throw damagedRecord(key, "\(blob) is \(entry.byteCount) bytes long, not \(reference.byteCount)")
            }
        }
        return record
    }

    /// Whether a name is one this store gives to records and blobs.
    static func isDigest(_ name: String) -> Bool {
        Digest(hex: name)?.hex == name
    }

    private func damagedRecord(_ key: Digest, _ reason: String, because cause: Diagnostic? = nil) -> Diagnostic {
        .damaged("record", at: records.path(of: key.hex), reason, because: cause)
    }

    func damagedBlob(_ name: String, _ reason: String, because cause: Diagnostic? = nil) -> Diagnostic {
        .damaged("blob", at: blobs.path(of: name), reason, because: cause)
    }
}

extension Diagnostic {
    fileprivate static func damaged(
        _ kind: String, at path: String, _ reason: String, because cause: Diagnostic?
    ) -> Diagnostic {
        Diagnostic(
            .warning, "damaged-\(kind)", "this stored \(kind) is damaged: \(reason)", at: .file(path),
            notes: cause.map { [Note($0.message)] } ?? [Note("what it held is computed again when it is needed")])
    }

    /// The same message, with how to use another folder for the store where this one will not do.
    var withStoreAdvice: Diagnostic {
        guard ["disk-full", "no-permission", "not-a-folder", "not-a-store"].contains(id) else { return self }
        var advised = self
        advised.notes.append(Note("'--cache FOLDER' puts the store elsewhere; 'vitrine cache gc' makes room in it"))
        return advised
    }
}
