import Foundation
import Testing

/// Real networks on real photos, against what onnxruntime computed after Pillow's preprocessing.
///
/// Skipped where the shared data is absent.
@Suite(.serialized, .enabled(if: RealData.isPresent, "the shared models and photos are absent"))
struct RealModelsTests {
    @Test(arguments: ["googlenet", "squeezenet1.1-gluon"])
    func predictionsAgreeWithOnnxruntime(model: String) throws {
        let scratch = try Scratch()
        try RealData.writeGallery(to: scratch, page: "")
        let photos = RealData.photos.map { RealData.folder + "/images/" + $0 }
        let name = model == "googlenet" ? "googlenet" : "squeezenet"
        let outcome = try Program.run(
            ["predict", name, "--json", "--source", "g", "--allow-folder", RealData.folder] + photos, in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let results = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        #expect(results.count == 61)
        let expected = try RealData.expectedTop(of: model)
        var agreeing = 0
        for result in results {
            let photo = URL(fileURLWithPath: try #require(result["image"] as? String)).lastPathComponent
            let first = try #require((result["predictions"] as? [[String: Any]])?.first)
            let (index, probability) = try #require(expected[photo])
            if first["index"] as? Int == index {
                agreeing += 1
                let found = try #require(first["probability"] as? Double)
                #expect(abs(found - probability) < 0.02, "\(photo): \(found), not \(probability)")
            }
        }
        #expect(agreeing >= 60, "\(agreeing) of 61")
    }

    @Test func aGalleryOfTwoNetworksIsComputedOnce() throws {
        let scratch = try Scratch()
        try RealData.writeGallery(
            to: scratch,
            page: """
                ```exhibit
                id: where
                method: gradient
                images: [\(RealData.pictures)]
                rows: models
                columns: images
                ```

                ```exhibit
                id: drawn
                method: activation-maximization
                models: [squeezenet]
                iterations: 3
                ```

                ```exhibit
                id: what
                method: predictions
                images: [\(RealData.pictures)]
                ```
                """)
        let arguments = ["build", "-s", "g", "--allow-folder", RealData.folder]
        let first = try Program.run(arguments, in: scratch.path)
        #expect(first.status == 0, "\(first.errors)")
        // Two networks, three classes, three images: 18 gradients, 3 drawings, 6 predictions, and the checks of both.
        #expect(first.output.contains("jobs: 29 computed, 0 from the store"), "\(first.output)")
        let second = try Program.run(arguments, in: scratch.path)
        #expect(second.output.contains("0 changed; jobs: 0 computed, 29 from the store"), "\(second.output)")
        let page = String(decoding: try scratch.read("g/Site/page.html"), as: UTF8.self)
        #expect(page.contains("soccer ball") && page.contains("GoogLeNet"))
    }

    @Test func oneJobFromTheShell() throws {
        let scratch = try Scratch()
        try scratch.write(try RealData.referenceInput(of: "googlenet"), to: "x.npy")
        let outcome = try Program.run(
            [
                "run", "gradient", "--model", RealData.folder + "/models/googlenet/model.onnx", "--input", "x.npy",
                "--class", "805", "--output", "out",
            ], in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let map = try scratch.read("out/map.npy")
        #expect(map.count == 128 + 4 * 3 * 224 * 224)
        #expect(String(decoding: map.prefix(128), as: UTF8.self).contains("(1, 3, 224, 224)"))
        #expect(try scratch.read("out/figure.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
        // The figure names the command that makes it again.
        let figure = String(decoding: try scratch.read("out/figure.png"), as: UTF8.self)
        #expect(figure.contains("--model \(RealData.folder)/models/googlenet/model.onnx --input x.npy --class"))
        let record = try #require(
            try JSONSerialization.jsonObject(with: try scratch.read("out/record.json")) as? [String: Any])
        let numbers = try #require(record["numbers"] as? [String: Double])
        #expect(abs((numbers["logit"] ?? 0) - 15.2778015) < 0.015)
        for part in ["job", "receipts", "files", "engine"] { #expect(record[part] != nil, "\(part)") }
    }
}

/// The shared folder of models and photos.
enum RealData {
    static let folder =
        ProcessInfo.processInfo.environment["VITRINE_SHARED"].map { $0 + "/data" }
        ?? Program.root.deletingLastPathComponent().appendingPathComponent("shared/data").path

    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder + "/predictions.json") }

    static var photos: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/images")) ?? []).sorted()
    }

    static var pictures: String {
        ["n04254680_soccer_ball", "n02123394_Persian_cat", "n01443537_goldfish"]
            .map { "\(folder)/images/\($0).JPEG" }.joined(separator: ", ")
    }

    static func expectedTop(of model: String) throws -> [String: (Int, Double)] {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/predictions.json"))
        let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
        let top = try #require(all[model]?["top5"] as? [String: [[Double]]])
        return top.compactMapValues { $0.first }.mapValues { (Int($0[0]), $0[1]) }
    }

    /// The reference input as `.npy`.
    static func referenceInput(of model: String) throws -> Data {
        let values = try Data(contentsOf: URL(fileURLWithPath: folder + "/models/\(model)/ref_input.f32"))
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 224, 224), }"
        header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)) + values
    }

    static func writeGallery(to scratch: Scratch, page: String) throws {
        try scratch.write(
            """
            ---
            title: GoogLeNet
            model:
              file: \(folder)/models/googlenet/model.onnx
              sha256: fa4c67a61763d191a311ee19761b87fcc3e8756e2130bcba93eeff32fbc747c7
              input: {resize: 256, crop: 224, channels: bgr, range: 255, mean: [104, 117, 123]}
              labels: \(folder)/labels/imagenet_classes.txt
            ---
            """, to: "g/Content/models/googlenet.md")
        try scratch.write(
            """
            ---
            title: SqueezeNet
            model:
              file: \(folder)/models/squeezenet1.1-gluon/model.onnx
              input: {resize: 256, crop: 224, mean: [.485, .456, .406], std: [.229, .224, .225]}
              labels: \(folder)/labels/imagenet_class_index.json
            ---
            """, to: "g/Content/models/squeezenet.md")
        try scratch.write(
            """
            ---
            title: Two networks
            models: [googlenet, squeezenet]
            classes: [soccer ball, Persian cat, goldfish]
            ---
            \(page)
            """, to: "g/Content/page.md")
    }
}
