import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

/// Patches on images of exported and trained networks, against whole passes of the patched images.
@Suite struct ConeModelTests {
    private func check(_ network: Network, _ image: Tensor, side: Int, places: [(Int, Int)]) throws {
        let output = network.output
        let cone = Cone(network, node: output)
        try cone.setBase(image, workers: .one)
        var stream = RandomStream(seed: 4, purpose: "patches")
        let shape = network.inputShape
        let patches = places.map { row, column in
            let extent = [shape[0], min(side, shape[1] - row), min(side, shape[2] - column)]
            return ImagePatch(row: row, column: column, pixels: SmallModel.random(extent, &stream, scale: 1))
        }
        let execution = Execution(network, reads: [output], for: .forward)
        try cone.run(patches, workers: Workers(2)) { index, value throws(Diagnostic) in
            var patched = image
            let patch = patches[index]
            let (height, width) = (patch.pixels.shape[1], patch.pixels.shape[2])
            for place in 0..<patch.pixels.count {
                let (channel, pixel) = place.quotientAndRemainder(dividingBy: height * width)
                let (row, column) = (patch.row + pixel / width, patch.column + pixel % width)
                patched[(channel * shape[1] + row) * shape[2] + column] = patch.pixels[place]
            }
            try execution.forward(patched, workers: .one)
            let expected = execution.value(of: output).elements.map(\.bitPattern)
            #expect(value.elements.map(\.bitPattern) == expected, "patch at \(patch.row), \(patch.column)")
        }
    }

    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: FixtureModel.files)
    func exportedNetworks(_ file: FixtureModel.File) throws {
        let fixture = try FixtureModel(file)
        let network = fixture.model.network
        let (height, width) = (network.inputShape[1], network.inputShape[2])
        let places = [(0, 0), (height - 3, width - 4), (5, 8), (height / 2, width / 2), (11, 2)]
        for network in [network, network.suitingCones(to: network.output, patch: Extent(4))] {
            try check(network, fixture.images[0], side: 4, places: places)
        }
    }

    @Test(
        .enabled(if: SharedFiles.haveModels, "the models are not here"),
        arguments: ["googlenet", "squeezenet1.1-gluon", "mobilenet_v2-caffe", "tiny-darknet"])
    func trainedNetworks(_ name: String) throws {
        let model = try Model.load(file: SharedFiles.path("data/models/\(name)/model.onnx"))
        let image = Tensor(
            shape: [1] + model.network.inputShape,
            elements: try SharedFiles.floats("data/models/\(name)/ref_input.f32"))
        for network in [model.network, model.network.suitingCones(to: model.network.output, patch: Extent(16))] {
            try check(network, image, side: 16, places: [(0, 0), (104, 96), (40, 208), (211, 100)])
        }
    }
}
