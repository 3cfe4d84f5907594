import Diagnostics
import Foundation
import Models
import Networks
import Tensors
import Testing

private let fullSizeFolder = ProcessInfo.processInfo.environment["VITRINE_FULL_SIZE"]

/// Networks of full size in every format, against torch in float64; the files are what Tests/Goldens/full_size.py writes
/// to the folder that the environment variable VITRINE_FULL_SIZE names.
@Suite(.serialized, .enabled(if: fullSizeFolder != nil, "VITRINE_FULL_SIZE names no folder"))
struct FullSizeTests {
    static let networks: [String] = {
        guard let folder = fullSizeFolder else { return [] }
        return ArchitectureCatalog.all.map(\.name).filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/manifest.json")
        }
    }()

    @Test func thereAreNetworks() { #expect(!Self.networks.isEmpty) }

    @Test(arguments: networks)
    func everyFormatGivesTheSame(_ name: String) throws {
        let folder = URL(filePath: try #require(fullSizeFolder)).appending(path: name)
        func array(_ file: String) throws -> Tensor {
            try NPY.decode(Data(contentsOf: folder.appending(path: file)), name: file)
        }
        let manifest = try JSON(parsing: Data(contentsOf: folder.appending(path: "manifest.json")))
        let files = (manifest["files"]?.arrayValue ?? []).compactMap(\.stringValue)
        let target = try #require(manifest["target"]?.integerValue)
        let (input, logits, gradient) = (try array("input.npy"), try array("logits.npy"), try array("gradient.npy"))
        try #require(files.count >= 3)
        for file in files {
            let path = folder.appending(path: file).path
            let isGraph = file.hasSuffix(".onnx")
            let model: Model
            do throws(Diagnostic) {
                model =
                    isGraph || file == "timm"
                    ? try Model.load(file: path) : try Model.load(architecture: name, weights: path)
            } catch {
                Issue.record("\(name)/\(file): \(error.id): \(error.message)")
                continue
            }
            let execution = Execution(model.network, reads: [model.output], for: .gradient)
            try execution.forward(input, workers: Workers(2))
            let found = execution.value(of: model.output)
            var cotangent = Tensor(shape: found.shape)
            cotangent[target] = 1
            let slope = execution.inputGradient(from: [model.output: cotangent], workers: Workers(2))
            let difference = relativeDifference(found.elements, logits.elements)
            let (cosine, distance) = Self.compare(slope, gradient)
            print("\(name)/\(file): logits \(difference), gradient \(distance), cosine 1 - \(1 - cosine)")
            #expect(difference <= 1e-5, "\(name)/\(file)")
            #expect(cosine >= 0.9999, "\(name)/\(file)")
        }
    }

    /// The cosine, and the length of the difference over that of the second.
    private static func compare(_ a: Tensor, _ b: Tensor) -> (cosine: Double, distance: Double) {
        guard a.count == b.count else { return (0, .infinity) }
        var (product, first, second, apart) = (0.0, 0.0, 0.0, 0.0)
        for index in 0..<a.count {
            let (x, y) = (Double(a[index]), Double(b[index]))
            product += x * y
            first += x * x
            second += y * y
            apart += (x - y) * (x - y)
        }
        return (product / (first * second).squareRoot(), (apart / second).squareRoot())
    }
}
