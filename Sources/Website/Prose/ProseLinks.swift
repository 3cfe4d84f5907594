import Diagnostics
import Foundation

/// What links and pictures in a text lead to.
protocol ProseLinks {
    /// The address to write for a link; nil where the link is dropped, which is reported.
    func address(of destination: String, at range: SourceRange) -> String?
    /// The picture for an address; nil where there is none, which is reported.
    func picture(at destination: String, at range: SourceRange) -> DrawnPicture?
}

/// The text of a link's destination, taken apart.
struct LinkDestination {
    /// Lower case, without the colon; nil for a path or a fragment.
    let scheme: String?
    /// Without percent encoding; empty for a mere fragment.
    let path: String
    /// Without its `#` and percent encoding.
    let fragment: String?

    init(_ text: String) {
        let head = text.prefix { !"/?#".contains($0) }
        scheme = head.firstIndex(of: ":").map { head[..<$0].lowercased() }
        let hash = text.firstIndex(of: "#")
        fragment = hash.map { Self.decoded(text[text.index(after: $0)...]) }
        let rest = text[..<(hash ?? text.endIndex)]
        let mark = rest.firstIndex(of: "?") ?? rest.endIndex
        path = Self.decoded(rest[..<mark])
    }

    /// What may stand before the colon of a link that leads away.
    static let allowedSchemes: Set<String> = ["http", "https", "mailto"]

    private static func decoded(_ text: Substring) -> String {
        String(text).removingPercentEncoding ?? String(text)
    }

    /// An address for an attribute: what URLs cannot hold is percent-encoded, existing encoding stays.
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where "-_.!~*'();/?:@&=+$,%#[]".utf8.contains(byte):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count < 2 ? "0" : "") + hex
            }
        }
        return result
    }
}
