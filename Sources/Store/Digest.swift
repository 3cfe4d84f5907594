import Crypto
package import Diagnostics
package import Foundation

/// A SHA-256 digest: 32 bytes, ordered as its hexadecimal text is.
package struct Digest: Hashable, Sendable {
    /// The bytes in order, eight to a word, the first in the highest place.
    private let words: SIMD4<UInt64>

    private init(words: SIMD4<UInt64>) {
        self.words = words
    }

    /// The state of a hash that has been fed everything.
    init(_ hash: SHA256) {
        var words = SIMD4<UInt64>.zero
        for (index, byte) in hash.finalize().enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.init(words: words)
    }

    /// The digest of bytes in memory.
    package init(of data: Data) {
        var hash = SHA256()
        hash.update(data: data)
        self.init(hash)
    }

    /// The digest of a value's canonical text (RFC 8785).
    package init(of json: JSON) {
        self.init(of: json.canonicalData)
    }

    /// The digest of a regular file, read piece by piece; symbolic links are followed.
    ///
    /// Throws `missing-file`, `no-permission`, `not-a-file` or `file-error`.
    package init(ofFile path: String) throws(Diagnostic) {
        self = try OpenFile(path: path).digest()
    }

    /// Reads 64 hexadecimal digits of either case; nil for anything else.
    package init?(hex: String) {
        let digits = hex.utf8
        guard digits.count == 64 else { return nil }
        var words = SIMD4<UInt64>.zero
        for (index, digit) in digits.enumerated() {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
            default: return nil
            }
            words[index / 16] = words[index / 16] << 4 | UInt64(value)
        }
        self.init(words: words)
    }

    /// 64 lower-case hexadecimal digits.
    package var hex: String {
        String(unsafeUninitializedCapacity: 64) { text in
            for index in 0..<64 {
                let value = UInt8(truncatingIfNeeded: words[index / 16] >> UInt64(60 - index % 16 * 4)) & 0xF
                text[index] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
            }
            return 64
        }
    }
}

extension Digest: Comparable {
    package static func < (left: Digest, right: Digest) -> Bool {
        for index in 0..<4 where left.words[index] != right.words[index] {
            return left.words[index] < right.words[index]
        }
        return false
    }
}

extension Digest: CustomStringConvertible {
    package var description: String { hex }
}
