import Pictures
import Testing

@Suite struct StretchTests {
    /// 255 · (v − low) ∕ (high − low), rounded to nearest.
    @Test(
        arguments: [
            ([100, 110, 120, 105, 100, 120], [0, 128, 255, 64, 0, 255]),
            ([0, 255, 3, 128, 200, 254], [0, 255, 3, 128, 200, 254]),
            ([7, 7, 7, 7, 7, 7], [7, 7, 7, 7, 7, 7]),
            ([7, 8, 7, 7, 8, 7], [0, 255, 0, 0, 255, 0]),
        ] as [([UInt8], [UInt8])])
    func allChannelsShareOneRange(samples: [UInt8], expected: [UInt8]) {
        #expect(Raster(width: 2, height: 1, channels: 3, samples: samples).stretched().samples == expected)
    }
}
