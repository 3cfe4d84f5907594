package import Diagnostics
package import Models
import Networks
import Tensors

/// A layer as a grid of pictures, each of what one place made of the image.
///
/// For every place, or the mean of a square of places, a small picture is drawn that maximises
/// v · v₀ · max(0.1, cos(v, v₀))ᵖ, the mean over all places of the same network run on a picture of that size; then it
/// fades to gray by |v₀| ∕ max |v₀| (P2; Olah et al., The Building Blocks of Interpretability, 2018, whose cells shrink
/// instead).
package enum ActivationGrid: Method {
    /// What is done with places that answer little.
    package enum Fading: String, CaseIterable, SettingValue {
        /// They fade to gray.
        case gray
        case none
    }

    package struct Options: DrawingOptions {
        package var layer: String?
        package var stride = 1
        package var cell: Int?
        package var cosinePower = 0.0
        package var fading = Fading.gray
        package var drawing: ActivationMaximization.Options

        package init() {
            drawing = ActivationMaximization.Options()
            drawing.iterations = 96
        }

        package static let fields: [SettingField<Options>] =
            [
                SettingField("layer", \.layer, "the layer; by default the last convolutional map"),
                SettingField(
                    "stride", \.stride, "rows and columns of the layer that make one cell, by their mean",
                    check: { (1...1024).contains($0) ? nil : "must be from 1 to 1024" }),
                SettingField(
                    "cell", \.cell, "side of a cell in pixels; by default 64, or the model's input where that is less",
                    check: { (8...512).contains($0 ?? 8) ? nil : "must be from 8 to 512" }),
                SettingField(
                    "cosine-power", \.cosinePower, "how much straightness counts, 0 for not at all",
                    check: { (0...100).contains($0) ? nil : "must be from 0 to 100" }),
                SettingField("fading", \.fading, "what becomes of cells whose activations are small"),
            ] + drawingFields

        package func validate() throws(Diagnostic) { try drawing.validate() }
    }

    package static let id = "activation-grid"
    package static let title = "Activation grid"
    package static let summary = "What every place of a layer made of the image, drawn as a grid of small pictures."
    package static let discussion = """
        Each cell stands for one place of the layer, where the image has that place. It is a picture drawn from noise \
        whose activations point the way that the activations of that place do, and it fades to gray where these are \
        small beside the strongest. Read together, the cells show what the layer sees where.

        A cell is not a piece of the image: it is filled with what the network recognised there, exaggerated, and from \
        its small size on pictures differ from those drawn at full size. The value of a cell is the length of its \
        vector of activations.
        """
    package static let reference = """
        Olah, Satyanarayan, Johnson, Carter, Schubert, Ye, Mordvintsev: The Building Blocks of Interpretability. \
        Distill 2018, "What does the network see?"; Yuan: The Visual Interpretation for Deep Learning, 2019.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image]
    package static let output = MethodOutput.pictures
    package static let headline = ["cells"]

    /// About a tenth of a pass for each step of a cell, on a layer of usual size.
    package static func passes(_ options: Options) -> Int {
        let side = max(1, 14 / options.stride)
        return 1 + side * side * options.drawing.iterations / 10
    }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let layer = try model.network.mapLayer(named: options.layer, before: model.output)
        let shape = model.network.nodes[layer].shape
        let small = try options.cut(model, behind: layer)
        let vector = [Float](repeating: 0, count: shape[0])
        let cells = ((shape[1] - 1) / options.stride + 1) * ((shape[2] - 1) / options.stride + 1)
        let goals = [Goal](repeating: options.goal(toward: vector, in: small), count: cells)
        return Execution(model.network, reads: [layer], for: .forward).memoryNeed
            + (try PictureDrawing(goals, options.drawing, of: small)).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let model = request.model
        let layer = try model.network.mapLayer(named: options.layer, before: model.output)
        let execution = Execution(model.network, reads: [layer], for: .forward)
        try execution.forward(try request.image(for: id), workers: request.workers)
        let cells = PooledPlaces(execution.value(of: layer), stride: options.stride)
        let small = try options.cut(model, behind: layer)
        let drawing = try PictureDrawing(
            cells.vectors.map { options.goal(toward: $0, in: small) }, options.drawing, of: small)
        let pictures = try drawing.pictures(for: request)
        let magnitudes = cells.vectors.map(\.magnitude)
        let largest = magnitudes.max() ?? 0
        let gray = drawing.gray
        let faded = zip(pictures, magnitudes).map { picture, magnitude in
            let share = options.fading == .none ? 1 : largest > 0 ? magnitude / largest : 0
            return picture.pixels.faded(to: gray, keeping: Float(share))
        }
        return MethodResult(
            map: Tensor.stacked(faded),
            cells: magnitudes.enumerated().map { index, magnitude in
                let (row, column) = (index / cells.columns, index % cells.columns)
                return ResultCell(
                    "row \(row), column \(column)", value: magnitude, remark: magnitude == 0 ? "dead" : nil)
            }, columns: cells.columns,
            numbers: [("cells", Double(cells.vectors.count)), ("largest-magnitude", largest)])
    }
}

extension ActivationGrid.Options {
    fileprivate func cut(_ model: Model, behind layer: NodeID) throws(Diagnostic) -> Model {
        try model.cut(behind: layer, side: cell, standard: 64)
    }

    fileprivate func goal(toward vector: [Float], in small: Model) -> Goal {
        Goal(Objective(node: small.output, Direction(vector, power: cosinePower)))
    }
}

extension Tensor {
    /// gray + share · (picture − gray), of a 1 × C × H × W picture.
    fileprivate func faded(to gray: [Float], keeping share: Float) -> Tensor {
        let area = count / gray.count
        return Tensor(shape: shape) { target in
            withUnsafeBufferPointer { values in
                for index in target.indices {
                    let gray = gray[index / area]
                    target[index] = share == 1 ? values[index] : gray + share * (values[index] - gray)
                }
            }
        }
    }
}

/// The activation vectors of a layer's places, or the means of squares of places.
private struct PooledPlaces {
    let vectors: [[Float]]
    let columns: Int

    /// - Parameter activation: 1 × C × H × W. Squares at the lower and right edges hold what is left.
    init(_ activation: Tensor, stride: Int) {
        let (channels, height, width) = (activation.shape[1], activation.shape[2], activation.shape[3])
        let columns = (width - 1) / stride + 1
        self.columns = columns
        let rows = (height - 1) / stride + 1
        vectors = activation.withUnsafeBufferPointer { values in
            (0..<rows * columns).map { cell in
                let (top, left) = (cell / columns * stride, cell % columns * stride)
                let (own, across) = (top..<min(top + stride, height), left..<min(left + stride, width))
                return (0..<channels).map { channel in
                    var sum = 0.0
                    for row in own {
                        for column in across { sum += Double(values[(channel * height + row) * width + column]) }
                    }
                    return Float(sum / Double(own.count * across.count))
                }
            }
        }
    }
}
