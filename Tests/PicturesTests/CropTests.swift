import Pictures
import Testing

/// A gray picture whose sample at (x, y) is 10 y + x + 1.
private func numbered(_ width: Int, _ height: Int) -> Raster {
    Raster(
        width: width, height: height, channels: 1,
        samples: (0..<height).flatMap { y in (0..<width).map { x in UInt8(10 * y + x + 1) } })
}

@Suite struct CropTests {
    /// Offsets by Python's `int(round((side - crop) / 2))`: half to even.
    @Test(arguments: [(5, 4, 0), (7, 4, 2), (9, 4, 2), (6, 4, 1), (4, 4, 0), (8, 3, 2), (6, 3, 2)])
    func roundsOffsetsHalfToEven(side: Int, crop: Int, offset: Int) throws {
        let cropped = try numbered(side, side).centerCropped(to: crop)
        #expect(cropped.shape == [crop, crop, 1])
        #expect(cropped.samples.first == UInt8(11 * offset + 1))
    }

    /// As `torchvision.transforms.CenterCrop` pads: the far end takes the odd one.
    @Test func padsWithZeros() throws {
        let cropped = try numbered(2, 5).centerCropped(width: 5, height: 2)
        #expect(
            cropped.samples == [
                0, 21, 22, 0, 0,
                0, 31, 32, 0, 0,
            ])
    }

    @Test(arguments: [
        (-1, -1, [0, 0, 0, 1] as [UInt8]), (2, 1, [13, 0, 0, 0]), (3, 0, [0, 0, 0, 0]), (-2, 0, [0, 0, 0, 0]),
        (.max, .min, [0, 0, 0, 0]), (1, 0, [2, 3, 12, 13]),
    ])
    func showsZerosOutside(x: Int, y: Int, expected: [UInt8]) throws {
        #expect(try numbered(3, 2).cropped(x: x, y: y, width: 2, height: 2).samples == expected)
    }

    @Test func keepsChannelsTogether() throws {
        let raster = Raster(width: 2, height: 2, channels: 3, samples: Array(1...12))
        #expect(try raster.cropped(x: 1, y: 0, width: 1, height: 2).samples == [4, 5, 6, 10, 11, 12])
    }
}
