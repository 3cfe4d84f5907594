import Diagnostics
import Pictures

/// A picture file of the site.
struct DrawnPicture: Sendable, Hashable {
    /// Relative to the site.
    let path: String
    let width: Int
    let height: Int
    let isEnlarged: Bool
    /// What was found in the map that the picture shows.
    let map: MapFindings?

    func view(_ alternative: String, isLazy: Bool = true) -> PictureView {
        PictureView(
            source: path, alternative: alternative, width: width, height: height, isEnlarged: isEnlarged,
            isLazy: isLazy)
    }
}

/// What a reader should know of a map beside its picture.
struct MapFindings: Sendable, Hashable {
    let width: Int
    let height: Int
    /// The value that all finite values of the map have, but for rounding; nil where they differ.
    let constant: Double?
    let nonFiniteCount: Int

    init(_ plane: FloatRaster) {
        width = plane.width
        height = plane.height
        nonFiniteCount = plane.nonFiniteCount
        let finite = plane.values.filter(\.isFinite)
        if let low = finite.min(), let high = finite.max(),
            Double(high) - Double(low) <= 1e-6 * Double(max(low.magnitude, high.magnitude))
        {
            constant = Double(high)
        } else {
            constant = nil
        }
    }

    /// As the store keeps them; nil where it holds something else.
    init?(_ json: JSON?) {
        guard let json, let width = json["width"]?.integerValue, let height = json["height"]?.integerValue,
            let count = json["not-finite"]?.integerValue
        else { return nil }
        self.width = width
        self.height = height
        constant = json["constant"]?.numberValue
        nonFiniteCount = count
    }

    var json: JSON {
        .object([
            "width": .integer(width), "height": .integer(height), "not-finite": .integer(nonFiniteCount),
            "constant": constant.map(JSON.number) ?? .null,
        ])
    }

    /// What is said of the map beside its picture, such as that there is nothing to see in it.
    ///
    /// - Parameter picture: the one that is explained.
    func remarks(over picture: (width: Int, height: Int)?) -> [String] {
        var remarks: [String] = []
        if let constant {
            remarks.append(
                constant == 0
                    ? "every value of this map is 0" : "every value of this map is \(NumberText.short(constant))")
        }
        if let picture, (width, height) != picture {
            remarks.append(
                "\(width) × \(height) values for a picture of \(picture.width) × \(picture.height); each is a block")
        }
        return remarks
    }

    var warning: String? {
        switch nonFiniteCount {
        case 0: nil
        case 1: "one value of this map is not finite; it is shown in green"
        default: "\(NumberText.grouped(nonFiniteCount)) values of this map are not finite; they are shown in green"
        }
    }
}
