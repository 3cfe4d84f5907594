import Diagnostics
import Foundation
import Pictures
import Testing

@Suite struct PNGTests {
    @Test(arguments: GoldenImage.png) func decodesAsPillow(golden: GoldenImage) throws {
        let image = try decodeImage(data: golden.file, path: "golden.png")
        let raster = image.raster
        #expect(raster.shape == [golden.height, golden.width, golden.channels])
        #expect(raster.samples == golden.samples)
        #expect(image.format == .png)
        #expect(image.orientation == 1)
        #expect(image.warnings.isEmpty)
    }

    @Test func keepsSixteenBits() throws {
        let golden = try #require(GoldenImage.png.first { $0.name == "gray16" })
        let image = try decodeImage(data: golden.file, path: "golden.png")
        guard case .sixteenBit(let deep) = image.pixels else {
            Issue.record("16-bit samples were reduced")
            return
        }
        let stored = [UInt8](GoldenImage.gray16Samples)
        let expected = stride(from: 0, to: stored.count, by: 2).map { UInt16(stored[$0]) | UInt16(stored[$0 + 1]) << 8 }
        #expect(deep.samples == expected)
        #expect(image.floatRaster.values == expected.map { Float($0) })
    }

    @Test func readsTextsInEveryEncoding() throws {
        let image = try decodeImage(data: GoldenImage.pngWithTexts, path: "texts.png")
        let texts = Dictionary(image.texts.map { ($0.keyword, $0.value) }) { $1 }
        #expect(
            texts == [
                "Software": "écrit", "Comment": String(repeating: "a longer text ", count: 20),
                "Title": "猫 und Hund",
            ])
    }

    @Test func warnsOfAnOrientationItDoesNotApply() throws {
        let image = try decodeImage(data: GoldenImage.pngTurned, path: "turned.png")
        #expect(image.orientation == 6)
        #expect(image.warnings.map(\.id) == ["image-orientation"])
        #expect(image.warnings.allSatisfy { $0.severity == .warning })
    }

    @Test(arguments: 1...4) func writesWhatItReads(channels: Int) throws {
        let samples = (0..<19 * 11 * channels).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31) }
        let raster = Raster(width: 19, height: 11, channels: channels, samples: samples)
        let texts = [
            DecodedImage.Text(keyword: "Source", value: "record 17"),
            DecodedImage.Text(keyword: "Description", value: "Häuser, 猫"),
        ]
        let file = try encodePNG(raster, texts: texts)
        let image = try decodeImage(data: file, path: "own.png")
        #expect(image.raster == raster)
        #expect(image.texts == texts)
        #expect(try encodePNG(raster, texts: texts) == file)
    }

    @Test(arguments: 1...4) func writesSixteenBits(channels: Int) throws {
        let samples = (0..<5 * 4 * channels).map { UInt16(truncatingIfNeeded: $0 &* 7919) }
        let raster = DeepRaster(width: 5, height: 4, channels: channels, samples: samples)
        let image = try decodeImage(data: try encodePNG(raster), path: "own.png")
        guard case .sixteenBit(let read) = image.pixels else {
            Issue.record("16-bit samples were reduced")
            return
        }
        #expect(read == raster)
    }

    @Test(arguments: ["", " a", "a ", "a  b", "schlüssel", "line\nbreak", String(repeating: "k", count: 80)])
    func refusesKeywordsThatPNGCannotHold(keyword: String) {
        let raster = Raster(width: 1, height: 1, channels: 1, samples: [0])
        #expect(thrownID { try encodePNG(raster, texts: [.init(keyword: keyword, value: "v")]) } == "png-text")
    }

    @Test func refusesTextsWithNUL() {
        let raster = Raster(width: 1, height: 1, channels: 1, samples: [0])
        #expect(thrownID { try encodePNG(raster, texts: [.init(keyword: "k", value: "a\0b")]) } == "png-text")
    }

    @Test(.enabled(if: SharedFiles.haveImaging, "needs the shared imaging fixtures"))
    func decodesTheFixture() throws {
        let expected = try NPYFile(SharedFiles.data("fixtures/imaging/photo.npy"))
        let raster = try fixturePhoto()
        #expect(raster.shape == expected.shape)
        #expect(raster.samples == (try expected.uint8()))
    }
}

/// The id of the diagnostic that `body` throws, nil where it throws none.
func thrownID(_ body: () throws -> Any) -> String? {
    do {
        _ = try body()
        return nil
    } catch let diagnostic as Diagnostic {
        return diagnostic.id
    } catch {
        return "\(error)"
    }
}

/// The photo-like image that the shared resizing fixtures start from.
func fixturePhoto() throws -> Raster {
    try decodeImage(data: try SharedFiles.data("fixtures/imaging/photo.png"), path: "photo.png").raster
}
