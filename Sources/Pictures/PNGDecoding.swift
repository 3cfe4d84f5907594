import CPNG
import Diagnostics

/// Decodes any PNG: palettes, tRNS and low depths are expanded, 16-bit samples kept, gamma and profiles ignored.
func decodePNG(
    _ bytes: UnsafeBufferPointer<UInt8>, at place: Diagnostic.Place, limits: ImageLimits
) throws(Diagnostic) -> DecodedImage {
    guard let reader = cpng_reader_make(bytes.baseAddress, bytes.count) else {
        throw damagedImage(.png, "out of memory", at: place)
    }
    defer { cpng_reader_free(reader) }
    func damage() -> Diagnostic { damagedImage(.png, String(cString: cpng_reader_error(reader)), at: place) }

    var header = cpng_header()
    // libpng's own bound on a side is its largest, so that the message for a large picture is ours.
    guard cpng_reader_read_header(reader, UInt32(Int32.max), &header) else { throw damage() }
    let (width, height, channels) = (Int(header.width), Int(header.height), Int(header.channels))
    try limits.check(width: width, height: height, place: place)
    try checkDensity(of: bytes.count, header: header, at: place)

    let rowBytes = width * channels * Int(header.depth) / 8
    let pixels: DecodedImage.Pixels
    if header.depth == 16 {
        var complete = false
        let samples = [UInt16](unsafeUninitializedCapacity: width * height * channels) { buffer, initialised in
            buffer.withMemoryRebound(to: UInt8.self) {
                complete = cpng_reader_read_pixels(reader, $0.baseAddress, rowBytes)
            }
            initialised = complete ? width * height * channels : 0
        }
        guard complete else { throw damage() }
        pixels = .sixteenBit(DeepRaster(width: width, height: height, channels: channels, samples: samples))
    } else {
        pixels = .eightBit(
            try Raster(width: width, height: height, channels: channels) { samples throws(Diagnostic) in
                guard cpng_reader_read_pixels(reader, samples.baseAddress, rowBytes) else { throw damage() }
            })
    }

    var exifCount = 0
    let exif = cpng_reader_exif(reader, &exifCount)
    let orientation = exifOrientation(UnsafeBufferPointer(start: exif, count: exif == nil ? 0 : exifCount))
    let warnings = [
        orientationWarning(orientation, at: place),
        imageWarning(.png, String(cString: cpng_reader_warning(reader)), at: place),
    ]
    return DecodedImage(
        format: .png, pixels: pixels, orientation: orientation, texts: texts(of: reader),
        warnings: warnings.compactMap(\.self))
}

/// Deflate shrinks at most by 1032, so a small file that claims many pixels is damaged: known before memory is taken.
private func checkDensity(of count: Int, header: cpng_header, at place: Diagnostic.Place) throws(Diagnostic) {
    // In Double, which no header makes overflow; rows of less than a byte are still a byte.
    let rowBytes = (Double(header.width) * Double(header.stored_bits) / 8).rounded(.up)
    guard rowBytes * Double(header.height) / 1032 <= Double(count) else {
        throw damagedImage(
            .png, "\(count) bytes cannot hold \(header.width) by \(header.height) pixels", at: place)
    }
}

private func texts(of reader: OpaquePointer) -> [DecodedImage.Text] {
    (0..<cpng_reader_text_count(reader)).map { index in
        let chunk = cpng_reader_text(reader, index)
        let value = UnsafeRawBufferPointer(start: chunk.value, count: chunk.value == nil ? 0 : chunk.value_length)
        return DecodedImage.Text(
            keyword: latin1(UnsafeRawBufferPointer(start: chunk.keyword, count: chunk.keyword_length)),
            value: chunk.utf8 ? String(decoding: value, as: UTF8.self) : latin1(value))
    }
}

/// Latin-1 bytes are the first 256 Unicode scalars.
private func latin1(_ bytes: UnsafeRawBufferPointer) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
    return String(text)
}
