package import Diagnostics
package import Foundation

/// A blob as a record names it.
package struct BlobReference: Hashable, Sendable {
    /// The SHA-256 of the blob's bytes, which is also its name in the store.
    package let digest: Digest
    /// Its length in bytes.
    package let byteCount: Int

    package init(digest: Digest, byteCount: Int) {
        self.digest = digest
        self.byteCount = byteCount
    }

    /// The reference that bytes in memory will have.
    package init(to data: Data) {
        self.init(digest: Digest(of: data), byteCount: data.count)
    }
}

/// One result: what was computed as JSON, and the larger parts as named blobs.
package struct StoreRecord: Hashable, Sendable {
    /// What the result is found by: the digest of everything it depends on.
    package let key: Digest
    package let body: JSON
    package let blobs: [String: BlobReference]

    package init(key: Digest, body: JSON, blobs: [String: BlobReference]) {
        self.key = key
        self.body = body
        self.blobs = blobs
    }
}

extension StoreRecord {
    /// A larger record is neither written nor read; what is large belongs into blobs.
    static let byteLimit = 64 << 20

    /// The file's bytes: the canonical text of an object whose `checksum` is the SHA-256 of the canonical text of the
    /// rest.
    var encoded: Data {
        var members: [String: JSON] = [
            "format": .integer(1), "key": .string(key.hex), "body": body,
            "blobs": .object(
                blobs.mapValues { .object(["sha256": .string($0.digest.hex), "size": .integer($0.byteCount)]) }),
        ]
        members["checksum"] = .string(Digest(of: .object(members)).hex)
        return JSON.object(members).canonicalData
    }

    /// Reads what `encoded` wrote; nil for any other bytes.
    init?(decoding data: Data) {
        guard let json = try? JSON(parsing: data), let body = json["body"],
            let key = json["key"]?.stringValue.flatMap(Digest.init(hex:)), let blobs = json["blobs"]?.objectValue
        else { return nil }
        var references: [String: BlobReference] = [:]
        for (name, blob) in blobs {
            guard let digest = blob["sha256"]?.stringValue.flatMap(Digest.init(hex:)),
                let byteCount = blob["size"]?.integerValue
            else { return nil }
            references[name] = BlobReference(digest: digest, byteCount: byteCount)
        }
        self.init(key: key, body: body, blobs: references)
        // One comparison finds every change: in the checksum, in what it covers, and in how that is written down.
        guard encoded == data else { return nil }
    }
}
