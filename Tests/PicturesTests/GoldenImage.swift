import Foundation
import Testing

/// Tiny images of each kind, and what Pillow 13.0.0 makes of them: the samples of `Image.open(…)`, converted to the
/// mode that has the listed number of channels (L, LA, RGB, RGBA), 16 bits reduced by `>> 8`.
///
/// Written by Pillow; kinds that it cannot write (depths below 8, tRNS with RGB, interlacing, 16-bit colour) by a few
/// lines of Python around zlib.
struct GoldenImage: Sendable, CustomTestStringConvertible {
    let name: String
    let width: Int
    let height: Int
    let channels: Int
    let file: Data
    let samples: [UInt8]

    init(name: String, width: Int, height: Int, channels: Int, file: String, samples: String) {
        self.name = name
        self.width = width
        self.height = height
        self.channels = channels
        self.file = bytes(file)
        self.samples = [UInt8](bytes(samples))
    }

    var testDescription: String { name }
}

/// Decodes a base64 text that stands in the tests.
func bytes(_ base64: String) -> Data {
    guard let data = Data(base64Encoded: base64) else { preconditionFailure("not base64") }
    return data
}
