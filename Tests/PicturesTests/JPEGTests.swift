import Diagnostics
import Foundation
import Pictures
import Testing

@Suite struct JPEGTests {
    @Test(arguments: GoldenImage.jpeg) func decodesAsPillow(golden: GoldenImage) throws {
        let image = try decodeImage(data: golden.file, path: "golden.jpeg")
        let raster = image.raster
        #expect(raster.shape == [golden.height, golden.width, golden.channels])
        #expect(raster.samples == golden.samples)
        #expect(image.format == .jpeg)
        #expect(image.orientation == 1)
        #expect(image.warnings.isEmpty)
    }

    @Test func warnsOfAnOrientationItDoesNotApply() throws {
        let image = try decodeImage(data: GoldenImage.jpegTurned, path: "turned.jpeg")
        #expect(image.orientation == 6)
        #expect(image.warnings.map(\.id) == ["image-orientation"])
        #expect(image.raster.shape == [13, 18, 1])
    }

    @Test func warnsOfDamageBetweenMarkers() throws {
        let golden = try #require(GoldenImage.jpeg.first)
        // Bytes that belong to nothing, before the end marker.
        let file = golden.file.dropLast(2) + Data(repeating: 1, count: 40) + Data([0xFF, 0xD9])
        let image = try decodeImage(data: file, path: "extra.jpeg")
        #expect(image.raster.samples == golden.samples)
        #expect(image.warnings.map(\.id) == ["image-flawed"])
    }

    @Test(arguments: GoldenImage.jpeg) func refusesMissingDataBehindAnEndMarker(golden: GoldenImage) {
        let scan = golden.file.lastRange(of: Data([0xFF, 0xDA]))?.lowerBound ?? 0
        // The header of the last scan and a few of its bytes.
        let file = golden.file.prefix(scan + 20) + Data([0xFF, 0xD9])
        #expect(thrownID { try decodeImage(data: file, path: "short.jpeg") } == "image-damaged")
    }

    @Test(.enabled(if: SharedFiles.havePhotos, "needs the shared photos"), arguments: GoldenPhoto.all)
    func decodesAndResizesPhotosAsPillow(golden: GoldenPhoto) throws {
        let data = try SharedFiles.data("data/images/\(golden.name)")
        let photo = try decodeImage(data: data, path: golden.name).raster.rgb()
        #expect(sha256(photo.samples) == golden.decoded)
        let resized = try photo.resizedShortSide(to: 256, interpolation: .bilinear)
        #expect(resized.shape == [golden.resizedHeight, golden.resizedWidth, 3])
        #expect(sha256(resized.samples) == golden.resized)
    }

    /// FIPS 180-2, appendix B.
    @Test func digestsAreRight() {
        #expect(
            sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            sha256(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }
}
