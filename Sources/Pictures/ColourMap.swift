/// Colours for the values of a map, from 0 (the lower end of its range) to 1.
package struct ColourMap: Sendable {
    /// What users type.
    package let name: String
    /// Evenly spaced; an odd count has a colour exactly in the middle.
    private let table: [Colour]

    /// For unsigned maps: dark blue over violet and orange to pale yellow, lighter all the way and in equal steps.
    package static let sequential = ColourMap(
        name: "sequential",
        table: evenSteps(
            along: [
                OKLab(lightness: 0.16, chroma: 0.06, hue: 280),
                OKLab(lightness: 0.32, chroma: 0.13, hue: 295),
                OKLab(lightness: 0.48, chroma: 0.17, hue: 340),
                OKLab(lightness: 0.64, chroma: 0.17, hue: 30),
                OKLab(lightness: 0.80, chroma: 0.15, hue: 70),
                OKLab(lightness: 0.96, chroma: 0.09, hue: 105),
            ], count: 513))

    /// For signed maps over a symmetric range: blue below, white exactly at zero, red above; equally dark at both ends.
    package static let diverging = ColourMap(
        name: "diverging",
        table: evenSteps(
            along: [
                OKLab(lightness: 0.34, chroma: 0.11, hue: 262),
                OKLab(lightness: 0.58, chroma: 0.15, hue: 256),
                OKLab(lightness: 0.82, chroma: 0.08, hue: 250),
                OKLab(lightness: 1, chroma: 0, hue: 0),
            ], count: 257
        ).dropLast()
            + evenSteps(
                along: [
                    OKLab(lightness: 1, chroma: 0, hue: 0),
                    OKLab(lightness: 0.82, chroma: 0.09, hue: 30),
                    OKLab(lightness: 0.58, chroma: 0.18, hue: 26),
                    OKLab(lightness: 0.34, chroma: 0.13, hue: 24),
                ], count: 257))

    /// The 256 grays, black to white.
    package static let gray = ColourMap(name: "gray", table: (0...255).map { Colour(gray: UInt8($0)) })

    /// All maps, as lists show them.
    package static let all = [sequential, diverging, gray]

    /// The colour of values that are NaN or infinite; in no map.
    package static let notFinite = Colour(red: 0, green: 255, blue: 0)

    /// The colour at 0…1; what lies outside has the colour of the end, NaN that of 0.
    package func colour(at position: Double) -> Colour {
        let clipped = position > 0 ? min(position, 1) : 0
        return table[Int((clipped * Double(table.count - 1)).rounded())]
    }

    /// Colours at even distances from end to end, as `#rrggbb`, for a legend; at least two.
    package func stops(count: Int) -> [String] {
        let last = max(count, 2) - 1
        return (0...last).map { colour(at: Double($0) / Double(last)).hex }
    }
}

/// Colours at equal OKLab distances along the straight lines between `anchors`.
private func evenSteps(along anchors: [OKLab], count: Int) -> [Colour] {
    let lengths = zip(anchors, anchors.dropFirst()).map { $0.distance(to: $1) }
    let total = lengths.reduce(0, +)
    return (0..<count).map { step in
        var rest = total * Double(step) / Double(count - 1)
        var segment = 0
        while segment < lengths.count - 1, rest > lengths[segment] {
            rest -= lengths[segment]
            segment += 1
        }
        return anchors[segment].mixed(with: anchors[segment + 1], at: min(rest / lengths[segment], 1)).colour
    }
}
