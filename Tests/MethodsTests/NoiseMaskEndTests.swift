import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

/// When the noise mask's descent ends, and what it refuses.
@Suite struct NoiseMaskEndTests: NoiseMaskRunning {
    @Test func stopsWhereTheObjectiveIsFlat() throws {
        let model = try SmallModel.smooth()
        let still = try run(model, picture(8), ["iterations": "100", "patience": "20", "rate": "1e-9"])
        #expect(try number("iterations", still) == 40)
        #expect(try number("flat", still) == 1)
        #expect(still.series["loss"]?.shape == [40])
        let endless = try run(model, picture(8), ["iterations": "100", "patience": "0", "rate": "1e-9"])
        #expect(try number("iterations", endless) == 100)
        #expect(try number("flat", endless) == 0)
    }

    @Test(arguments: [
        (3, 0.1, [10.0, 10, 10, 8, 8, 8, 7.5, 7.5, 7.5], 9), (3, 0.1, [10.0, 10, 10, 8, 8, 8, 6, 6, 6], nil),
        (2, 0.0, [1.0, 1, 1, 1], 4), (2, 0.5, [4.0, 2, 1, 0.9], nil), (1, 0.0, [3.0, 2, 2.5], 3),
        (0, 1.0, [1.0, 1, 1, 1, 1, 1], nil),
    ])
    func flatnessComparesMeans(patience: Int, share: Double, objectives: [Double], expected: Int?) {
        var test = FlatnessTest(patience: patience, share: share)
        var flat: Int?
        for (index, objective) in objectives.enumerated() {
            test.append(objective)
            if test.isFlat, flat == nil { flat = index + 1 }
        }
        #expect(flat == expected)
    }

    @Test(arguments: [
        ("beta", "0"), ("beta", "-1"), ("rate", "0"), ("iterations", "0"), ("patience", "-1"), ("flatness", "2"),
        ("noise", "pink"), ("start-mask", "1"), ("start-mask", "0"), ("seed", "-1"), ("layers", "fc"),
    ])
    func refusesOptions(name: String, value: String) {
        let log = DiagnosticLog()
        let entry = Setting.Entry(key: name, keyRange: nil, value: Setting(value))
        #expect(ConfiguredMethod(NoiseMask.self, options: [entry], at: nil, log: log) == nil)
        #expect(log.all.count == 1)
        #expect(log.all.first?.message.contains("'\(name)'") == true)
    }

    @Test func refusesLayersThatSayNothing() throws {
        var builder = NetworkBuilder(inputShape: [1, 2, 2])
        try builder.add("flat", Flatten(), 0)
        try builder.add("fc", Dense(weight: Tensor(shape: [3, 4]), bias: nil), 1)
        try builder.add("prob", Softmax(), 2)
        let model = try Model(name: "blind", network: builder.build(output: 3), output: "fc")
        let image = Tensor(shape: [1, 1, 2, 2])
        for (layer, id) in [("fc", "layer-blind"), ("prob", "layer-is-softmax"), ("fd", "unknown-layer")] {
            let failure = #expect(throws: Diagnostic.self) { try run(model, image, ["layer": layer]) }
            #expect(failure?.id == id)
        }
        let missing = #expect(throws: Diagnostic.self) { try run(model, nil) }
        #expect(missing?.id == "no-image")
    }

    /// Normal noise falls below black, where a logarithm ends.
    @Test func refusesALossThatIsNotFinite() throws {
        var builder = NetworkBuilder(inputShape: [1, 1, 1])
        try builder.add("log", Logarithm(), 0)
        let model = try Model(name: "log", network: builder.build(output: 1))
        let failure = #expect(throws: Diagnostic.self) {
            try run(
                model, Tensor(shape: [1, 1, 1, 1], repeating: 0.5),
                ["noise": "normal", "start-mask": "0.001", "rate": "1e-6"])
        }
        #expect(failure?.id == "loss-not-finite")
    }

    @Test func stopsWhereItIsTold() throws {
        let model = try SmallModel.smooth()
        let stop = Diagnostic(.error, "stopped", "stopped")
        let failure = #expect(throws: Diagnostic.self) {
            try run(model, picture(8), ["iterations": "1000000"]) { share throws(Diagnostic) in
                if share > 3e-6 { throw stop }
            }
        }
        #expect(failure?.id == "stopped")
    }
}
