import Foundation
package import Tensors

/// The cross-entropy of softmax scores with true classes, over a batch.
package struct CrossEntropy: Sendable {
    /// −Σ log softmax(z)[true class] over the images; divide by their number for the mean.
    package let sum: Double
    /// The gradient of the *mean* with respect to the scores: (softmax(z) − one-hot) / N, in the scores' shape.
    package let gradient: Tensor
    /// Images whose true class has the highest score, the first one of equals counting.
    package let correct: Int

    /// - Parameters:
    ///   - scores: N × classes, before softmax.
    ///   - labels: the true class of each of the N images.
    package init(scores: Tensor, labels: [Int]) {
        precondition(scores.shape.count == 2 && scores.shape[0] == labels.count)
        let classes = scores.shape[1]
        precondition(labels.allSatisfy((0..<classes).contains))
        var sum = 0.0
        var correct = 0
        var gradient = scores
        gradient.withUnsafeMutableBufferPointer { values in
            for (image, label) in labels.enumerated() {
                let row = UnsafeMutableBufferPointer(rebasing: values[image * classes..<(image + 1) * classes])
                let highest = row.max() ?? 0
                if row.firstIndex(of: highest) == label { correct += 1 }
                // In double precision and less the maximum, so that no score is too large to exponentiate.
                let powers = row.map { exp(Double($0) - Double(highest)) }
                let total = powers.reduce(0, +)
                sum += log(total) - (Double(row[label]) - Double(highest))
                for index in row.indices {
                    row[index] = Float((powers[index] / total - (index == label ? 1 : 0)) / Double(labels.count))
                }
            }
        }
        self.sum = sum
        self.gradient = gradient
        self.correct = correct
    }
}
