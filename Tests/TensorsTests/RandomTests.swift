import Tensors
import Testing

@Suite struct RandomTests {
    /// Known answers of the Random123 distribution for philox4x32-10.
    @Test func philoxKnownAnswers() {
        #expect(
            RandomStream.philox(counter: (0, 0, 0, 0), key: (0, 0)) == (
                0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8
            ))
        let ones = UInt32.max
        #expect(
            RandomStream.philox(counter: (ones, ones, ones, ones), key: (ones, ones))
                == (0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            RandomStream.philox(
                counter: (0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: (0xA409_3822, 0x299F_31D0))
                == (0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    @Test func momentsAreThoseOfTheDistributions() {
        var stream = RandomStream(seed: 1, purpose: "test")
        let normals = (0..<200_000).map { _ in Double(stream.normal()) }
        let mean = normals.reduce(0, +) / 200_000
        let variance = normals.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 200_000
        let fourth = normals.map { ($0 - mean) * ($0 - mean) * ($0 - mean) * ($0 - mean) }.reduce(0, +) / 200_000
        #expect(abs(mean) < 0.01)
        #expect(abs(variance - 1) < 0.02)
        #expect(abs(fourth - 3) < 0.1)
        let uniforms = (0..<100_000).map { _ in Double(stream.uniform()) }
        #expect(abs(uniforms.reduce(0, +) / 100_000 - 0.5) < 0.005)
        #expect(uniforms.allSatisfy { (0..<1).contains($0) })
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[stream.integer(below: 7)] += 1 }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    }

    @Test func streamsDependOnSeedPurposeAndStepOnly() {
        func first(_ seed: UInt64, _ purpose: String, _ step: UInt64) -> [UInt32] {
            var stream = RandomStream(seed: seed, purpose: purpose, step: step)
            return (0..<8).map { _ in stream.bits() }
        }
        #expect(first(3, "jitter", 7) == first(3, "jitter", 7))
        #expect(first(3, "jitter", 7) != first(4, "jitter", 7))
        #expect(first(3, "jitter", 7) != first(3, "noise", 7))
        #expect(first(3, "jitter", 7) != first(3, "jitter", 8))
    }

    @Test func permutationHoldsEveryIndexOnce() {
        var stream = RandomStream(seed: 9, purpose: "order")
        let order = stream.permutation(of: 1000)
        #expect(order.sorted() == Array(0..<1000))
        #expect(order != Array(0..<1000))
    }
}
