import Diagnostics
import Models
import Networks
import Tensors

extension ActivationMaximization.Options {
    /// The loop that these options describe.
    func synthesis(of model: Model, _ goal: Goal) throws(Diagnostic) -> Synthesis {
        let space = SynthesisSpace(model, extent: extent(of: model.network))
        let parameterization: any Parameterization =
            switch parameterization {
            case .pixels: PixelParameterization(space, clips: clip)
            case .fourier: FourierParameterization(space)
            }
        return Synthesis(
            model, parameterization, viewing: Viewing(transforms, of: space, by: model.network, reach: jitter),
            rule: optimizer, rate: rate, iterations: iterations, patience: patience,
            penalty: PenaltyWeights(l1: l1, l2: l2, totalVariation: totalVariation),
            diversity: diversity > 0 ? Diversity(node: goal.principal.node, weight: diversity) : nil)
    }

    /// Parameters of the first step.
    func startParameters(
        of synthesis: Synthesis, _ goal: Goal, _ request: MethodRequest, seed: UInt64
    ) throws(Diagnostic) -> Tensor {
        let parameterization = synthesis.parameterization
        let space = parameterization.space
        if let fourier = parameterization as? FourierParameterization, start == .normal {
            var noise = fourier.noise(deviation: Float(startDeviation ?? 0.01), seed: seed)
            let gray = start.picture(in: space, level: Float(startGray), deviation: 0, seed: seed)
            noise.add(fourier.parameters(of: gray), times: 1)
            return noise
        }
        let given = try start.given(request)
        let picture =
            given.map { input in
                let picture = space.picture(input)
                return picture.shape == space.shape ? picture : Resampling(to: space.extent).apply(picture)
            }
            ?? start.picture(
                in: space, level: Float(startGray), deviation: pixelDeviation(of: goal.principal), seed: seed)
        return parameterization.parameters(of: picture)
    }

    private func pixelDeviation(of objective: Objective) -> Float {
        switch objective.quantity {
        case .classScore, .classProbability: Float(startDeviation ?? 0.1)
        case .channelMean, .neuron, .measured: Float(startDeviation ?? 1)
        }
    }

    /// nil for the model's input.
    private func extent(of network: Network) -> Extent? {
        guard let size else { return nil }
        let (height, width) = (network.inputShape[1], network.inputShape[2])
        let shorter = min(height, width)
        return Extent(height: (height * size + shorter / 2) / shorter, width: (width * size + shorter / 2) / shorter)
    }
}
