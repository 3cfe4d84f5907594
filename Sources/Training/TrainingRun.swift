import Diagnostics
import Tensors

/// A training that goes on batch by batch: images are drawn, then learned from and tested on, epoch after epoch.
struct TrainingRun {
    let recipe: TrainingRecipe
    private(set) var learner: Learner
    private(set) var epochs: [TrainedNetwork.Epoch] = []
    private let workers: Workers
    private var stage = TrainingProgress.Phase.drawing
    private var train: ExampleTable
    private var test: ExampleTable
    /// The training images in the order of the current epoch.
    private var order: [Int] = []
    private var learned = Tally()
    private var tested = Tally()
    private var work = 0

    /// Images that are drawn, and tested on, between two reports.
    private static let portion = 64

    /// Work for one image, in forward passes of the network.
    private enum Cost {
        static let drawing = 1
        static let learning = 3
        static let testing = 1
    }

    /// - Throws: a recipe that does not hold together.
    init(_ recipe: TrainingRecipe, workers: Workers) throws(Diagnostic) {
        self.recipe = recipe
        self.workers = workers
        learner = Learner(try SmallNetwork.make(recipe), weightDecay: recipe.weightDecay)
        train = ExampleTable(shape: recipe.images.imageShape)
        test = ExampleTable(shape: recipe.images.imageShape)
    }

    var isFinished: Bool { epochs.count == recipe.epochs }

    /// Does the next portion of work and tells what it was.
    ///
    /// - Throws: a loss that is no number any more.
    mutating func advance() throws(Diagnostic) -> TrainingProgress {
        let epoch = stage == .drawing ? 0 : epochs.count + 1
        let phase = stage
        switch stage {
        case .drawing: draw()
        case .learning: try learn()
        case .testing: try measure()
        }
        let report = TrainingProgress(
            phase: phase, epoch: epoch, epochs: recipe.epochs, fraction: Double(work) / Double(totalWork),
            loss: learned.images > 0 ? learned.loss : nil, accuracy: learned.images > 0 ? learned.accuracy : nil,
            testAccuracy: epochs.last?.testAccuracy)
        moveOn()
        return report
    }

    /// To the next stage, where the current one is done.
    private mutating func moveOn() {
        switch stage {
        case .drawing:
            if test.count == recipe.test { beginEpoch() }
        case .learning:
            if learned.images == recipe.train { stage = .testing }
        case .testing:
            if tested.images == recipe.test, !isFinished { beginEpoch() }
        }
    }

    private mutating func beginEpoch() {
        var random = RandomStream(seed: UInt64(recipe.seed), purpose: "order", step: UInt64(epochs.count))
        order = random.permutation(of: recipe.train)
        learned = Tally()
        tested = Tally()
        stage = .learning
    }

    private mutating func draw() {
        let isTrain = train.count < recipe.train
        let count = min(Self.portion, isTrain ? recipe.train - train.count : recipe.test - test.count)
        if isTrain {
            train.draw(count, of: .train, from: recipe.images, workers: workers)
        } else {
            test.draw(count, of: .test, from: recipe.images, workers: workers)
        }
        work += count * Cost.drawing
    }

    private mutating func learn() throws(Diagnostic) {
        let indices = Array(order[learned.images..<min(learned.images + recipe.batch, order.count)])
        let loss = try learner.learn(
            train.batch(indices, workers: workers), labels: indices.map { train.labels[$0] }, rate: rate,
            workers: workers)
        guard loss.sum.isFinite else {
            throw Diagnostic(
                .error, "training-diverged",
                "the loss grew beyond all numbers in epoch \(epochs.count + 1) of \(recipe.epochs)",
                notes: [.init("reduce 'rate'; it is \(recipe.rate)")])
        }
        learned.add(loss, images: indices.count)
        work += indices.count * Cost.learning
    }

    private mutating func measure() throws(Diagnostic) {
        let indices = Array(tested.images..<min(tested.images + Self.portion, recipe.test))
        let loss = try learner.measure(
            test.batch(indices, workers: workers), labels: indices.map { test.labels[$0] }, workers: workers)
        tested.add(loss, images: indices.count)
        work += indices.count * Cost.testing
        if tested.images == recipe.test {
            epochs.append(.init(loss: learned.loss, trainAccuracy: learned.accuracy, testAccuracy: tested.accuracy))
        }
    }

    /// Adam's step size at the coming step.
    private var rate: Double {
        let perEpoch = (recipe.train + recipe.batch - 1) / recipe.batch
        let step = epochs.count * perEpoch + learned.images / recipe.batch
        return recipe.rate * recipe.schedule.factor(step: step, of: perEpoch * recipe.epochs)
    }

    private var totalWork: Int {
        (recipe.train + recipe.test) * Cost.drawing
            + recipe.epochs * (recipe.train * Cost.learning + recipe.test * Cost.testing)
    }

    var result: TrainedNetwork { TrainedNetwork(recipe: recipe, network: learner.network, epochs: epochs) }
}

/// Sums over the images of an epoch.
private struct Tally {
    private(set) var images = 0
    private var sum = 0.0
    private var correct = 0

    var loss: Double { sum / Double(images) }
    var accuracy: Double { Double(correct) / Double(images) }

    mutating func add(_ batch: CrossEntropy, images count: Int) {
        images += count
        sum += batch.sum
        correct += batch.correct
    }
}
