/// A picture of 8-bit samples, interleaved, rows from the top.
///
/// Channels: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha; alpha is not premultiplied, 255 is opaque.
package struct Raster: Sendable, Hashable {
    package let width: Int
    package let height: Int
    package let channels: Int
    /// `height * width * channels` values; the sample of (x, y, c) is at `(y * width + x) * channels + c`.
    package let samples: [UInt8]

    /// Wraps samples; a count that does not fit the shape, or an empty shape, is a mistake of the caller and stops.
    package init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
        precondition(width > 0 && height > 0 && (1...4).contains(channels), "a raster has pixels and 1 to 4 channels")
        precondition(samples.count == width * height * channels, "the samples do not fill the raster")
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
    }

    /// Whether the last channel is alpha.
    package var hasAlpha: Bool { channels == 2 || channels == 4 }

    /// Whether there is one colour channel, with or without alpha.
    package var isGray: Bool { channels <= 2 }

    /// The samples of one pixel.
    package subscript(x: Int, y: Int) -> ArraySlice<UInt8> {
        let start = (y * width + x) * channels
        return samples[start..<start + channels]
    }

    /// Builds a raster whose rows `fill` writes; every sample must be written.
    init<Failure: Error>(
        width: Int, height: Int, channels: Int,
        fill: (_ samples: UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let count = width * height * channels
        // The initialiser of Array rethrows untyped errors only.
        var failure: Failure?
        let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
            do throws(Failure) {
                try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
                initialised = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        self.init(width: width, height: height, channels: channels, samples: samples)
    }
}
