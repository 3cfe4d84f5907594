import Foundation
import Testing
import Website

/// Colours of the theme by the contrast that WCAG 2.2 asks for (1.4.3 and 1.4.11).
@Suite struct ContrastTests {
    private func variables(isDark: Bool) throws -> [String: String] {
        let style = try SampleGallery(["Content/a.md": "# A\n"]).render().text("style.css")
        let dark = try #require(style.range(of: "@media (prefers-color-scheme: dark)"))
        let end = try #require(style.range(of: "}\n}", range: dark.upperBound..<style.endIndex))
        let part = isDark ? style[dark.upperBound..<end.lowerBound] : style[..<dark.lowerBound]
        var variables: [String: String] = [:]
        for line in part.split(separator: "\n") where line.contains("--") && line.contains(": #") {
            let words = line.split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces.union([";"])) }
            variables[words[0]] = words[1]
        }
        return variables
    }

    private func luminance(_ hex: String) throws -> Double {
        let value = try #require(Int(hex.dropFirst(), radix: 16))
        let samples = [value >> 16 & 255, value >> 8 & 255, value & 255].map { sample -> Double in
            let share = Double(sample) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * samples[0] + 0.7152 * samples[1] + 0.0722 * samples[2]
    }

    private func contrast(_ one: String, _ other: String) throws -> Double {
        let pair = [try luminance(one), try luminance(other)].sorted()
        return (pair[1] + 0.05) / (pair[0] + 0.05)
    }

    @Test(arguments: [false, true]) func textIsReadable(isDark: Bool) throws {
        let colours = try variables(isDark: isDark)
        for ground in ["--wall", "--panel"] {
            for name in ["--ink", "--quiet", "--accent", "--alert", "--sound"] {
                let found = try contrast(try #require(colours[name]), try #require(colours[ground]))
                #expect(found >= 4.5, "\(name) on \(ground): \(found)")
            }
        }
    }

    @Test(arguments: [false, true]) func curvesStandOutAndDiffer(isDark: Bool) throws {
        let colours = try variables(isDark: isDark)
        let curves = try (1...10).map { try #require(colours["--curve-\($0)"]) }
        #expect(Set(curves).count == 10)
        for (index, curve) in curves.enumerated() {
            let found = try contrast(curve, try #require(colours["--wall"]))
            #expect(found >= 3, "curve \(index + 1): \(found)")
        }
    }
}
