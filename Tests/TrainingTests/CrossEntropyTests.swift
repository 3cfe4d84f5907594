import Foundation
import Tensors
import Testing
import Training

@Suite struct CrossEntropyTests {
    /// The mean of −log softmax(z)[label], by the definition.
    private func naive(_ scores: [[Double]], _ labels: [Int]) -> Double {
        var sum = 0.0
        for (row, label) in zip(scores, labels) {
            sum -= log(exp(row[label]) / row.map { exp($0) }.reduce(0, +))
        }
        return sum / Double(labels.count)
    }

    @Test(arguments: [(1, 2), (5, 6), (16, 10)]) func gradientIsTheSlopeOfTheLoss(images: Int, classes: Int) {
        var random = RandomStream(seed: UInt64(images), purpose: "scores")
        let scores = (0..<images).map { _ in (0..<classes).map { _ in 2 * random.normal() } }
        let labels = (0..<images).map { _ in random.integer(below: classes) }
        let found = CrossEntropy(
            scores: Tensor(shape: [images, classes], elements: scores.flatMap { $0 }), labels: labels)
        let exact = scores.map { $0.map(Double.init) }
        #expect(abs(found.sum / Double(images) - naive(exact, labels)) < 1e-12)
        let best = zip(exact, labels).count { row, label in row.allSatisfy { $0 <= row[label] } }
        #expect(found.correct == best)
        for image in 0..<images {
            for index in 0..<classes {
                var (up, down) = (exact, exact)
                up[image][index] += 1e-5
                down[image][index] -= 1e-5
                let slope = (naive(up, labels) - naive(down, labels)) / 2e-5
                #expect(abs(Double(found.gradient[image * classes + index]) - slope) < 1e-7)
            }
        }
    }

    /// Numbers of `torch.nn.functional.cross_entropy` in float64; scores too large to exponentiate in float32.
    @Test func agreesWithPyTorch() {
        let found = CrossEntropy(
            scores: Tensor(shape: [3, 3], elements: [1, 2, -0.5, 300, -200, 0, 0, 0, 0] as [Float]),
            labels: [0, 1, 2])
        #expect(abs(found.sum - 502.47015132052) < 1e-9)
        let gradient: [Double] = [
            -0.248761272788, 0.229890695375, 0.0188705774135, 0.333333333333, -0.333333333333, 1.7160667408e-131,
            0.111111111111, 0.111111111111, -0.222222222222,
        ]
        for (value, expected) in zip(found.gradient.elements, gradient) {
            #expect(abs(Double(value) - expected) < 1e-7)
        }
    }

    @Test func equalScoresCountForTheFirst() {
        let scores = Tensor(shape: [2, 3], elements: [1, 1, 0, 0, 2, 2] as [Float])
        #expect(CrossEntropy(scores: scores, labels: [0, 1]).correct == 2)
        #expect(CrossEntropy(scores: scores, labels: [1, 2]).correct == 0)
    }

    /// By which the training notices that it diverged.
    @Test(arguments: [Float.nan, .infinity]) func scoresThatAreNoNumbersShow(score: Float) {
        let scores = Tensor(shape: [1, 3], elements: [0, score, -score])
        #expect(!CrossEntropy(scores: scores, labels: [0]).sum.isFinite)
    }
}
