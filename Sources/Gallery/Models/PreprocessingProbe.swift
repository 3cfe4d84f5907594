import Diagnostics
import Foundation
import Models
import Networks
import Tensors

/// How many labelled pictures a model takes for what they are, with the preprocessing of its card and with others that it
/// could have been mistaken for.
///
/// Accuracy alone shows only gross mistakes, since few pictures leave it uncertain. Another preprocessing is tried on the
/// same pictures, so that only those count on which the two differ: were both equally good, each would win such a picture
/// with probability ½ (the sign test).
package struct PreprocessingProbe: Sendable {
    let right: Int
    let count: Int
    let rivals: [Rival]

    /// Another preprocessing on the same pictures.
    package struct Rival: Sendable {
        package let name: String
        /// Pictures that only this one is right on, and those that only the card's is right on.
        package let gained: Int
        package let lost: Int

        package init(name: String, gained: Int, lost: Int) {
            self.name = name
            self.gained = gained
            self.lost = lost
        }

        /// −log₁₀ of the probability that an equally good preprocessing gains at least as many.
        package var evidence: Double {
            let trials = gained + lost
            guard gained > lost else { return 0 }
            var probability = 0.0
            for wins in gained...trials {
                let ways = lgamma(Double(trials + 1)) - lgamma(Double(wins + 1)) - lgamma(Double(trials - wins + 1))
                probability += exp(ways - Double(trials) * log(2.0))
            }
            return -log10(min(1, probability))
        }
    }

    /// One in a hundred by chance.
    static let evidenceTolerance = 2.0

    /// - Parameters:
    ///   - picture: reads a picture, preprocessed as given.
    ///   - classes: of the pictures.
    init(
        of model: Model, classes: [Int], workers: Workers, progress: (Double) throws(Diagnostic) -> Void,
        picture: (Int, ImagePreparation) throws(Diagnostic) -> Tensor
    ) throws(Diagnostic) {
        let execution = Execution(model.network, reads: [model.output], for: .forward)
        let others = model.preprocessing.settings.rivals
        var preparations: [ImagePreparation] = [model.preprocessing]
        for other in others {
            preparations.append(try ImagePreparation(other.settings, inputShape: model.network.inputShape))
        }
        var isRight = [[Bool]](repeating: [], count: preparations.count)
        for (index, expected) in classes.enumerated() {
            for (place, preparation) in preparations.enumerated() {
                try execution.forward(try picture(index, preparation), workers: workers)
                let logits = execution.value(of: model.output).elements
                isRight[place].append(logits.indices.max { logits[$0] < logits[$1] } == expected)
            }
            try progress(Double(index + 1) / Double(classes.count))
        }
        right = isRight[0].count { $0 }
        count = classes.count
        rivals = zip(others, isRight.dropFirst()).map { other, found in
            Rival(
                name: other.name, gained: zip(found, isRight[0]).count { $0 && !$1 },
                lost: zip(found, isRight[0]).count { !$0 && $1 })
        }
    }

    init?(_ numbers: JSON) {
        guard let right = numbers["right"]?.integerValue, let count = numbers["count"]?.integerValue, count > 0 else {
            return nil
        }
        self.right = right
        self.count = count
        rivals = (numbers.objectValue ?? [:]).keys.sorted().compactMap { key in
            guard key.hasPrefix("gained-"), let gained = numbers[key]?.integerValue,
                let lost = numbers["lost-" + key.dropFirst(7)]?.integerValue
            else { return nil }
            return Rival(name: String(key.dropFirst(7)), gained: gained, lost: lost)
        }
    }

    var numbers: [String: JSON] {
        var numbers: [String: JSON] = ["right": .integer(right), "count": .integer(count)]
        for rival in rivals {
            numbers["gained-" + rival.name] = .integer(rival.gained)
            numbers["lost-" + rival.name] = .integer(rival.lost)
        }
        return numbers
    }

    /// The rival that most speaks for.
    var best: Rival? { rivals.max { $0.evidence < $1.evidence } }

    /// - Parameter accuracy: that the card states.
    func receipts(stating accuracy: Double) -> [Receipt] {
        var receipts: [Receipt] = []
        // Three standard errors of the share of right answers among n, where p are to be expected: √(p(1 − p) ∕ n). With
        // so few pictures that not one right answer would be within them, the number says nothing.
        let tolerance = 3 * (accuracy * (1 - accuracy) / Double(count)).squareRoot()
        if tolerance < accuracy {
            receipts.append(
                Receipt(
                    name: "probe-accuracy-gap", value: Double(right) / Double(count) - accuracy, tolerance: tolerance))
        }
        if let best {
            receipts.append(
                Receipt(name: "probe-better-preprocessing", value: best.evidence, tolerance: Self.evidenceTolerance))
        }
        return receipts
    }
}

extension Preprocessing {
    /// What these settings, all filled in, could have been mistaken for.
    fileprivate var rivals: [(name: String, settings: Preprocessing)] {
        func changed(_ change: (inout Preprocessing) -> Void) -> Preprocessing {
            var settings = self
            change(&settings)
            return settings
        }
        // Of ImageNet's training pictures, as torchvision's models take them.
        let (mean, deviation) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        let other = range == 1 ? 255.0 : 1
        let isGray = channels == .gray
        var all = [
            ("range-\(Int(other))", changed { $0.range = other }),
            ("no-mean", changed { ($0.mean, $0.std) = ([0], [1]) }),
            ("half", changed { ($0.range, $0.mean, $0.std) = (1, [0.5], [0.5]) }),
        ]
        if !isGray {
            all += [
                (channels == .bgr ? "rgb" : "bgr", changed { $0.channels = channels == .bgr ? .rgb : .bgr }),
                ("imagenet", changed { ($0.range, $0.mean, $0.std) = (1, mean, deviation) }),
            ]
        }
        return all.map { (name: $0.0, settings: $0.1) }.filter { rival in
            var filled = rival.settings
            let count = isGray ? 1 : 3
            if filled.mean.count == 1 { filled.mean = [Double](repeating: filled.mean[0], count: count) }
            if filled.std.count == 1 { filled.std = [Double](repeating: filled.std[0], count: count) }
            return filled != self
        }
    }
}
