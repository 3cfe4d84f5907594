import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Synchronization
import Tensors
import Testing

@Suite struct DatasetExamplesTests {
    private static let count = 21

    /// Waves of growing strength; two of them twice, so that there are ties.
    private static func image(_ index: Int) throws -> Tensor {
        let source = PredictionDifferenceTests.images(of: [3, 8, 8], count: count)
        let origin = [7: 3, 15: 12][index] ?? index
        let image = try source.input(origin)
        return Tensor(shape: image.shape, elements: image.elements.map { $0 * Float(1 + origin % 5) })
    }

    private static func images(_ count: Int = count) -> SuppliedImages {
        SuppliedImages(
            count: count, classes: [Int?](repeating: nil, count: count), labels: (0..<count).map { "photo \($0)" }
        ) { index throws(Diagnostic) in
            do { return try image(index) } catch { throw Diagnostic(.error, "test", "\(error)") }
        }
    }

    private func examples(
        _ model: Model, _ target: Target?, _ options: [String: String] = [:], images: SuppliedImages = images()
    ) throws -> MethodResult {
        try explain(
            model, try Self.image(0), target, by: DatasetExamples.self,
            options.merging(["examples": "photos"]) { own, _ in own }, files: ["examples": .images(images)])
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let target: Target
        var options: [String: String] = [:]
        /// The number that an image is ranked by, of the layer's value, and the place it stands at.
        let answer: @Sendable ([Float]) -> (Double, Int)
    }

    private static let cases = [
        Case(testDescription: "largest value", target: .kernel(layer: "relu2", channel: 1, position: nil)) { values in
            let map = Array(values[16..<32])
            let place = map.indices.max { (map[$0], $1) < (map[$1], $0) } ?? 0
            return (Double(map[place]), place)
        },
        Case(
            testDescription: "mean", target: .kernel(layer: "conv2", channel: 2, position: nil),
            options: ["measure": "mean"]
        ) { values in (values[32..<48].reduce(0) { $0 + Double($1) } / 16, 0) },
        Case(
            testDescription: "neuron",
            target: .kernel(layer: "conv2", channel: 0, position: .init(row: 2, column: 1))
        ) { values in (Double(values[9]), 9) },
        Case(testDescription: "score", target: .classIndex(4)) { values in (Double(values[4]), 0) },
        Case(testDescription: "probability", target: .classIndex(3), options: ["score": "probability"]) { values in
            let powers = values.map { exp(Double($0)) }
            return (powers[3] / powers.reduce(0, +), 0)
        },
    ]

    /// Image, value and place of every image by the definition, the largest value first, equal ones in order.
    private func ranking(_ model: Model, _ one: Case) throws -> [(image: Int, value: Double, place: Int)] {
        var layer = "fc"
        if case .kernel(let name, _, _) = one.target { layer = name }
        let answers = try (0..<Self.count).map { index in
            let (value, place) = one.answer(try SmallModel.values(model, layer, try Self.image(index)))
            return (image: index, value: value, place: place)
        }
        return answers.sorted { ($1.value, $0.image) < ($0.value, $1.image) }
    }

    @Test(arguments: cases) func findsWhatALookAtAllFinds(_ one: Case) throws {
        let model = try SmallModel.rectified()
        let options = one.options.merging(["top": "6", "lowest": "5", "crop": "false"]) { own, _ in own }
        let result = try examples(model, one.target, options)
        let ranking = try ranking(model, one)
        let lowest = ranking.sorted { ($0.value, $0.image) < ($1.value, $1.image) }
        let expected = ranking.prefix(6) + lowest.prefix(5)
        #expect(result.cells.map(\.label) == expected.map { "photo \($0.image)" })
        for (cell, (_, value, _)) in zip(result.cells, expected) {
            #expect(abs(try #require(cell.value) - value) < 1e-5 * max(1, abs(value)))
        }
        #expect(
            result.cells.map(\.remark) == [String?](repeating: nil, count: 6) + [String?](repeating: "lowest", count: 5)
        )
        #expect(result.map.shape == [11, 3, 8, 8])
        let pixels = try expected.flatMap { try Self.image($0.image).elements }
        #expect(result.map.elements == pixels)
    }

    /// A pass in batches of eight gives the same bits as images one by one.
    @Test func batchesChangeNothing() throws {
        let model = try SmallModel.rectified()
        let target = Target.kernel(layer: "relu2", channel: 1, position: nil)
        let all = try examples(model, target, ["top": "21"])
        for (cell, index) in zip(all.cells, all.cells.map { Int($0.label.dropFirst(6)) ?? 0 }) {
            let alone = SuppliedImages(count: 1, classes: [nil]) { _ throws(Diagnostic) in
                do { return try Self.image(index) } catch { throw Diagnostic(.error, "test", "\(error)") }
            }
            #expect(try examples(model, target, images: alone).cells.map(\.value) == [cell.value])
        }
    }

    /// The crop holds every pixel that the answering place depends on, and is no larger than the field.
    @Test(arguments: ["relu1", "conv2"], 0..<4) func cropsToTheReceptiveField(layer: String, channel: Int) throws {
        let model = try SmallModel.rectified()
        let target = Target.kernel(layer: layer, channel: channel, position: nil)
        let result = try examples(model, target, ["top": "8"])
        let node = try model.network.node(named: layer)
        let field = model.network.receptiveFields[node]
        #expect(result.map.shape == [8, 3, field.rows.size, field.columns.size])
        for (place, cell) in result.cells.enumerated() where try #require(cell.value) > 0 {
            let index = try #require(Int(cell.label.dropFirst(6)))
            let image = try Self.image(index)
            let values = try SmallModel.values(model, layer, image)
            let shape = model.network.nodes[node].shape
            let area = shape[1] * shape[2]
            let map = Array(values[channel * area..<(channel + 1) * area])
            let best = try #require(map.indices.max { (map[$0], $1) < (map[$1], $0) })
            let neuron = Target.kernel(
                layer: layer, channel: channel, position: .init(row: best / shape[2], column: best % shape[2]))
            let gradient = try explain(model, image, neuron, by: Gradient.self).map.elements
            let touched = gradient.indices.filter { gradient[$0] != 0 }.map { ($0 % 64 / 8, $0 % 8) }
            let crop = result.map.image(place).elements
            let (height, width) = (field.rows.size, field.columns.size)
            // Where the crop was cut: the places of the image that hold exactly its pixels and what is touched.
            let fits = (0...8 - height).flatMap { top in (0...8 - width).map { (top, $0) } }.filter { top, left in
                touched.allSatisfy { (top..<top + height).contains($0.0) && (left..<left + width).contains($0.1) }
                    && (0..<3 * height * width).allSatisfy { pixel in
                        let (row, column) = (pixel % (height * width) / width, pixel % width)
                        let source = pixel / (height * width) * 64 + (top + row) * 8 + left + column
                        return crop[pixel] == image[source]
                    }
            }
            #expect(!fits.isEmpty, "\(cell.label)")
        }
    }

    /// One pass serves all channels and numbers of images, and the result is the same whether it is at hand or not.
    @Test func readsThePreparedPass() throws {
        let model = try SmallModel.rectified()
        let log = DiagnosticLog()
        for channel in 0..<4 {
            let target = Target.kernel(layer: "relu2", channel: channel, position: nil)
            let options = ["examples": "photos", "top": String(channel + 1)].map {
                Setting.Entry(key: $0, keyRange: nil, value: Setting($1))
            }
            let method = try #require(ConfiguredMethod(DatasetExamples.self, options: options, at: nil, log: log))
            let preparation = try #require(try method.preparation(model: model, target: target))
            #expect(preparation.options == .object(["layer": .string("relu2"), "value": .string("maximum")]))
            let files = ["examples": SuppliedFile.images(Self.images())]
            let prepared = try preparation.run(
                MethodRequest(model: model, input: nil, target: nil, files: files, workers: .one))
            let result = try method.run(
                MethodRequest(
                    model: model, input: nil, target: target, files: files, prepared: prepared, workers: .one))
            let direct = try examples(model, target, ["top": String(channel + 1)])
            #expect(result.map == direct.map)
            #expect(result.cells.map(\.value) == direct.cells.map(\.value))
            #expect(throws: Diagnostic.self) {
                try method.run(
                    MethodRequest(
                        model: model, input: nil, target: target, files: files,
                        prepared: Tensor(shape: [4, 2, 21, 4], repeating: 0.5), workers: .one))
            }
        }
    }

    /// A pass that was stopped goes on where it was, reads no picture twice, and ends with the same bits.
    @Test func goesOnAfterAStop() throws {
        let model = try SmallModel.rectified()
        let target = Target.kernel(layer: "relu2", channel: 0, position: nil)
        let options = [Setting.Entry(key: "examples", keyRange: nil, value: Setting("photos"))]
        let method = try #require(
            ConfiguredMethod(DatasetExamples.self, options: options, at: nil, log: DiagnosticLog()))
        let preparation = try #require(try method.preparation(model: model, target: target))
        let files = ["examples": SuppliedFile.images(Self.images())]
        let whole = try preparation.run(
            MethodRequest(model: model, input: nil, target: nil, files: files, workers: .one))

        let kept = Mutex<[String: Tensor]>([:])
        #expect(throws: Diagnostic.self) {
            _ = try preparation.run(
                MethodRequest(
                    model: model, input: nil, target: nil, files: files,
                    checkpoints: Checkpoints(restored: nil) { state in
                        let state = state()
                        kept.withLock { $0 = state }
                    }, workers: .one,
                    progress: { share throws(Diagnostic) in
                        if share > 0.5 { throw Diagnostic(.error, "interrupted", "stopped") }
                    }))
        }
        let asked = Mutex<[Int]>([])
        let counted = SuppliedImages(count: Self.count, classes: [Int?](repeating: nil, count: Self.count)) {
            index throws(Diagnostic) in
            asked.withLock { $0.append(index) }
            do { return try Self.image(index) } catch { throw Diagnostic(.error, "test", "\(error)") }
        }
        let rest = try preparation.run(
            MethodRequest(
                model: model, input: nil, target: nil, files: ["examples": .images(counted)],
                checkpoints: Checkpoints(restored: kept.withLock { $0 }) { _ in }, workers: .one))
        #expect(rest == whole)
        #expect(asked.withLock { $0 } == [16, 17, 18, 19, 20])
    }

    @Test func refusals() throws {
        let model = try SmallModel.rectified()
        #expect(throws: Diagnostic.self) { try examples(model, nil) }
        #expect(throws: Diagnostic.self) { try examples(model, .classIndex(5)) }
        #expect(throws: Diagnostic.self) { try examples(model, .classIndex(0), images: Self.images(0)) }
        let broken = SuppliedImages(count: 1, classes: [nil]) { _ in Tensor(shape: [1, 3, 8, 8], repeating: .nan) }
        #expect(throws: Diagnostic.self) { try examples(model, .classIndex(0), images: broken) }
        let missing = #expect(throws: Diagnostic.self) {
            try explain(model, try Self.image(0), .classIndex(0), by: DatasetExamples.self)
        }
        #expect(missing?.id == "no-examples")
    }
}
