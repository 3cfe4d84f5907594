import Diagnostics

/// How large a picture may be, held against the header before memory is taken.
package struct ImageLimits: Sendable, Hashable {
    /// Pixels of width and of height.
    package var side: Int
    /// Width times height.
    package var pixels: Int

    /// 65,535 pixels a side, as JPEG allows, and 100 megapixels in all.
    package init(side: Int = 65_535, pixels: Int = 100_000_000) {
        self.side = side
        self.pixels = pixels
    }

    package static let standard = ImageLimits()

    /// Refuses a size that is empty or beyond the limits.
    func check(width: Int, height: Int, place: Diagnostic.Place? = nil) throws(Diagnostic) {
        guard width > 0, height > 0 else {
            throw Diagnostic(.error, "image-empty", "an image of \(width) by \(height) pixels has no pixels", at: place)
        }
        let (area, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, area <= pixels, width <= side, height <= side else {
            throw Diagnostic(
                .error, "image-too-large",
                "an image of \(width) by \(height) pixels is beyond the limit of \(pixels) pixels, \(side) a side",
                at: place, notes: [Diagnostic.Note("make it smaller first")])
        }
    }
}
