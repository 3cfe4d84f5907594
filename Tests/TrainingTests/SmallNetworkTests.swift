import Diagnostics
import Networks
import Tensors
import Testing
import Training

@Suite struct SmallNetworkTests {
    private var recipe: TrainingRecipe {
        var recipe = TrainingRecipe()
        recipe.size = 20
        recipe.channels = [4, 6]
        recipe.kernels = [5, 3]
        return recipe
    }

    @Test(arguments: [
        (TrainingRecipe.Head.maximum, 0, ["maxpool", "flatten", "classifier.0"], 6),
        (.average, 7, ["avgpool", "classifier.0", "classifier.1", "classifier.2"], 6),
        (.flatten, 0, ["flatten", "classifier.0"], 150),
    ]) func layersHaveTorchvisionsNames(
        head: TrainingRecipe.Head, dense: Int, names: [String], features: Int
    ) throws {
        var recipe = recipe
        recipe.head = head
        recipe.dense = dense
        let network = try SmallNetwork.make(recipe)
        #expect(network.nodes.map(\.name) == ["input"] + (0..<6).map { "features.\($0)" } + names)
        #expect(network.inputShape == [3, 20, 20])
        #expect(network.nodes[network.output].shape == [6])
        let weights = SmallNetwork.weights(of: network)
        #expect(
            weights.map(\.name).prefix(4) == [
                "features.0.weight", "features.0.bias", "features.3.weight", "features.3.bias",
            ])
        #expect(weights[0].value.shape == [4, 3, 5, 5] && weights[2].value.shape == [6, 4, 3, 3])
        #expect(weights[4].value.shape == [dense > 0 ? dense : 6, features])
    }

    @Test func initialWeightsHaveHesDeviation() throws {
        var recipe = recipe
        recipe.channels = [64, 128]
        let weights = SmallNetwork.weights(of: try SmallNetwork.make(recipe))
        for (name, value) in weights where name.hasSuffix("weight") && value.count > 4000 {
            let fanIn = value.shape.dropFirst().reduce(1, *)
            let elements = value.elements.map(Double.init)
            let mean = elements.reduce(0, +) / Double(elements.count)
            let variance = elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(elements.count)
            #expect(abs(mean) < 0.1 * (2 / Double(fanIn)).squareRoot())
            #expect(abs(variance * Double(fanIn) / 2 - 1) < 0.1)
        }
        #expect(weights.filter { $0.name.hasSuffix("bias") }.allSatisfy { $0.value.elements.allSatisfy { $0 == 0 } })
    }

    @Test func aSeedGivesItsOwnWeights() throws {
        var other = recipe
        other.seed = 1
        let first = SmallNetwork.weights(of: try SmallNetwork.make(recipe))[0].value
        #expect(SmallNetwork.weights(of: try SmallNetwork.make(recipe))[0].value == first)
        #expect(SmallNetwork.weights(of: try SmallNetwork.make(other))[0].value != first)
    }

    @Test func storedWeightsGiveTheNetworkBack() throws {
        let network = try SmallNetwork.make(recipe)
        let weights = Dictionary(uniqueKeysWithValues: SmallNetwork.weights(of: network).map { ($0.name, $0.value) })
        var unseeded = recipe
        unseeded.seed = 9
        let rebuilt = SmallNetwork.weights(of: try SmallNetwork.make(unseeded, weights: weights))
        #expect(rebuilt.allSatisfy { weights[$0.name] == $0.value } && rebuilt.count == weights.count)
    }

    @Test(
        arguments: [
            ("features.3.bias", nil, "the weights of the trained network lack 'features.3.bias'"),
            ("features.3.bias", [7], "'features.3.bias' has the shape [7] where the recipe needs [6]"),
            ("features.9.weight", [2], "the recipe's network has no 'features.9.weight'"),
        ] as [(String, [Int]?, String)]) func weightsThatDoNotFitAreNamed(
            name: String, shape: [Int]?, message: String
        ) throws
    {
        let network = try SmallNetwork.make(recipe)
        var weights = Dictionary(uniqueKeysWithValues: SmallNetwork.weights(of: network).map { ($0.name, $0.value) })
        weights[name] = shape.map { Tensor(shape: $0) }
        let error = #expect(throws: Diagnostic.self) { try SmallNetwork.make(recipe, weights: weights) }
        #expect(error?.message == message)
    }
}
