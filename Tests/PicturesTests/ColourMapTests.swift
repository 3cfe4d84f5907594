import Foundation
import Pictures
import Testing

/// L of CIELAB under D65, from CIE 1976 and IEC 61966-2-1: not the space that the maps are made in.
private func lightness(_ colour: Colour) -> Double {
    func linear(_ sample: UInt8) -> Double {
        let v = Double(sample) / 255
        return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
    }
    let y = 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389 / 27
}

@Suite struct ColourMapTests {
    @Test(arguments: ["sequential", "gray"]) func growsLighterAllTheWay(name: String) throws {
        let map = try #require(ColourMap.all.first { $0.name == name })
        let steps = (0...64).map { lightness(map.colour(at: Double($0) / 64)) }
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
        #expect(steps[0] < 8)
        #expect(steps[64] > 92)
    }

    @Test func sequentialStepsAreAboutEven() {
        let steps = (0...32).map { lightness(ColourMap.sequential.colour(at: Double($0) / 32)) }
        let changes = zip(steps, steps.dropFirst()).map { $1 - $0 }
        let mean = changes.reduce(0, +) / Double(changes.count)
        #expect(changes.allSatisfy { $0 > mean * 0.4 && $0 < mean * 1.8 })
    }

    @Test func divergingIsWhiteAtZeroBlueBelowAndRedAbove() {
        let map = ColourMap.diverging
        #expect(map.colour(at: 0.5) == .white)
        for step in 1...32 {
            let below = map.colour(at: 0.5 - Double(step) / 64)
            let above = map.colour(at: 0.5 + Double(step) / 64)
            #expect(below.blue > below.red)
            #expect(above.red > above.blue)
            #expect(abs(lightness(below) - lightness(above)) < 7)
            #expect(lightness(above) < lightness(map.colour(at: 0.5 + Double(step - 1) / 64)))
            #expect(lightness(below) < lightness(map.colour(at: 0.5 - Double(step - 1) / 64)))
        }
    }

    @Test func grayShowsSamplesAsTheyAre() {
        let map = FloatRaster(height: 1, width: 256, values: (0...255).map { Float($0) })
        #expect(picture(of: map, with: .gray, range: 0...255).gray().samples == Array(0...255))
    }

    @Test func marksWhatIsNotFinite() {
        let map = FloatRaster(height: 1, width: 5, values: [.nan, -.infinity, .infinity, -7, 9])
        let shown = picture(of: map, with: .diverging, range: -1...1)
        let marked = [ColourMap.notFinite.red, ColourMap.notFinite.green, ColourMap.notFinite.blue]
        for x in 0..<3 { #expect(Array(shown[x, 0]) == marked) }
        #expect(map.nonFiniteCount == 3)
        let ends = [ColourMap.diverging.colour(at: 0), ColourMap.diverging.colour(at: 1)]
        #expect(Array(shown[3, 0]) == [ends[0].red, ends[0].green, ends[0].blue])
        #expect(Array(shown[4, 0]) == [ends[1].red, ends[1].green, ends[1].blue])
        for map in ColourMap.all { #expect(!map.stops(count: 1025).contains(ColourMap.notFinite.hex)) }
    }

    @Test func showsTheWidestRange() {
        let limit = Float.greatestFiniteMagnitude
        let map = FloatRaster(height: 1, width: 3, values: [-limit, 0, limit])
        #expect(picture(of: map, with: .gray, range: -limit...limit).gray().samples == [0, 128, 255])
    }

    @Test func givesStopsForLegends() {
        #expect(ColourMap.gray.stops(count: 3) == ["#000000", "#808080", "#ffffff"])
        #expect(ColourMap.diverging.stops(count: 5)[2] == "#ffffff")
        #expect(ColourMap.sequential.stops(count: 0).count == 2)
    }
}
