import CJPEG
import Diagnostics

/// Decodes baseline and progressive JPEG: gray to 1 channel, YCbCr and RGB to RGB, CMYK and YCCK by `rgbFromCMYK`.
func decodeJPEG(
    _ bytes: UnsafeBufferPointer<UInt8>, at place: Diagnostic.Place, limits: ImageLimits
) throws(Diagnostic) -> DecodedImage {
    guard let reader = cjpeg_reader_make(bytes.baseAddress, bytes.count) else {
        throw damagedImage(.jpeg, "out of memory", at: place)
    }
    defer { cjpeg_reader_free(reader) }
    func damage() -> Diagnostic { damagedImage(.jpeg, String(cString: cjpeg_reader_error(reader)), at: place) }

    var header = cjpeg_header()
    guard cjpeg_reader_read_header(reader, &header) else { throw damage() }
    let (width, height, channels) = (Int(header.width), Int(header.height), Int(header.channels))
    try limits.check(width: width, height: height, place: place)

    var exifCount = 0
    let exif = cjpeg_reader_exif(reader, &exifCount)
    let orientation = exifOrientation(UnsafeBufferPointer(start: exif, count: exif == nil ? 0 : exifCount))

    let stored = try Raster(width: width, height: height, channels: channels) { samples throws(Diagnostic) in
        guard cjpeg_reader_read_pixels(reader, samples.baseAddress, width * channels) else { throw damage() }
    }
    let warnings = [
        orientationWarning(orientation, at: place),
        imageWarning(.jpeg, String(cString: cjpeg_reader_warning(reader)), at: place),
    ]
    return DecodedImage(
        format: .jpeg, pixels: .eightBit(channels == 4 ? rgbFromCMYK(stored) : stored), orientation: orientation,
        texts: [], warnings: warnings.compactMap(\.self))
}

/// RGB of four channels as JPEG files store CMYK: inverted, as Adobe writes it and as Pillow reads every CMYK file,
/// with or without Adobe's marker. With K' the stored black, R = K' − (255 − C') · K' / 255, rounded; no profile.
private func rgbFromCMYK(_ stored: Raster) -> Raster {
    Raster(width: stored.width, height: stored.height, channels: 3) { samples in
        for pixel in 0..<stored.width * stored.height {
            let light = Int(stored.samples[pixel * 4 + 3])
            for c in 0..<3 {
                let ink = 255 - Int(stored.samples[pixel * 4 + c])
                samples[pixel * 3 + c] = UInt8(light - roundedOver255(ink * light))
            }
        }
    }
}
