package import Diagnostics

/// How pairs are made and how windows slide.
package struct EntropyWindow: Sendable {
    package var neighbourhood = 3
    package var edges = PictureEdges.reflect
    package var window = 16
    package var stride = 4

    package init() {}

    func entropy(of gray: GrayLevels) -> LocalEntropy {
        LocalEntropy(gray, neighbourhood: neighbourhood, edges: edges)
    }

    /// What a definition says of the pairs.
    var pairs: String {
        "pairs of a pixel's gray level and the mean of the \(neighbourhood)×\(neighbourhood) pixels around it, cut off "
            + "to whole numbers, edges by '\(edges.rawValue)'"
    }

    /// What is wrong with a length in pixels.
    @Sendable static func complaint(_ length: Int?) -> String? {
        (1...4096).contains(length ?? 1) ? nil : "must be from 1 to 4096"
    }
}

/// Settings among which those of the entropy stand.
package protocol EntropySettings: Settings {
    var local: EntropyWindow { get set }
}

extension EntropySettings {
    static var entropyFields: [SettingField<Self>] {
        [
            SettingField(
                "neighbourhood", \.local.neighbourhood,
                "side of the square whose mean is paired with its middle pixel, odd",
                check: { (1...255).contains($0) && !$0.isMultiple(of: 2) ? nil : "must be odd, from 1 to 255" }),
            SettingField("edges", \.local.edges, "what a neighbourhood finds beyond the edge of the picture"),
            SettingField(
                "window", \.local.window, "side of the sliding window of the local map, in pixels",
                check: { EntropyWindow.complaint($0) }),
            SettingField(
                "stride", \.local.stride, "pixels from one window to the next", check: { EntropyWindow.complaint($0) }),
        ]
    }
}
