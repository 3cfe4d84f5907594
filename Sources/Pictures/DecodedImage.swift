package import Diagnostics
package import Foundation

/// What an image file holds: pixels as stored, and what its metadata say about them.
package struct DecodedImage: Sendable {
    package enum Pixels: Sendable {
        case eightBit(Raster)
        case sixteenBit(DeepRaster)
    }

    /// A keyword and its text, from PNG's tEXt, zTXt and iTXt chunks.
    package struct Text: Sendable, Hashable {
        package let keyword: String
        package let value: String

        package init(keyword: String, value: String) {
            self.keyword = keyword
            self.value = value
        }
    }

    package let format: ImageFormat
    package let pixels: Pixels
    /// The Exif orientation, 1 (upright) to 8. It is not applied to the pixels, as Pillow's `Image.open` does not.
    package let orientation: Int
    package let texts: [Text]
    /// What a person should know though the image could be read: an orientation that is ignored, damaged metadata.
    package let warnings: [Diagnostic]

    /// The 8-bit pixels; 16-bit samples are reduced by `>> 8`.
    package var raster: Raster {
        switch pixels {
        case .eightBit(let raster): raster
        case .sixteenBit(let raster): raster.reduced()
        }
    }

    /// The samples at their full depth, 0…255 or 0…65535.
    package var floatRaster: FloatRaster {
        switch pixels {
        case .eightBit(let raster): FloatRaster(raster)
        case .sixteenBit(let raster): FloatRaster(raster)
        }
    }
}

/// Decodes a PNG or JPEG file, told apart by its first bytes; `path` is only for messages.
///
/// JPEG is decoded by libjpeg-turbo with the slow integer transform and smooth chroma upsampling, as Pillow does.
/// Throws `image-format`, `image-empty`, `image-too-large` or `image-damaged`; a file cut short is damaged.
package func decodeImage(
    data: Data, path: String, limits: ImageLimits = .standard
) throws(Diagnostic) -> DecodedImage {
    let place = Diagnostic.Place.file(path)
    guard let format = ImageFormat(magic: data) else { throw unknownFormat(data, at: place) }
    let result = data.withUnsafeBytes { bytes -> Result<DecodedImage, Diagnostic> in
        do throws(Diagnostic) {
            let bytes = bytes.bindMemory(to: UInt8.self)
            switch format {
            case .png: return .success(try decodePNG(bytes, at: place, limits: limits))
            case .jpeg: return .success(try decodeJPEG(bytes, at: place, limits: limits))
            }
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

private func unknownFormat(_ data: Data, at place: Diagnostic.Place) -> Diagnostic {
    let supported = ImageFormat.allCases.map(\.rawValue).joined(separator: " or ")
    let what =
        if data.isEmpty {
            "the file is empty"
        } else if let name = ImageFormat.nameOfUnsupported(data) {
            "\(name) images cannot be read"
        } else {
            "not an image that can be read"
        }
    return Diagnostic(.error, "image-format", what, at: place, notes: [Diagnostic.Note("convert it to \(supported)")])
}

/// The warning for pixels that are stored in another orientation than they should be shown in.
func orientationWarning(_ orientation: Int, at place: Diagnostic.Place) -> Diagnostic? {
    guard orientation != 1 else { return nil }
    return Diagnostic(
        .warning, "image-orientation",
        "the Exif orientation \(orientation) is not applied: the image is used as its pixels are stored", at: place,
        notes: [Diagnostic.Note("turn the pixels themselves and set the orientation to 1")])
}

/// The error for a file that its library cannot decode.
func damagedImage(_ format: ImageFormat, _ reason: String, at place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
        .error, "image-damaged", "the \(format.rawValue) image cannot be decoded: \(reason)", at: place,
        notes: [Diagnostic.Note("fetch or export the file again")])
}

/// The warning for damage that leaves the pixels readable.
func imageWarning(_ format: ImageFormat, _ reason: String, at place: Diagnostic.Place) -> Diagnostic? {
    guard !reason.isEmpty else { return nil }
    return Diagnostic(
        .warning, "image-flawed", "the \(format.rawValue) image was decoded, with a warning: \(reason)", at: place)
}
