import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

/// The loop as a whole.
@Suite struct SynthesisTests {
    private func options(_ written: [String: String]) throws -> ActivationMaximization.Options {
        let log = DiagnosticLog()
        let entries = written.sorted { $0.key < $1.key }
            .map { Setting.Entry(key: $0.key, keyRange: nil, value: Setting($0.value)) }
        return try #require(
            ActivationMaximization.Options.decode(entries, of: "a test", log: log), "\(log.all.map(\.message))")
    }

    private func request(
        _ model: Model, _ target: Target, files: [String: SuppliedFile] = [:], workers: Workers = .one
    ) -> MethodRequest {
        MethodRequest(model: model, input: nil, target: target, files: files, workers: workers)
    }

    private func kernel(_ layer: String, _ channel: Int) -> Target {
        .kernel(layer: layer, channel: channel, position: nil)
    }

    /// One step of plain ascent at rate 1 moves the parameters by the gradient of the whole: goal, moves, penalty and
    /// parameterization.
    @Test(arguments: ["fourier", "pixels"], [(Viewing.Moves.none, 8), (.robust, 8), (.jitter, 13), (.robust, 13)])
    func stepIsTheGradientOfTheWhole(name: String, view: (moves: Viewing.Moves, side: Int)) throws {
        let (moves, side) = view
        let model = try SmallModel.smooth()
        let space = SynthesisSpace(model, extent: Extent(side))
        let goal = Goal([
            .init(try Objective(target: .classIndex(1), score: .logit, model: model)),
            .init(try Objective(target: kernel("act", 2), score: .logit, model: model), weight: 3),
        ])
        let (parameterization, start): (any Parameterization, Tensor)
        var stream = RandomStream(seed: 7, purpose: "test")
        if name == "fourier" {
            let fourier = FourierParameterization(space)
            (parameterization, start) = (fourier, fourier.noise(deviation: 0.1, seed: 1))
        } else {
            let pixels = PixelParameterization(space, clips: false)
            (parameterization, start) = (pixels, SmallModel.random(space.shape, &stream))
        }
        let synthesis = Synthesis(
            model, parameterization, viewing: Viewing(moves, of: space, by: model.network), rule: .gradient, rate: 1,
            iterations: 1, penalty: PenaltyWeights(l2: 0.01, totalVariation: 0.02))
        func outcome(_ parameters: Tensor) throws -> Synthesis.Outcome {
            try synthesis.run([.init(goal: goal, seed: 5, start: parameters)], workers: .one)[0]
        }
        let penalty = Penalty(l1: 0, l2: 0.01, totalVariation: 0.02)
        func value(_ parameters: Tensor) throws -> Double {
            try outcome(parameters).objective[0] - penalty.value(parameterization.picture(parameters))
        }
        let gradient = zip(try outcome(start).parameters.elements, start.elements).map { Double($0) - Double($1) }
        for seed in 0..<3 as Range<UInt64> {
            var stream = RandomStream(seed: seed, purpose: "direction")
            let direction = SmallModel.random(start.shape, &stream)
            func moved(_ step: Float) -> Tensor {
                Tensor(
                    shape: start.shape,
                    elements: zip(start.elements, direction.elements).map { $0 + step * $1 })
            }
            let step: Float = 1 / 128
            let expected = (try value(moved(step)) - value(moved(-step))) / Double(2 * step)
            let found = zip(gradient, direction.elements).reduce(0) { $0 + $1.0 * Double($1.1) }
            #expect(abs(found - expected) < 5e-3 * max(1, abs(expected)))
        }
    }

    /// Different goals, layers and seeds together: to the bit what each is alone, with any number of threads.
    @Test(arguments: [
        [:], ["parameterization": "pixels", "optimizer": "normalized", "l2": "", "total-variation": ""],
        ["size": "12", "transforms": "jitter"], ["starts": "3"], ["preset": "p1-channel"],
    ])
    func isTheSameAloneAndInABatch(written: [String: String]) throws {
        let model = try SmallModel.rectified()
        let targets = [
            kernel("relu2", 0), .classIndex(1), kernel("relu1", 3), .classIndex(4), kernel("conv2", 2),
            kernel("relu2", 3), kernel("relu1", 0), .classIndex(0), kernel("pool", 1), kernel("relu2", 1),
        ]
        let all = try targets.indices.map { index in
            try options(written.merging(["iterations": "6", "seed": "\(index % 3)"]) { own, _ in own })
        }
        let batch = try ActivationMaximization.run(
            batch: targets.map { request(model, $0, workers: Workers(3)) }, all)
        for (index, target) in targets.enumerated() {
            let alone = try ActivationMaximization.run(request(model, target), all[index])
            #expect(alone.map.elements.map(\.bitPattern) == batch[index].map.elements.map(\.bitPattern))
            #expect(alone.series == batch[index].series)
            #expect(alone.numbers.map(\.value) == batch[index].numbers.map(\.value))
        }
    }

    @Test func startsAreTheSeedsSideBySide() throws {
        let model = try SmallModel.smooth()
        let three = try ActivationMaximization.run(
            request(model, .classIndex(1)), try options(["iterations": "5", "starts": "3", "seed": "4"]))
        #expect(three.map.shape == [3, 3, 8, 8])
        #expect(three.cells.map(\.label) == ["seed 4", "seed 5", "seed 6"])
        for index in 0..<3 {
            let one = try ActivationMaximization.run(
                request(model, .classIndex(1)), try options(["iterations": "5", "seed": "\(4 + index)"]))
            #expect(Array(three.map.elements[index * 192..<(index + 1) * 192]) == one.map.elements)
            #expect(three.cells[index].value == one.number("objective"))
        }
        #expect(three.number("objective") == three.cells.compactMap(\.value).max())
    }

    /// With a weight on it, the layer's Gram matrices of several starts grow apart.
    @Test func diversityDrivesStartsApart() throws {
        let model = try SmallModel.smooth()
        let node = try model.network.node(named: "act")
        func likeness(_ weight: String) throws -> Double {
            let result = try ActivationMaximization.run(
                request(model, kernel("act", 1)),
                try options([
                    "iterations": "40", "starts": "3", "diversity": weight, "transforms": "none",
                ]))
            let execution = Execution(model.network, batch: 3, reads: [node], for: .forward)
            try execution.forward(result.map, workers: .one)
            return Diversity(node: node, weight: 1).evaluate(execution.value(of: node)).value
        }
        #expect(try likeness("10") < likeness("0") - 0.01)
    }

    /// A rectifier that no picture raises: convolution weights of 0 and a negative bias. It lies behind a concatenation.
    @Test func namesDeadChannels() throws {
        var builder = NetworkBuilder(inputShape: [3, 8, 8])
        var source = RandomStream(seed: 1, purpose: "test weights")
        let window = Window(kernel: Extent(1))
        try builder.add(
            "live", Convolution(weight: SmallModel.random([2, 3, 1, 1], &source), bias: nil, window: window), 0)
        try builder.add("relu-a", Rectifier(), 1)
        try builder.add(
            "still",
            Convolution(
                weight: Tensor(shape: [2, 3, 1, 1], elements: [0, 0, 0, 1, 1, 1]),
                bias: Tensor(shape: [2], elements: [-1, -3]), window: window), 0)
        try builder.add("relu-b", Rectifier(), 3)
        try builder.add("both", Concatenation(), 2, 4)
        let model = try Model(name: "half dead", network: builder.build(output: 5))
        let dead = try ActivationMaximization.run(
            request(model, kernel("both", 2)), try options(["iterations": "10"]))
        #expect(dead.number("dead") == 1 && dead.number("objective") == 0)
        #expect(dead.map.elements.allSatisfy { abs($0 - 0.5) < 1e-6 })
        let sheet = try ActivationMaximization.run(
            request(model, kernel("both", 2)), try options(["iterations": "3", "starts": "2"]))
        #expect(sheet.cells.map(\.remark) == ["dead", "dead"] && sheet.number("dead") == 2)
        // This one is silent on gray, 3 · 0.5 < 3, and is raised before its rectifier until it answers.
        let hidden = try ActivationMaximization.run(
            request(model, kernel("both", 3)),
            try options(["iterations": "60", "parameterization": "pixels", "start": "gray"]))
        #expect(hidden.number("objective-at-start") == 0 && hidden.number("dead") == 0)
        #expect((hidden.number("objective") ?? 0) < 1e-3)
    }

    @Test func startsFromWhatIsGiven() throws {
        let model = try SmallModel.smooth()
        var stream = RandomStream(seed: 3, purpose: "test")
        let pictures = (0..<4).map { _ in
            Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { _ in stream.uniform(in: -1.5..<1.5) })
        }
        let images = SuppliedImages(count: 4, classes: [2, 0, 2, nil]) { index throws(Diagnostic) in pictures[index] }
        let files: [String: SuppliedFile] = ["start-images": .images(images), "start-image": .image(pictures[1])]
        let still = ["iterations": "1", "rate": "1e-9"]
        for parameterization in ["pixels", "fourier"] {
            func start(_ start: String, _ target: Target) throws -> Tensor {
                let given = start == "image" ? ["start-image": "file.png"] : ["start-images": "folder"]
                let written = ["start": start, "parameterization": parameterization].merging(still) { own, _ in own }
                    .merging(given) { own, _ in own }
                return try ActivationMaximization.run(request(model, target, files: files), try options(written)).map
            }
            let mean = try start("class-mean", .classIndex(2))
            for index in 0..<192 { #expect(abs(mean[index] - (pictures[0][index] + pictures[2][index]) / 2) < 1e-4) }
            let image = try start("image", .classIndex(2))
            for index in 0..<192 { #expect(abs(image[index] - pictures[1][index]) < 1e-4) }
            let ofNone = #expect(throws: Diagnostic.self) { try start("class-mean", .classIndex(1)) }
            #expect(ofNone?.id == "no-class-images")
            let ofKernel = #expect(throws: Diagnostic.self) { try start("class-mean", kernel("act", 0)) }
            #expect(ofKernel?.id == "start-needs-class")
        }
    }

    /// A class that is taken away ends lower, a kernel that is added higher, than without.
    @Test func objectivesCombine() throws {
        let model = try SmallModel.smooth()
        func logits(_ with: Setting.Value?) throws -> [Float] {
            let log = DiagnosticLog()
            var entries = [Setting.Entry(key: "iterations", keyRange: nil, value: Setting("60"))]
            if let with { entries.append(.init(key: "with", keyRange: nil, value: Setting(with, at: nil))) }
            let options = try #require(
                ActivationMaximization.Options.decode(entries, of: "a test", log: log), "\(log.all.map(\.message))")
            let map = try ActivationMaximization.run(request(model, .classIndex(1)), options).map
            return try SmallModel.values(model, "fc", map)
        }
        func part(_ pairs: [(String, String)]) -> Setting.Value {
            .list([
                Setting(.mapping(pairs.map { .init(key: $0, keyRange: nil, value: Setting($1)) }), at: nil)
            ])
        }
        let plain = try logits(nil)
        #expect(try logits(part([("class", "3"), ("weight", "-2")]))[3] < plain[3] - 0.05)
        #expect(try logits(part([("class", "3"), ("weight", "2")]))[3] > plain[3] + 0.05)
        let unknown = #expect(throws: Diagnostic.self) { try logits(part([("kernel", "act/9")])) }
        #expect(unknown?.id == "no-such-kernel")
    }

    /// A direction of one channel raises it above the others.
    @Test func objectivesByName() throws {
        let model = try SmallModel.smooth()
        for objective in ["channel", "neuron", "layer", "direction"] {
            let result = try ActivationMaximization.run(
                request(model, kernel("act", 1)), try options(["iterations": "30", "objective": objective]))
            #expect((result.number("objective") ?? 0) > (result.number("objective-at-start") ?? 1), "\(objective)")
        }
        for (objective, target) in [("layer", Target.classIndex(0)), ("class-score", kernel("act", 1))] {
            let failure = #expect(throws: Diagnostic.self) {
                try ActivationMaximization.run(request(model, target), try options(["objective": objective]))
            }
            #expect(failure?.id == "objective-mismatch")
        }
    }

    /// What is written stands over the preset, wherever it is written, and the record holds what was in effect.
    @Test func presetsSetDefaults() throws {
        func effective(_ entries: [(String, String)]) throws -> [String: JSON] {
            let log = DiagnosticLog()
            let settings = entries.map { Setting.Entry(key: $0.0, keyRange: nil, value: Setting($0.1)) }
            let method = try #require(
                ConfiguredMethod(ActivationMaximization.self, options: settings, at: nil, log: log))
            return try #require(method.options.objectValue)
        }
        let plain = try effective([])
        #expect(plain["parameterization"] == .string("fourier") && plain["iterations"] == .integer(512))
        #expect(plain["rate"] == .number(0.05) && plain["transforms"] == .string("robust"))
        let p1 = try effective([("rate", "0.25"), ("preset", "p1-class")])
        #expect(p1["rate"] == .number(0.25) && p1["l1"] == .number(0.1) && p1["optimizer"] == .string("gradient"))
        #expect(p1["parameterization"] == .string("pixels") && p1["transforms"] == .string("none"))
        #expect(try effective([("preset", "p1-channel")])["iterations"] == .integer(20))
        #expect(try effective([("preset", "p2-class")])["l2"] == .number(0.01))
        #expect(try effective([("preset", "p2-class"), ("l2", "")])["l2"] == .null)
    }

    @Test func sizeIsThatOfThePicture() throws {
        let model = try SmallModel.smooth()
        for size in [8, 11, 20] {
            let result = try ActivationMaximization.run(
                request(model, .classIndex(1)), try options(["iterations": "20", "size": "\(size)"]))
            #expect(result.map.shape == [1, 3, size, size])
            #expect((result.number("objective") ?? 0) > (result.number("objective-at-start") ?? 1))
        }
    }
}
