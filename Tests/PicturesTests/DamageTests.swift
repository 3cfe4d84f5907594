import Diagnostics
import Foundation
import Pictures
import Testing

/// Numbers for the corruptions: Knuth's linear congruential generator, its upper half.
private struct Sequence64 {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}

@Suite struct DamageTests {
    @Test(arguments: GoldenImage.png + GoldenImage.jpeg) func refusesEveryTruncation(golden: GoldenImage) {
        for count in 0..<golden.file.count {
            let id = thrownID { try decodeImage(data: golden.file.prefix(count), path: "cut") }
            let signature = golden.file.first == 0x89 ? 8 : 3
            #expect(id == (count < signature ? "image-format" : "image-damaged"), "\(golden.name) cut to \(count)")
        }
    }

    @Test(arguments: GoldenImage.png + GoldenImage.jpeg) func survivesCorruptions(golden: GoldenImage) {
        var random = Sequence64(state: 11)
        var outcomes: [String: Int] = [:]
        for _ in 0..<300 {
            var file = golden.file
            file[random.next(below: file.count)] ^= UInt8(1 + random.next(below: 255))
            outcomes[outcome(of: file), default: 0] += 1
            // PNG's checksums hide most of libpng from damage: mend them.
            if golden.file.first == 0x89 { outcomes[outcome(of: withChecksums(file)), default: 0] += 1 }
        }
        #expect(
            Set(outcomes.keys).isSubset(of: [
                "decoded", "image-format", "image-damaged", "image-too-large", "image-empty",
            ]))
        #expect(outcomes["image-damaged", default: 0] > 0)
    }

    private func outcome(of file: Data) -> String {
        // A damaged size may be large: the limit keeps the test short.
        let limits = ImageLimits(pixels: 20_000)
        return thrownID { try decodeImage(data: file, path: "damaged", limits: limits).raster } ?? "decoded"
    }

    @Test func refusesABombBeforeItTakesMemory() throws {
        var file = try #require(GoldenImage.png.first { $0.name == "rgb8" }).file
        // Width and height stand after the signature, length and name of IHDR.
        file.replaceSubrange(16..<24, with: [0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40])
        #expect(thrownID { try decodeImage(data: withChecksums(file), path: "bomb.png") } == "image-too-large")
        file.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1])
        #expect(thrownID { try decodeImage(data: withChecksums(file), path: "bomb.png") } == "image-too-large")
        file.replaceSubrange(16..<24, with: [0, 0, 0x20, 0, 0, 0, 0x20, 0])
        #expect(thrownID { try decodeImage(data: withChecksums(file), path: "bomb.png") } == "image-damaged")

        var photo = try #require(GoldenImage.jpeg.first { $0.name == "420" }).file
        let frame = try #require(photo.firstRange(of: Data([0xFF, 0xC0])))
        photo.replaceSubrange(frame.lowerBound + 5..<frame.lowerBound + 9, with: [0xFF, 0, 0xFF, 0])
        #expect(thrownID { try decodeImage(data: photo, path: "bomb.jpeg") } == "image-too-large")
    }

    @Test func obeysLimitsOfTheCaller() throws {
        let file = try #require(GoldenImage.png.first).file
        #expect(try decodeImage(data: file, path: "a", limits: ImageLimits(side: 7, pixels: 35)).raster.width == 7)
        for limits in [ImageLimits(side: 6), ImageLimits(pixels: 34)] {
            #expect(thrownID { try decodeImage(data: file, path: "a", limits: limits) } == "image-too-large")
        }
    }

    @Test(arguments: [
        ("", "the file is empty"), ("GIF89a…", "GIF images cannot be read"),
        ("II*\0....", "TIFF images cannot be read"),
        ("RIFF....WEBPVP8 ", "WebP images cannot be read"), ("# a page\n", "not an image that can be read"),
    ])
    func namesWhatItCannotRead(file: String, message: String) {
        do {
            _ = try decodeImage(data: Data(file.utf8), path: "folder/name.png")
            Issue.record("decoded")
        } catch {
            #expect(error.id == "image-format")
            #expect(error.message == message)
            #expect(error.notes.map(\.message) == ["convert it to PNG or JPEG"])
            guard case .file("folder/name.png") = error.place else {
                Issue.record("points at \(String(describing: error.place))")
                return
            }
        }
    }

    @Test func decodesASliceOfData() throws {
        let golden = try #require(GoldenImage.jpeg.first)
        let data = Data([1, 2, 3]) + golden.file
        #expect(try decodeImage(data: data.dropFirst(3), path: "slice").raster.samples == golden.samples)
    }
}

/// The PNG file with the checksum of every chunk set right, as far as its chunks can be followed.
private func withChecksums(_ file: Data) -> Data {
    var bytes = [UInt8](file)
    var offset = 8
    while offset + 12 <= bytes.count {
        let count = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        guard offset + 12 + count <= bytes.count else { break }
        let checksum = crc32(bytes[offset + 4..<offset + 8 + count])
        for i in 0..<4 { bytes[offset + 8 + count + i] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * i)) }
        offset += 12 + count
    }
    return Data(bytes)
}

/// PNG specification, annex D.
private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes { sum = crcTable[Int((sum ^ UInt32(byte)) & 255)] ^ sum >> 8 }
    return ~sum
}

private let crcTable: [UInt32] = (0...255).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? 0xEDB8_8320 ^ rest >> 1 : rest >> 1 }
}
