/// An opaque sRGB colour.
package struct Colour: Sendable, Hashable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    package init(gray: UInt8) {
        self.init(red: gray, green: gray, blue: gray)
    }

    package static let white = Colour(gray: 255)
    package static let black = Colour(gray: 0)

    package var isGray: Bool { red == green && green == blue }

    /// As CSS writes it: `#rrggbb`.
    package var hex: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
