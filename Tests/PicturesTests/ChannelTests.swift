import Pictures
import Testing

@Suite struct ChannelTests {
    @Test func composesAlphaOverTheBackground() {
        let raster = Raster(
            width: 3, height: 1, channels: 4, samples: [200, 100, 0, 0, 200, 100, 0, 255, 200, 100, 0, 128])
        // By hand: 200 · 128/255 + 255 · 127/255 = 227.39; 100 · … = 177.2; 0 + 127.
        #expect(raster.rgb().samples == [255, 255, 255, 200, 100, 0, 227, 177, 127])
        // 200 · 128/255 = 100.39, 100 · 128/255 = 50.196.
        #expect(raster.rgb(over: .black).samples == [0, 0, 0, 200, 100, 0, 100, 50, 0])
    }

    @Test func composesGrayOverColour() {
        let raster = Raster(width: 2, height: 1, channels: 2, samples: [50, 0, 50, 255])
        #expect(raster.rgb(over: Colour(red: 255, green: 0, blue: 10)).samples == [255, 0, 10, 50, 50, 50])
        #expect(raster.rgb().samples == [255, 255, 255, 50, 50, 50])
        #expect(raster.gray().samples == [255, 50])
        #expect(raster.rgba().samples == [50, 50, 50, 0, 50, 50, 50, 255])
    }

    /// By Pillow 13.0.0: `Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))`.
    @Test(
        arguments: [
            (255, 0, 0, 76), (0, 255, 0, 150), (0, 0, 255, 29), (255, 255, 255, 255), (12, 200, 90, 131), (1, 2, 3, 2),
        ] as [(UInt8, UInt8, UInt8, UInt8)])
    func weighsGrayAsPillow(red: UInt8, green: UInt8, blue: UInt8, gray: UInt8) {
        #expect(Raster(width: 1, height: 1, channels: 3, samples: [red, green, blue]).gray().samples == [gray])
    }

    @Test func turnsInterleavedIntoPlanarAndBack() {
        let raster = Raster(width: 2, height: 2, channels: 3, samples: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
        let planar = FloatRaster(raster)
        #expect(planar.values == [1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12])
        #expect(Raster(planar) == raster)
        #expect(planar.channel(1).values == [2, 5, 8, 11])
    }

    @Test func roundsAndClipsFloats() {
        let values = FloatRaster(height: 1, width: 6, values: [-0.1, 0.5, 1.2, .nan, .infinity, 0.002])
        #expect(Raster(values, range: 0...1).samples == [0, 128, 255, 0, 255, 1])
    }

    @Test func reducesChannels() {
        let values = FloatRaster(channels: 3, height: 1, width: 3, values: [-4, 1, .nan, 3, 2, 5, 0.5, -2.5, 1])
        let magnitude = values.largestMagnitudeOverChannels()
        #expect(magnitude.shape == [1, 1, 3])
        #expect(Array(magnitude.values.prefix(2)) == [4, 2.5])
        #expect(magnitude.values[2].isNaN)
        #expect(Array(values.summedOverChannels().values.prefix(2)) == [-0.5, 0.5])
        #expect(values.summedOverChannels().values[2].isNaN)
    }

    /// A network of one channel has attributions of both signs too.
    @Test func aSingleChannelIsReducedLikeSeveral() {
        let values = FloatRaster(height: 1, width: 3, values: [-4, 1, 0])
        #expect(values.attributionPlane(isSigned: false).values == [4, 1, 0])
        #expect(values.attributionPlane(isSigned: true).values == [-4, 1, 0])
    }
}
