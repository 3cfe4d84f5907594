import Diagnostics
import Networks
import Tensors

/// What a run of a benchmark showed.
struct BenchResult {
    let size: Extent
    let batch: Int
    let pass: BenchPass
    /// Of every run of the batch, in order.
    let seconds: [Double]
    /// Multiply-adds of a batch in the pass.
    let multiplyAdds: Int
    /// Bytes.
    let planned: Int
    /// Bytes; nil where the system does not say.
    let measured: Int?
    let memorySource: MemoryGauge.Source
    let layers: [LayerTime]

    init(
        run: BenchRun, seconds: [Double], planned: Int, measured: Int?, memorySource: MemoryGauge.Source,
        layers: [LayerTime]
    ) {
        size = Extent(height: run.network.inputShape[1], width: run.network.inputShape[2])
        batch = run.batch
        pass = run.pass
        self.seconds = seconds
        // The gradient with respect to a layer's input takes as many as the layer.
        let forward = run.network.multiplyAdds(upTo: run.output)
        multiplyAdds = run.batch * forward * (run.pass == .gradient ? 2 : 1)
        self.planned = planned
        self.measured = measured
        self.memorySource = memorySource
        self.layers = layers
    }

    var median: Double { seconds.median }
    var fastest: Double { seconds.min() ?? 0 }
    var secondsPerImage: Double { median / Double(batch) }
    var imagesPerSecond: Double { median > 0 ? 1 / secondsPerImage : 0 }
    /// Floating-point operations a second, two a multiply-add.
    var operationsPerSecond: Double { median > 0 ? 2 * Double(multiplyAdds) / median : 0 }
}

extension MachineLimits {
    /// The least seconds that so much work takes: computing or moving, whichever is more.
    func floor(multiplyAdds: Int, bytes: Int) -> Double {
        max(2 * Double(multiplyAdds) / operations, Double(bytes) / bandwidth)
    }
}
