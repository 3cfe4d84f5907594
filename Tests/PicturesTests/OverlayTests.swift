import Pictures
import Testing

@Suite struct OverlayTests {
    private func gray(_ samples: [UInt8], width: Int) -> Raster {
        Raster(width: width, height: samples.count / width, channels: 1, samples: samples)
    }

    @Test(arguments: [ColourMap.diverging, .sequential]) func zeroShowsThePictureInGrayThatKeepsItsOrder(
        _ map: ColourMap
    ) {
        let range: ClosedRange<Float> = map.name == "diverging" ? -1...1 : 0...1
        let shown = picture(
            of: FloatRaster(height: 1, width: 3, values: [0, 0, 0]), over: gray([0, 100, 255], width: 3),
            with: OverlayColours(map, range: range))
        let pixels = (0..<3).map { Array(shown[$0, 0]) }
        #expect(pixels.allSatisfy { Set($0).count == 1 })
        #expect(pixels[0][0] < pixels[1][0] && pixels[1][0] < pixels[2][0])
        // Next to the colour of zero, white or dark blue.
        #expect(map.name == "diverging" ? pixels[2][0] == 255 : pixels[0][0] == 0)
    }

    @Test func theEndsOfTheRangeHideThePicture() {
        let map = FloatRaster(height: 1, width: 4, values: [-3, -9, 3, 9])
        let shown = picture(
            of: map, over: gray([0, 80, 160, 255], width: 4), with: OverlayColours(.diverging, range: -3...3))
        let (low, high) = (ColourMap.diverging.colour(at: 0), ColourMap.diverging.colour(at: 1))
        for x in 0..<2 { #expect(Array(shown[x, 0]) == [low.red, low.green, low.blue]) }
        for x in 2..<4 { #expect(Array(shown[x, 0]) == [high.red, high.green, high.blue]) }
    }

    /// A quarter of the magnitude is half of the map's colour and half of the ground, computed here by hand.
    @Test func opacityIsTheRootOfTheShareOfTheLargestMagnitude() {
        let shown = picture(
            of: FloatRaster(height: 1, width: 1, values: [0.75]), over: gray([102], width: 1),
            with: OverlayColours(.diverging, range: -3...3))
        let front = ColourMap.diverging.colour(at: 0.625)
        let ground = 96 + 102 * 159.0 / 255
        let expected = [front.red, front.green, front.blue].map { UInt8(((ground + Double($0)) / 2).rounded()) }
        #expect(Array(shown[0, 0]) == expected)
    }

    @Test func aCoarseMapShowsItsBlocksAndAFineOneRepeatsThePicture() {
        let coarse = picture(
            of: FloatRaster(height: 2, width: 2, values: [0, 1, 1, 0]),
            over: gray(.init(repeating: 7, count: 16), width: 4),
            with: OverlayColours(.gray, range: 0...1))
        #expect(coarse.width == 4 && coarse.height == 4)
        let blocks: [UInt8] = [4, 4, 255, 255, 4, 4, 255, 255, 255, 255, 4, 4, 255, 255, 4, 4]
        #expect((0..<16).map { coarse[$0 % 4, $0 / 4].first } == blocks.map { $0 })
        let fine = picture(
            of: FloatRaster(height: 1, width: 4, values: [0, 0, 0, 0]), over: gray([0, 255], width: 2),
            with: OverlayColours(.gray, range: 0...1))
        #expect((0..<4).map { fine[$0, 0].first } == [0, 0, 159, 159])
    }

    @Test func coloursAreTakenToGrayAndWhatIsNotFiniteIsMarked() {
        let red = Raster(width: 1, height: 1, channels: 3, samples: [255, 0, 0])
        let colours = OverlayColours(.gray, range: 0...1)
        let shown = picture(of: FloatRaster(height: 1, width: 1, values: [0]), over: red, with: colours)
        #expect(Array(shown[0, 0]) == [47, 47, 47], "76 of 255 by ITU-R 601, in the dark half")
        let marked = picture(of: FloatRaster(height: 1, width: 1, values: [.nan]), over: red, with: colours)
        #expect(Array(marked[0, 0]) == [0, 255, 0])
    }

    @Test func aLegendShowsWhatIsSeen() {
        let colours = OverlayColours(.diverging, range: -2...2)
        let ground = gray(.init(repeating: 128, count: 5), width: 5)
        let shown = picture(
            of: FloatRaster(height: 1, width: 5, values: [-2, -1, 0, 1, 2]), over: ground, with: colours)
        let seen = (0..<5).map { x in
            let pixel = Array(shown[x, 0])
            return Colour(red: pixel[0], green: pixel[1], blue: pixel[2]).hex
        }
        #expect(colours.stops(count: 5) == seen)
    }
}
