import Diagnostics
import Foundation
import Gallery
import Methods
import Pictures
import Testing

/// The names of all receipts there are, which pages explain: `Tests/Goldens/receipts.txt` lists them.
@Suite struct ReceiptNameTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardized

    private static let network: URL = {
        let shared =
            ProcessInfo.processInfo.environment["VITRINE_SHARED"].map { URL(filePath: $0) }
            ?? repository.deletingLastPathComponent().appending(path: "shared")
        return shared.appending(path: "fixtures/nets/tiny_resnet/model_unfused.onnx")
    }()

    /// Every method that explains an image, of a model with a probe and of one whose batch norm is folded.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: network.path), "the shared fixtures are not here"))
    func theListIsThatOfWhatIsGiven() throws {
        // They are asked of kernels only.
        let ofKernels = ["kernel-pairs", "kernel-suppression"]
        let methods = MethodCatalog.all.filter { $0.needs.contains(.image) && !ofKernels.contains($0.id) }.map { $0.id }
        #expect(methods.count > 14)
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: all
                methods: [\(methods.joined(separator: ", "))]
                images: ["synthetic:shapes/test/0"]
                options:
                  activation-grid: {iterations: 2, stride: 4}
                  location-inversion: {iterations: 2}
                  noise-mask: {iterations: 2}
                  occlusion: {patch: 4, stride: 4}
                  prediction-difference: {fit: probe, patch: 2, surround: 0, samples: 1}
                  screening: {region: [0, 0, 4, 4]}
                  semantic-dictionary: {iterations: 2, top: 2}
                ```

                ```exhibit
                id: kernels
                method: kernel-suppression
                kernels: [features.1/0]
                images: ["synthetic:shapes/test/0"]
                iterations: 2
                ```

                ```exhibit
                id: pairs
                method: kernel-pairs
                layer: features.1
                images: ["synthetic:shapes/test/0"]
                ```

                ```exhibit
                id: folded
                method: predictions
                model: folded
                images: ["synthetic:shapes/test/0"]
                ```
                """, card: "probe: {images: ../probe, accuracy: 0.9}")
        for index in 0..<4 {
            let samples = (0..<768).map { UInt8(truncatingIfNeeded: ($0 * 37 + index * 91) % 251) }
            let raster = Raster(width: 16, height: 16, channels: 3, samples: samples)
            try gallery.write(try encodePNG(raster), to: "Content/probe/disc/\(index).png")
        }
        try gallery.write(try Data(contentsOf: Self.network), to: "weights/net.onnx")
        try gallery.write(
            Data(
                """
                ---
                title: Folded
                model:
                  file: ../../weights/net.onnx
                  input: {resize: 32, crop: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
                ---
                """.utf8), to: "Content/models/folded.md")
        let outcome = try gallery.build()
        #expect(outcome.log.all.allSatisfy { $0.id == "receipt" }, "\(outcome.messages)")
        var names = Set(outcome.results?.models.flatMap { $0.receipts.map(\.name) } ?? [])
        for figure in ["all", "kernels", "pairs"].flatMap({ outcome.exhibit($0)?.figures ?? [] }) {
            guard case .done(let result) = figure.state else {
                Issue.record("\(figure.id) has no result")
                continue
            }
            names.formUnion(result.receipts.map(\.name))
        }
        let list = try String(
            contentsOf: Self.repository.appending(path: "Tests/Goldens/receipts.txt"), encoding: .utf8)
        #expect(names.sorted() == list.split(separator: "\n").map(String.init))
    }
}
