import Diagnostics
import Methods
import Metrics
import Models
import Networks
import Tensors
import Testing

@Suite struct InsertionDeletionTests {
    /// scipy 1.17: the row sums of `gaussian_filter(delta, 5)`, delta being 11 × 11 with a 1 in the middle; the filter is
    /// their outer product.
    private static let weights = [
        0.08795814577727815, 0.08889611977709483, 0.09047419654910865, 0.09219111781938807, 0.09348938844291409,
        0.09398206326843249, 0.09348938844291409, 0.09219111781938807, 0.09047419654910865, 0.08889611977709483,
        0.08795814577727815,
    ]

    /// Two-dimensional cross-correlation with zeros beyond the borders.
    private func blurred(_ input: Tensor) -> Tensor {
        let (height, width) = (input.shape[2], input.shape[3])
        return Tensor(
            shape: input.shape,
            elements: (0..<input.count).map { index in
                let (plane, row, column) = (index / (height * width), index / width % height, index % width)
                var sum = 0.0
                for down in -5...5 {
                    for across in -5...5 {
                        let (y, x) = (row + down, column + across)
                        guard (0..<height).contains(y), (0..<width).contains(x) else { continue }
                        sum +=
                            Self.weights[down + 5] * Self.weights[across + 5]
                            * Double(input[(plane * height + y) * width + x])
                    }
                }
                return Float(sum)
            })
    }

    private func score(_ model: Model, _ image: Tensor, _ target: Int) throws -> Double {
        let execution = Execution(model.network, reads: [model.output], for: .forward)
        try execution.forward(image, workers: .one)
        return Model.probabilities(fromLogits: execution.value(of: model.output).elements)[target]
    }

    @Test func agreesWithImagesMadeOneByOne() throws {
        let model = try SmallModel.convolutional()
        let input = SmallModel.random([1, 3, 12, 12], seed: 11)
        let map = SmallModel.random([1, 1, 12, 12], seed: 12)
        let request = MetricRequest(model, input, map: map, isSigned: true, target: .classIndex(2))
        let result = try evaluate(InsertionDeletion.self, request, ["pixels": "50"])
        let values = map.elements
        let order = (0..<144).sorted { values[$0] > values[$1] }
        for (curve, start, end) in [
            ("insertion", blurred(input), input), ("deletion", input, Tensor(shape: input.shape)),
        ] {
            var image = start
            var expected = [try score(model, image, 2)]
            for step in 0..<3 {
                for pixel in order[step * 50..<min(step * 50 + 50, 144)] {
                    for channel in 0..<3 { image[channel * 144 + pixel] = end[channel * 144 + pixel] }
                }
                expected.append(try score(model, image, 2))
            }
            let found = try #require(result.curves[curve])
            #expect(found.count == 4)
            // The blur is rounded to single precision once more on the way.
            for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-5, "\(curve): \(a) \(b)") }
            let area = (found[0] / 2 + found[1] + found[2] + found[3] / 2) / 3
            #expect(abs(try #require(result.numbers[curve]) - area) < 1e-15)
        }
        #expect(result.curves["insertion"]?.last == result.curves["deletion"]?.first)
    }

    @Test func deletionOfALinearScoreIsKnown() throws {
        let model = try SmallModel.counting(weights: [1, 2, 3, 4], height: 2, width: 2)
        let map = Tensor(shape: [1, 1, 2, 2], elements: [0, 5, 5, 9] as [Float])
        let request = MetricRequest(model, Tensor(shape: [1, 3, 2, 2], repeating: 10), map: map)
        let result = try evaluate(InsertionDeletion.self, request, ["pixels": "1", "score": "logit"])
        #expect(result.curves["deletion"] == [150, 90, 60, 15, 0])
        #expect(result.numbers["deletion"] == (75 + 90 + 60 + 15) / 4.0)
    }

    @Test func countsItsPasses() throws {
        // Twice the image before the first step and 224 steps.
        let metric = try #require(configured(InsertionDeletion.self))
        #expect(metric.passes(inputShape: [3, 224, 224]) == 150)
    }
}
