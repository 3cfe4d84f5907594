import CPNG
package import Diagnostics
package import Foundation

/// A PNG file of 8-bit samples; `texts` become tEXt chunks where they are ASCII, else uncompressed iTXt.
///
/// Compression level, filter and chunk order are fixed: equal pixels and texts give equal bytes with the same libpng
/// and zlib. Throws `png-text` for a keyword or text that PNG cannot hold.
package func encodePNG(_ raster: Raster, texts: [DecodedImage.Text] = []) throws(Diagnostic) -> Data {
    try encode(raster.samples, width: raster.width, height: raster.height, channels: raster.channels, texts: texts)
}

/// A PNG file of 16-bit samples; otherwise as for 8 bits.
package func encodePNG(_ raster: DeepRaster, texts: [DecodedImage.Text] = []) throws(Diagnostic) -> Data {
    try encode(raster.samples, width: raster.width, height: raster.height, channels: raster.channels, texts: texts)
}

private func encode<Sample: FixedWidthInteger>(
    _ samples: [Sample], width: Int, height: Int, channels: Int, texts: [DecodedImage.Text]
) throws(Diagnostic) -> Data {
    guard let writer = cpng_writer_make() else { throw failed("out of memory") }
    defer { cpng_writer_free(writer) }
    for text in texts {
        try check(text)
        let ascii = text.value.utf8.allSatisfy { $0 < 0x80 }
        guard cpng_writer_add_text(writer, text.keyword, text.value, !ascii) else {
            throw failed(String(cString: cpng_writer_error(writer)))
        }
    }
    guard let width = UInt32(exactly: width), let height = UInt32(exactly: height) else {
        throw failed("\(width) by \(height) pixels are too many")
    }
    let written = samples.withUnsafeBytes { bytes in
        cpng_writer_write(
            writer, bytes.bindMemory(to: UInt8.self).baseAddress, width, height, Int32(channels),
            Int32(Sample.bitWidth))
    }
    guard written, let bytes = cpng_writer_bytes(writer) else {
        throw failed(String(cString: cpng_writer_error(writer)))
    }
    return Data(bytes: bytes, count: cpng_writer_count(writer))
}

/// PNG's rules: a keyword has 1 to 79 characters, no control characters, no space at its ends or two in a row; a text
/// has no NUL.
private func check(_ text: DecodedImage.Text) throws(Diagnostic) {
    let keyword = text.keyword
    guard (1...79).contains(keyword.utf8.count), keyword.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }),
        !keyword.hasPrefix(" "), !keyword.hasSuffix(" "), !keyword.contains("  ")
    else {
        throw Diagnostic(
            .error, "png-text", "'\(keyword)' cannot be the keyword of a text in a PNG file",
            notes: [Diagnostic.Note("use 1 to 79 ASCII characters without double or outer spaces")])
    }
    guard !text.value.utf8.contains(0) else {
        throw Diagnostic(
            .error, "png-text", "the text '\(keyword)' for a PNG file holds a NUL character",
            notes: [Diagnostic.Note("remove the NUL character")])
    }
}

private func failed(_ reason: String) -> Diagnostic {
    Diagnostic(.error, "png-encoding", "a PNG image could not be written: \(reason)")
}
