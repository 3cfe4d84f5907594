/// The formats that can be read, told apart by a file's first bytes, never by its name.
package enum ImageFormat: String, Sendable, CaseIterable {
    case png = "PNG"
    case jpeg = "JPEG"

    /// nil where the bytes are none of the formats that can be read.
    package init?(magic bytes: some Collection<UInt8>) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else {
            return nil
        }
    }

    /// The name of a well-known format that cannot be read, for messages.
    static func nameOfUnsupported(_ bytes: some Collection<UInt8>) -> String? {
        func holds(_ text: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
        if holds("GIF8") { return "GIF" }
        if holds("RIFF"), holds("WEBP", at: 8) { return "WebP" }
        if holds("BM") { return "BMP" }
        if holds("II*\0") || holds("MM\0*") { return "TIFF" }
        if holds("ftypavif", at: 4) { return "AVIF" }
        if holds("ftyphei", at: 4) || holds("ftypmif1", at: 4) { return "HEIC" }
        if holds("<svg") || holds("<?xml") { return "SVG" }
        return nil
    }
}
