import Diagnostics
import Networks
import Tensors
import Testing
import Training

@Suite struct TrainTests {
    /// Seconds of work; a partial last batch and odd maps on purpose.
    private static var tiny: TrainingRecipe {
        var recipe = TrainingRecipe()
        recipe.size = 18
        recipe.train = 130
        recipe.test = 70
        recipe.channels = [8, 12]
        recipe.kernels = [3]
        recipe.epochs = 2
        return recipe
    }

    @Test func learnsFarBeyondChance() throws {
        var recipe = TrainingRecipe()
        recipe.size = 24
        recipe.train = 1500
        recipe.test = 300
        recipe.channels = [12, 24, 32]
        recipe.epochs = 8
        let trained = try train(recipe, workers: Workers(2)) { (_) in }
        #expect(trained.epochs.count == 8)
        let last = try #require(trained.epochs.last)
        // Chance is 1 in 6.
        #expect(last.testAccuracy > 0.8 && last.trainAccuracy > 0.8)
        #expect(last.loss < trained.epochs[0].loss / 2)
        #expect(try accuracy(of: trained.network, recipe: recipe) == last.testAccuracy)
    }

    /// The accuracy as a reader would measure it: one image at a time, scaled here.
    private func accuracy(of network: Network, recipe: TrainingRecipe) throws -> Double {
        let execution = Execution(network, reads: [network.output], for: .forward)
        var correct = 0
        for index in 0..<recipe.test {
            let values = recipe.images.image(index, of: .test).map { Float((Double($0) / 255 - 0.5) / 0.25) }
            try execution.forward(Tensor(shape: [1] + recipe.images.imageShape, elements: values), workers: .one)
            let scores = execution.value(of: network.output).elements
            if scores.firstIndex(of: scores.max() ?? 0) == recipe.images.label(index, of: .test) { correct += 1 }
        }
        return Double(correct) / Double(recipe.test)
    }

    @Test(arguments: TrainingRecipe.Head.allCases) func workersDoNotChangeABit(head: TrainingRecipe.Head) throws {
        var recipe = Self.tiny
        recipe.head = head
        recipe.dense = head == .flatten ? 10 : 0
        let results = try [1, 2, 8].map { try train(recipe, workers: Workers($0)) { (_) in } }
        let bits = results.map { $0.weights.map { $0.value.elements.map(\.bitPattern) } }
        #expect(bits[1] == bits[0] && bits[2] == bits[0])
        #expect(results[1].epochs == results[0].epochs && results[2].epochs == results[0].epochs)
        #expect(
            bits[0]
                != SmallNetwork.weights(of: try SmallNetwork.make(recipe)).map { $0.value.elements.map(\.bitPattern) })
    }

    @Test func seedsMatter() throws {
        var other = Self.tiny
        other.seed = 1
        let first = try train(Self.tiny, workers: .one) { (_) in }
        let second = try train(other, workers: .one) { (_) in }
        #expect(first.epochs != second.epochs)
    }

    @Test func progressRisesToOneAndTellsTheNumbers() throws {
        var reports: [TrainingProgress] = []
        let trained = try train(Self.tiny, workers: .one) { (progress) in reports.append(progress) }
        #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.fraction < $1.fraction })
        let last = try #require(reports.last)
        #expect(last.fraction == 1 && last.epoch == 2 && last.epochs == 2)
        #expect(last.testAccuracy == trained.epochs[1].testAccuracy)
        #expect(last.loss == trained.epochs[1].loss && last.accuracy == trained.epochs[1].trainAccuracy)
        #expect(reports.first?.phase == .drawing && reports.first?.epoch == 0 && reports.first?.loss == nil)
        // 130 images make nine batches of up to 16, and 70 test images two portions.
        for epoch in 1...2 {
            #expect(reports.count { $0.epoch == epoch && $0.phase == .learning } == 9)
            #expect(reports.count { $0.epoch == epoch && $0.phase == .testing } == 2)
        }
    }

    @Test(arguments: [1, 6, 14]) func whatProgressThrowsEndsTheTraining(report: Int) {
        var count = 0
        let error = #expect(throws: Diagnostic.self) {
            _ = try train(Self.tiny, workers: .one) { (_) throws(Diagnostic) in
                count += 1
                if count == report { throw Diagnostic(.note, "interrupted", "interrupted") }
            }
        }
        #expect(error?.id == "interrupted")
        #expect(count == report)
    }

    @Test func badRecipesAreRefusedBeforeAnyWork() {
        var recipe = Self.tiny
        recipe.batch = 1000
        let error = #expect(throws: Diagnostic.self) {
            _ = try train(recipe, workers: .one) { (_) in Issue.record("work was done") }
        }
        #expect(error?.message == "'batch' asks for 1000 images at a time, 'train' has 130")
    }
}
