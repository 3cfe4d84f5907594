import Diagnostics
import Methods
import Models
import Networks
import Synchronization
import Tensors
import Testing

/// Location inversions, grids and dictionaries: pictures drawn for places of a layer.
@Suite struct LayerPictureTests {
    private static func input() -> Tensor {
        var random = RandomStream(seed: 4, purpose: "input")
        return SmallModel.random([1, 3, 8, 8], &random, scale: 1)
    }

    private static let quick = ["iterations": "8", "transforms": "none"]

    private func run(
        _ method: any Method.Type, _ options: [String: String] = [:], target: Target? = nil,
        model: Model? = nil, workers: Workers = .one, checkpoints: Checkpoints = .none,
        progress: @escaping @Sendable (Double) throws(Diagnostic) -> Void = { _ throws(Diagnostic) in }
    ) throws -> MethodResult {
        let entries = Self.quick.merging(options) { $1 }.sorted { $0.key < $1.key }
            .map { Setting.Entry(key: $0.key, keyRange: nil, value: Setting($0.value)) }
        let log = DiagnosticLog()
        guard let configured = ConfiguredMethod(method, options: entries, at: nil, log: log) else {
            throw log.all.first ?? Diagnostic(.error, "no-method", "no reason given")
        }
        return try configured.run(
            MethodRequest(
                model: try model ?? SmallModel.rectified(), input: Self.input(), target: target,
                checkpoints: checkpoints, workers: workers, progress: progress))
    }

    /// The channels of `conv2` (4 × 4 × 4) at a place, for an input.
    private func vector(_ input: Tensor, row: Int, column: Int, layer: String = "conv2") throws -> [Double] {
        let values = try SmallModel.values(try SmallModel.rectified(), layer, input)
        return (0..<4).map { Double(values[$0 * 16 + row * 4 + column]) }
    }

    private func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }

    @Test func inversionSaysWhatItReached() throws {
        let short = try run(LocationInversion.self, ["layer": "conv2", "iterations": "1"])
        let result = try run(LocationInversion.self, ["layer": "conv2", "iterations": "60"])
        let wanted = try vector(Self.input(), row: 2, column: 2)
        let reached = try vector(result.map, row: 2, column: 2)
        let product = dot(wanted, reached)
        func near(_ name: String, _ value: Double) throws {
            #expect(abs(try #require(result.number(name)) - value) < 1e-4 * max(1, abs(value)), "\(name)")
        }
        try near("dot", product)
        try near("magnitude", dot(wanted, wanted).squareRoot())
        try near("cosine", product / (dot(wanted, wanted) * dot(reached, reached)).squareRoot())
        #expect(try #require(result.number("row")) == 2)
        #expect(try #require(result.number("dot")) > 2 * (try #require(short.number("dot"))))
        #expect(result.series["objective"]?.count == 60)
    }

    /// The power turns the picture toward the direction.
    @Test func straightnessCounts() throws {
        let options = ["layer": "conv2", "iterations": "80"]
        let plain = try run(LocationInversion.self, options)
        let straight = try run(LocationInversion.self, options.merging(["cosine-power": "4"]) { $1 })
        #expect(try #require(straight.number("cosine")) > (try #require(plain.number("cosine"))))
    }

    @Test(arguments: [1, 2, 3]) func gridHoldsEveryPlace(stride: Int) throws {
        let result = try run(ActivationGrid.self, ["layer": "conv2", "stride": String(stride), "cell": "12"])
        let side = (4 + stride - 1) / stride
        #expect(result.columns == side)
        #expect(result.map.shape == [side * side, 3, 12, 12])
        for (index, cell) in result.cells.enumerated() {
            let (top, left) = (index / side * stride, index % side * stride)
            let places = (top..<min(top + stride, 4)).flatMap { row in
                (left..<min(left + stride, 4)).map { (row, $0) }
            }
            var mean = [Double](repeating: 0, count: 4)
            for (row, column) in places {
                for (channel, value) in try vector(Self.input(), row: row, column: column).enumerated() {
                    mean[channel] += value / Double(places.count)
                }
            }
            #expect(abs(try #require(cell.value) - dot(mean, mean).squareRoot()) < 1e-4)
        }
    }

    /// Cells are drawn eight at a time; each is what a drawing of its own gives, and fades by its magnitude.
    @Test func gridIsWhatItsCellsAreAlone() throws {
        let model = try SmallModel.rectified()
        let options = ["layer": "conv2", "fading": "none", "cell": "8"]
        let plain = try run(ActivationGrid.self, options)
        for (row, column) in [(0, 0), (1, 3), (3, 2)] {
            // The cell has the size of the model's input, so that an inversion at all places is the same drawing.
            var place = LocationInversion.Options()
            place.layer = "conv2"
            place.position = [row, column]
            place.everywhere = true
            place.drawing.iterations = 8
            place.drawing.transforms = .none
            let alone = try LocationInversion.run(
                MethodRequest(model: model, input: Self.input(), target: nil, workers: .one), place)
            #expect(plain.map.image(row * 4 + column) == alone.map)
        }
        let faded = try run(ActivationGrid.self, ["layer": "conv2", "cell": "8"])
        let largest = try #require(plain.cells.compactMap(\.value).max())
        for (index, cell) in plain.cells.enumerated() {
            let share = Float(try #require(cell.value) / largest)
            // Gray is zero for a model whose mean is 0.5.
            for (one, other) in zip(faded.map.image(index).elements, plain.map.image(index).elements) {
                #expect(abs(one - share * other) < 1e-5)
            }
        }
    }

    @Test func threadsChangeNothing() throws {
        for method in [LocationInversion.self, ActivationGrid.self, SemanticDictionary.self] as [any Method.Type] {
            let options = ["transforms": "robust", "layer": "conv2"]
            #expect(try run(method, options).map == (try run(method, options, workers: Workers(3)).map), "\(method.id)")
        }
    }

    /// A grid that was stopped goes on where it was and ends with the same bits.
    @Test func gridGoesOnAfterAStop() throws {
        let options = ["layer": "conv2", "cell": "8"]
        let whole = try run(ActivationGrid.self, options)
        let kept = Mutex<[String: Tensor]>([:])
        #expect(throws: Diagnostic.self) {
            _ = try run(
                ActivationGrid.self, options,
                checkpoints: Checkpoints(restored: nil) { state in
                    let state = state()
                    kept.withLock { $0 = state }
                },
                progress: { share throws(Diagnostic) in
                    if share > 0.7 { throw Diagnostic(.error, "interrupted", "stopped") }
                })
        }
        let state = kept.withLock { $0 }
        #expect(state["pictures"]?.shape == [8, 3, 8, 8])
        let shares = Mutex<[Double]>([])
        let rest = try run(
            ActivationGrid.self, options, checkpoints: Checkpoints(restored: state) { _ in },
            progress: { share throws(Diagnostic) in shares.withLock { $0.append(share) } })
        #expect(rest.map == whole.map)
        #expect(try #require(shares.withLock { $0.min() }) > 0.5)
    }

    @Test(arguments: ["conv2", "relu2"]) func dictionaryLooksUpTheStrongest(layer: String) throws {
        let model = try SmallModel.rectified()
        let options = ["layer": layer, "top": "3"]
        let result = try run(SemanticDictionary.self, options, target: .classIndex(2))
        let values = try vector(Self.input(), row: 2, column: 2, layer: layer)
        let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }.prefix(3)
        #expect(result.cells.dropFirst().map(\.label) == order.map { "channel \($0)" })
        #expect(result.cells.first?.remark == "weighted sum")
        for (cell, channel) in zip(result.cells.dropFirst(), order) {
            #expect(abs(try #require(cell.value) - values[channel]) < 1e-4)
            #expect(cell.kernel == .init(layer: layer, channel: channel))
            // The picture is the one that activation maximization draws.
            let target = Target.kernel(layer: layer, channel: channel, position: nil)
            let alone = try run(ActivationMaximization.self, target: target, model: model)
            let place = try #require(order.firstIndex(of: channel)) + 1
            if cell.remark?.hasPrefix("dead") != true { #expect(result.map.image(place) == alone.map) }
        }
        let weights = order.map { max(0, values[$0]) }
        let length = dot(weights, weights).squareRoot()
        for index in 0..<192 {
            let sum = weights.indices.reduce(0) {
                $0 + weights[$1] / length * Double(result.map.image($1 + 1).elements[index])
            }
            #expect(abs(Double(result.map.elements[index]) - sum) < 1e-4)
        }
    }

    /// What a channel is said to add to a score is its activation times the score's slope, by finite differences: behind
    /// the layer the network is linear.
    @Test func attributionIsWhatTheScoreLoses() throws {
        let model = try SmallModel.rectified()
        let result = try run(SemanticDictionary.self, ["layer": "relu2", "top": "4"], target: .classIndex(3))
        let fc = try model.network.node(named: "fc")
        let weight = try #require((model.network.nodes[fc].operation as? Dense)?.parameters.first?.value)
        let values = try vector(Self.input(), row: 2, column: 2, layer: "relu2")
        for cell in result.cells.dropFirst() {
            let channel = try #require(cell.kernel?.channel)
            let effect = values[channel] * Double(weight[3 * 64 + channel * 16 + 2 * 4 + 2])
            let words = try #require(cell.remark).split(separator: " ")
            let said = try #require(words.last.flatMap { Double($0) })
            #expect(abs(said - effect) <= max(0.006, 0.06 * abs(effect)), "\(cell.remark ?? ""), \(effect)")
            #expect(cell.remark?.contains("class 3") == true)
        }
        let sum = (0..<4).reduce(0.0) { $0 + values[$1] * Double(weight[3 * 64 + $1 * 16 + 10]) }
        #expect(abs(try #require(result.number("attribution")) - sum) < 1e-4)
    }

    @Test func refusals() throws {
        func message(_ method: any Method.Type, _ options: [String: String]) throws -> String {
            let failure = #expect(throws: Diagnostic.self) { try run(method, options) }
            return failure?.message ?? ""
        }
        #expect(try message(LocationInversion.self, ["layer": "fc"]).contains("no rows and columns"))
        #expect(try message(SemanticDictionary.self, ["layer": "fc"]).contains("no rows and columns"))
        #expect(try message(ActivationGrid.self, ["layer": "conv3"]).contains("conv"))
        var outside = LocationInversion.Options()
        outside.layer = "conv2"
        outside.position = [4, 0]
        let failure = #expect(throws: Diagnostic.self) {
            try LocationInversion.run(
                MethodRequest(model: SmallModel.rectified(), input: Self.input(), target: nil, workers: .one), outside)
        }
        #expect(failure?.id == "no-such-position")
    }
}
