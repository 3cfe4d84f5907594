import Foundation
import Pictures
import Testing

@Suite struct ResizeTests {
    @Test(.enabled(if: SharedFiles.haveImaging, "needs the shared imaging fixtures"), arguments: Interpolation.allCases)
    func reducesAsPillowToTheByte(interpolation: Interpolation) throws {
        let expected = try NPYFile(SharedFiles.data("fixtures/imaging/photo_40x25_\(interpolation.rawValue).npy"))
        let resized = try fixturePhoto().resized(width: 40, height: 25, interpolation: interpolation)
        #expect(resized.shape == expected.shape)
        #expect(resized.samples == (try expected.uint8()))
    }

    @Test(.enabled(if: SharedFiles.haveImaging, "needs the shared imaging fixtures"), arguments: Interpolation.allCases)
    func reducesFloatsAsPillow(interpolation: Interpolation) throws {
        let expected = try NPYFile(SharedFiles.data("fixtures/imaging/red_40x25_\(interpolation.rawValue)_float.npy"))
        let red = FloatRaster(try fixturePhoto()).channel(0)
        let resized = try red.resized(width: 40, height: 25, interpolation: interpolation)
        expectClose(resized.values, try expected.float32())
    }

    @Test(.enabled(if: SharedFiles.haveImaging, "needs the shared imaging fixtures"))
    func enlargesFloatsAsPillow() throws {
        let expected = try NPYFile(SharedFiles.data("fixtures/imaging/red_up_bicubic_float_rows.npy"))
        let red = FloatRaster(try fixturePhoto()).channel(0)
        let resized = try red.resized(width: 407, height: 256, interpolation: .bicubic)
        #expect(resized.shape == [1, 256, 407])
        expectClose(Array(resized.values.prefix(24 * 407)), try expected.float32())
    }

    @Test(.enabled(if: SharedFiles.haveImaging, "needs the shared imaging fixtures"))
    func resizesChannelsOfFloatsAlike() throws {
        let photo = FloatRaster(try fixturePhoto())
        let whole = try photo.resized(width: 40, height: 70, interpolation: .lanczos)
        for c in 0..<3 {
            let alone = try photo.channel(c).resized(width: 40, height: 70, interpolation: .lanczos)
            #expect(whole.channel(c) == alone)
        }
    }

    @Test(
        .enabled(if: SharedFiles.haveImaging, "needs the shared imaging fixtures"),
        arguments: [Interpolation.bilinear, .bicubic])
    func preprocessesAsTorchvision(interpolation: Interpolation) throws {
        let expected = try NPYFile(SharedFiles.data("fixtures/imaging/photo_224_\(interpolation.rawValue).npy"))
        let resized = try fixturePhoto().resizedShortSide(to: 256, interpolation: interpolation)
        #expect(resized.shape == [256, 407, 3])
        #expect(try resized.centerCropped(to: 224).samples == expected.uint8())
    }

    @Test(arguments: GoldenResize.all) func resizesAlphaAsPillow(golden: GoldenResize) throws {
        let rgba = [UInt8](GoldenResize.source)
        let samples =
            golden.channels == 4
            ? rgba : stride(from: 0, to: rgba.count, by: 4).flatMap { [rgba[$0], rgba[$0 + 3]] }
        let source = Raster(width: 11, height: 9, channels: golden.channels, samples: samples)
        let resized = try source.resized(
            width: golden.width, height: golden.height, interpolation: golden.interpolation)
        #expect(sha256(resized.samples) == golden.sha256)
    }

    @Test(arguments: Interpolation.allCases) func leavesTheSameSizeAlone(interpolation: Interpolation) throws {
        let source = Raster(width: 11, height: 9, channels: 4, samples: [UInt8](GoldenResize.source))
        #expect(try source.resized(width: 11, height: 9, interpolation: interpolation) == source)
    }

    /// Lengths by Python's `int(size * long / short)`.
    @Test(arguments: [
        (500, 375, 256, 341, 256), (375, 500, 256, 256, 341), (97, 61, 256, 407, 256), (256, 300, 256, 256, 300),
        (3, 2, 5, 7, 5), (2, 3, 5, 5, 7), (6, 6, 4, 4, 4),
    ])
    func truncatesTheLongSide(width: Int, height: Int, size: Int, newWidth: Int, newHeight: Int) throws {
        let source = Raster(
            width: width, height: height, channels: 1, samples: .init(repeating: 9, count: width * height))
        let resized = try source.resizedShortSide(to: size, interpolation: .box)
        #expect(resized.shape == [newHeight, newWidth, 1])
        #expect(resized.samples.allSatisfy { $0 == 9 })
    }

    @Test func refusesSizesBeyondTheLimits() {
        let thin = Raster(width: 1, height: 5000, channels: 1, samples: .init(repeating: 0, count: 5000))
        #expect(thrownID { try thin.resizedShortSide(to: 256, interpolation: .bilinear) } == "image-too-large")
        #expect(thrownID { try thin.resizedShortSide(to: .max, interpolation: .bilinear) } == "image-too-large")
        #expect(thrownID { try thin.resizedShortSide(to: 0, interpolation: .bilinear) } == "image-empty")
        #expect(thrownID { try thin.resizedShortSide(to: -3, interpolation: .bilinear) } == "image-empty")
        #expect(thrownID { try thin.centerCropped(to: 1 << 40) } == "image-too-large")
        #expect(thrownID { try thin.enlarged(by: 1 << 60) } == "image-too-large")
        #expect(thrownID { try thin.enlarged(by: 0) } == "image-empty")
        let map = FloatRaster(height: 1, width: 1, values: [0])
        #expect(thrownID { try map.resized(width: 1 << 33, height: 1 << 33, interpolation: .box) } == "image-too-large")
    }
}

/// Equal to 1e-5 of the expected value.
private func expectClose(_ values: [Float], _ expected: [Float], location: SourceLocation = #_sourceLocation) {
    #expect(values.count == expected.count, sourceLocation: location)
    let worst = zip(values, expected).map { abs($0 - $1) / max(abs($1), 1e-3) }.max() ?? .infinity
    #expect(worst <= 1e-5, sourceLocation: location)
}
