import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

/// Guided backpropagation and deconvolution as captum computed them, on every network as every exporter wrote it.
@Suite(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"))
struct RectifiedSignalFixtureTests {
    static let methods: [(method: any Method.Type, file: String)] = [
        (GuidedBackpropagation.self, "guided_backprop.npy"), (Deconvolution.self, "deconvolution.npy"),
    ]

    @Test(arguments: FixtureModel.files, [0, 1])
    func agreesWithCaptum(_ file: FixtureModel.File, _ index: Int) throws {
        let fixture = try FixtureModel(file)
        let (method, name) = Self.methods[index]
        guard let expected = try fixture.expected(name) else {
            // captum leaves ReLU6 as it is: its numbers would be the plain gradient.
            #expect(file.net == "tiny_mobile")
            return
        }
        let options = file.net == "tiny_mobile_se" ? ["smooth-activations": "gradient"] : [:]
        let maps = try fixture.results(method, options).map(\.map)
        let difference = fixture.difference(maps, from: expected)
        #expect(difference < expected.tolerance, "\(difference)")
    }

    @Test(arguments: [0, 1])
    func refusesSmoothActivations(_ index: Int) throws {
        let fixture = try FixtureModel(.init(net: "tiny_mobile_se", name: "model_unfused.onnx"))
        let failure = #expect(throws: Diagnostic.self) { try fixture.results(Self.methods[index].method) }
        #expect(failure?.id == "undefined-for-layer")
        #expect(failure?.message.contains("'/stem/act/HardSwish' (hard swish)") == true, "\(failure?.message ?? "")")
        #expect(failure?.notes.contains { $0.message.contains("smooth-activations: gradient") } == true)
        #expect(failure?.notes.contains { $0.message.contains("'/se1/Mul' (product)") } == true)
    }
}
