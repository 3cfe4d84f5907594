import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct SmoothGradTests {
    private func input() -> Tensor {
        var random = RandomStream(seed: 6, purpose: "test input")
        return SmallModel.random([1, 3, 8, 8], &random, scale: 1)
    }

    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: FixtureModel.files)
    func withoutNoiseIsTheGradient(_ file: FixtureModel.File) throws {
        let fixture = try FixtureModel(file)
        let smooth = try fixture.results(SmoothGrad.self, ["noise": "0", "samples": "11"])
        let plain = try fixture.results(Gradient.self)
        for (one, other) in zip(smooth, plain) {
            #expect(one.map == other.map)
            #expect(one.number("logit") == other.number("logit"))
        }
    }

    /// One gradient after another, alone and in order, gives the same bits as batches on two threads.
    @Test(arguments: [1, 5, 12, 16, 50])
    func isTheMeanOfGradientsTakenAlone(samples: Int) throws {
        let model = try SmallModel.smooth()
        let image = input()
        let found = try explain(
            model, image, .classIndex(2), by: SmoothGrad.self, ["samples": "\(samples)", "seed": "9"],
            workers: Workers(2))
        // From black to white: 1 ∕ 0.25.
        let deviation: Float = 0.15 * 4
        var sum = [Double](repeating: 0, count: image.count)
        for sample in 0..<samples {
            var random = RandomStream(seed: 9, purpose: "smoothgrad", step: UInt64(sample))
            let noisy = Tensor(shape: image.shape, elements: image.elements.map { $0 + deviation * random.normal() })
            let gradient = try explain(model, noisy, .classIndex(2), by: Gradient.self).map.elements
            for index in sum.indices { sum[index] += Double(gradient[index]) }
        }
        #expect(found.map.elements == sum.map { Float($0 / Double(samples)) })
    }

    /// Samples of one run are those of a longer one, so that more of them only refine the mean.
    @Test func samplesDependOnTheirNumberAlone() throws {
        let model = try SmallModel.smooth()
        func sum(_ samples: Int) throws -> [Double] {
            try explain(model, input(), .classIndex(2), by: SmoothGrad.self, ["samples": "\(samples)"])
                .map.elements.map { Double($0) * Double(samples) }
        }
        let (three, four) = (try sum(3), try sum(4))
        let last = zip(four, three).map { $0 - $1 }
        var random = RandomStream(seed: 0, purpose: "smoothgrad", step: 3)
        let noisy = Tensor(shape: [1, 3, 8, 8], elements: input().elements.map { $0 + 0.6 * random.normal() })
        let gradient = try explain(model, noisy, .classIndex(2), by: Gradient.self).map.elements
        for (found, expected) in zip(last, gradient) { #expect(abs(found - Double(expected)) < 1e-6) }
    }

    @Test func seedsDiffer() throws {
        let model = try SmallModel.smooth()
        func map(_ seed: String) throws -> Tensor {
            try explain(model, input(), .classIndex(2), by: SmoothGrad.self, ["samples": "4", "seed": seed]).map
        }
        let (first, again, second) = (try map("1"), try map("1"), try map("2"))
        #expect(first == again)
        #expect(first != second)
    }
}
