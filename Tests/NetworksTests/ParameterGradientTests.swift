import Networks
import Tensors
import Testing

/// Gradients of learned parameters, against central differences of the references.
@Suite struct ParameterGradientTests {
    struct Layer: Sendable, CustomTestStringConvertible {
        let operation: any TrainableOperator
        let input: [Int]
        /// The reference for given parameters.
        let reference: @Sendable ([DoubleArray]) -> Reference

        var testDescription: String { "\(operation.kind) \(operation.summary) of \(input)" }
    }

    static let layers: [Layer] =
        [
            convolution([2, 5, 6], 3, .of((3, 3), padding: (1, 1, 1, 1))),
            convolution([2, 7, 6], 4, .of((3, 2), stride: (2, 3), padding: (2, 0, 1, 1)), hasBias: false),
            convolution([2, 8, 7], 2, .of((2, 3), dilation: (3, 2))),
            convolution([4, 5, 4], 6, groups: 2, .of((2, 2))),
            convolution([3, 5, 4], 3, groups: 3, .of((3, 3), padding: (1, 1, 1, 1))),
            convolution([3, 3, 4], 5, .of((1, 1))),
        ]
        + [true, false].map { hasBias in
            let weight = randomTensor([4, 7], seed: 51, "weight")
            return Layer(operation: Dense(weight: weight, bias: hasBias ? Tensor(shape: [4]) : nil), input: [7]) {
                LayerReference.dense($0[0], hasBias ? $0[1] : nil)
            }
        }

    /// Nineteen images, so that the sum over the batch is split.
    @Test(arguments: layers)
    func matchFiniteDifferences(_ layer: Layer) throws {
        let batch = 19
        let count = layer.input.reduce(1, *)
        let output = try layer.operation.outputShape(for: [layer.input])
        let images = random(batch * count, seed: 8, purpose: "images")
        let cotangent = random(batch * output.reduce(1, *), seed: 8, purpose: "cotangent")
        let run = OperatorRun(operation: layer.operation, shapes: [layer.input], batch: batch, inputs: [images])
        let bits = try [1, 2, 8].map { try run.parameterGradients(cotangent: cotangent, workers: Workers($0)) }
        #expect(bits[0] == bits[1] && bits[0] == bits[2])
        let parameters = layer.operation.parameters.map { DoubleArray($0.value) }
        #expect(bits[0].map(\.shape) == parameters.map(\.shape))
        let pictures = (0..<batch).map { image in
            DoubleArray(layer.input, images[image * count..<(image + 1) * count].map(Double.init))
        }
        let all: Reference = { parameters in
            DoubleArray([cotangent.count], pictures.flatMap { layer.reference(parameters)([$0]).elements })
        }
        for (index, gradient) in bits[0].enumerated() {
            let expected = finiteDifferences(of: all, at: parameters, input: index, cotangent: cotangent)
            #expect(distance(gradient.elements, expected) < 1e-5, "parameter \(index)")
        }
    }

    @Test(arguments: layers)
    func replacedParametersAreUsed(_ layer: Layer) throws {
        let values = layer.operation.parameters.enumerated().map { index, parameter in
            randomTensor(parameter.value.shape, seed: 9, "parameter \(index)")
        }
        let replaced = layer.operation.replacingParameters(values)
        #expect(replaced.parameters.map(\.value) == values)
        let image = random(layer.input.reduce(1, *), seed: 9, purpose: "image")
        let run = OperatorRun(operation: replaced, shapes: [layer.input], batch: 1, inputs: [image])
        let expected = layer.reference(values.map { DoubleArray($0) })([
            DoubleArray(layer.input, image.map(Double.init))
        ])
        #expect(distance(try run.forward().output, expected.elements) < 3e-6)
    }

    private static func convolution(
        _ input: [Int], _ outputs: Int, groups: Int = 1, _ window: Window, hasBias: Bool = true
    ) -> Layer {
        let weight = randomTensor(
            [outputs, input[0] / groups, window.kernel.height, window.kernel.width], seed: 52, "weight")
        let bias = hasBias ? randomTensor([outputs], seed: 53, "bias") : nil
        return Layer(
            operation: Convolution(weight: weight, bias: bias, window: window, groups: groups), input: input
        ) { WindowReference.convolution($0[0], hasBias ? $0[1] : nil, window, groups: groups) }
    }
}
