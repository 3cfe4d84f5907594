import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

/// LRP as zennit computed it (batch norm merged exactly), on every network as every exporter wrote it.
@Suite(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"))
struct RelevanceFixtureTests {
    struct Entry: CustomTestStringConvertible {
        let file: String
        let method: any Method.Type
        let options: [String: String]
        var testDescription: String { file }

        init(_ file: String, _ method: any Method.Type, _ options: [String: String]) {
            self.file = file
            self.method = method
            self.options = options
        }
    }

    static let entries = [
        Entry("lrp_epsilon.npy", EpsilonLRP.self, ["epsilon": "1e-6", "lrn": "pass"]),
        Entry("lrp_epsilon_0.1.npy", EpsilonLRP.self, ["epsilon": "0.1", "lrn": "pass"]),
        Entry("lrp_epsilon_plus.npy", LRP.self, ["composite": "epsilon-plus", "lrn": "pass"]),
        Entry("lrp_epsilon_plus_lrn_gradient.npy", LRP.self, ["composite": "epsilon-plus", "lrn": "gradient"]),
        Entry("lrp_epsilon_plus_lrn_norm.npy", LRP.self, ["composite": "epsilon-plus"]),
        Entry("lrp_epsilon_plus_flat.npy", LRP.self, ["lrn": "pass"]),
        Entry(
            "lrp_epsilon_alpha2_beta1_flat.npy", LRP.self, ["composite": "epsilon-alpha2-beta1-flat", "lrn": "pass"]),
        Entry("lrp_epsilon_gamma_box.npy", LRP.self, ["composite": "epsilon-gamma-box", "lrn": "pass"]),
        Entry(
            "excitation_backprop.npy", LRP.self, ["composite": "excitation", "initial": "one", "lrn": "pass"]),
    ]

    @Test(arguments: FixtureModel.files, entries)
    func agreesWithZennit(_ file: FixtureModel.File, _ entry: Entry) throws {
        let fixture = try FixtureModel(file)
        guard let expected = try fixture.expected(entry.file) else {
            let isOfNormalization = entry.file.contains("lrn") && file.net != "tiny_googlenet"
            #expect(isOfNormalization || file.net == "tiny_mobile_se")
            return
        }
        let model = try imageNet(fixture.model)
        let results = try zip(fixture.images, fixture.targets).map {
            try explain(model, $0, .classIndex($1), by: entry.method, entry.options)
        }
        let difference = fixture.difference(results.map(\.map), from: expected)
        #expect(difference < expected.tolerance, "\(difference)")
        let starts = try #require(expected.entry["initial_relevance"]?.numbers)
        let sums = try #require(expected.entry["sum_per_image"]?.numbers)
        for (result, (start, sum)) in zip(results, zip(starts, sums)) {
            #expect(abs(try #require(result.number("relevance-start")) - start) < 1e-5 * max(1, abs(start)))
            #expect(abs(try #require(result.number("relevance-sum")) - sum) < 1e-3 * max(1, abs(sum)))
            let receipt = try #require(result.receipt("relevance-unaccounted"))
            #expect(abs(receipt.value) < 1e-5, "\(receipt.value)")
        }
    }

    /// The same network, black and white being those that the z-box entries were computed with.
    private func imageNet(_ model: Model) throws -> Model {
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.485, 0.456, 0.406]
        preprocessing.std = [0.229, 0.224, 0.225]
        return try Model(
            name: model.name, network: model.network, preprocessing: preprocessing,
            output: model.network.nodes[model.output].name)
    }

    /// Products of two layers have no rule.
    @Test(arguments: ["model_unfused.onnx", "model_default.onnx"])
    func refusesGates(_ name: String) throws {
        let fixture = try FixtureModel(.init(net: "tiny_mobile_se", name: name))
        for method in [EpsilonLRP.self, LRP.self] as [any Method.Type] {
            let failure = #expect(throws: Diagnostic.self) { try fixture.results(method) }
            #expect(failure?.message.contains("(product): relevance has no rule") == true, "\(failure?.message ?? "")")
        }
    }
}
