package import Diagnostics

/// A box of an image as people write it, [top, left, height, width], each in pixels of the model's input, `40`, or as a
/// share of its height or width, `25%`.
package struct ImageBox: Hashable, Sendable {
    package enum Length: Hashable, Sendable {
        case pixels(Int)
        case percent(Double)
    }

    package let top: Length
    package let left: Length
    package let height: Length
    package let width: Length

    package init(top: Length, left: Length, height: Length, width: Length) {
        self.top = top
        self.left = left
        self.height = height
        self.width = width
    }

    /// The rows and columns that it takes of an image of this size; edges between pixels are rounded to the nearest.
    ///
    /// - Throws: `bad-region` where it is empty or reaches beyond the image.
    package func pixels(height imageHeight: Int, width imageWidth: Int) throws(Diagnostic) -> (
        rows: Range<Int>, columns: Range<Int>
    ) {
        let rows = try range(from: top, height, of: imageHeight, "rows")
        return (rows, try range(from: left, width, of: imageWidth, "columns"))
    }

    private func range(
        from start: Length, _ length: Length, of extent: Int, _ noun: String
    ) throws(Diagnostic) -> Range<Int> {
        let first = start.pixels(of: extent)
        let (low, high) = (first.rounded(), (first + length.pixels(of: extent)).rounded())
        guard low >= 0, high <= Double(extent) else {
            throw Diagnostic(
                .error, "bad-region", "the region reaches beyond the \(extent) \(noun) of the model's input",
                notes: [.init("give pixels of what the model sees, or shares of it such as 25%")])
        }
        guard low < high else {
            throw Diagnostic(
                .error, "bad-region", "the region has no \(noun)", notes: [.init("it is [top, left, height, width]")])
        }
        return Int(low)..<Int(high)
    }
}

extension ImageBox.Length: SettingValue {
    package static var expectation: String { "a number of pixels, or a share such as 25%" }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> Self {
        let text = try setting.text()
        if text.hasSuffix("%"), let share = Double(text.dropLast()), (0...100).contains(share) {
            return .percent(share)
        }
        guard let pixels = Int(text), (0...65_536).contains(pixels) else {
            throw setting.mismatch(expected: expectation)
        }
        return .pixels(pixels)
    }

    package var json: JSON {
        switch self {
        case .pixels(let count): .integer(count)
        case .percent(let share): .string(JSON.number(share).canonicalText + "%")
        }
    }

    fileprivate func pixels(of extent: Int) -> Double {
        switch self {
        case .pixels(let count): Double(count)
        case .percent(let share): share / 100 * Double(extent)
        }
    }
}

extension ImageBox: SettingValue {
    package static var expectation: String { "[top, left, height, width] in pixels or shares such as 25%" }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> ImageBox {
        guard case .list(let elements) = setting.value, elements.count == 4 else {
            throw setting.mismatch(expected: expectation)
        }
        var lengths: [Length] = []
        for element in elements { lengths.append(try Length.decode(element)) }
        return ImageBox(top: lengths[0], left: lengths[1], height: lengths[2], width: lengths[3])
    }

    package var json: JSON { .array([top.json, left.json, height.json, width.json]) }
}
