import Gallery

extension TableResult.Column {
    static let ssim = TableResult.Column(
        metric: "input-ssim", name: "input-ssim", title: "input SSIM", direction: .higherIsBetter,
        definition: "SSIM of the grayscale map and the grayscale input.", unit: "")
    static let size = TableResult.Column(
        metric: "png-size", name: "png-size", title: "PNG size", direction: .lowerIsBetter,
        definition: "Bytes of the grayscale map as PNG.", unit: "bytes")
}

extension TableResult.Cell {
    static func sample(
        _ mean: Double, _ deviation: Double = 0, count: Int = 20, isBest: Bool = false
    ) -> TableResult.Cell {
        TableResult.Cell(
            mean: mean, deviation: deviation, low: mean - deviation / 2, high: mean + deviation / 2, count: count,
            isBest: isBest)
    }
}

extension TableResult {
    static func of(
        _ columns: [Column], _ rows: [(String, [Cell?])], axis: String = "method", notes: [String] = []
    ) -> TableResult {
        TableResult(
            rowAxis: axis, columns: columns, rows: rows.map { Row(label: $0.0, cells: $0.1) },
            interval: "95 % bootstrap interval of the mean, 2,000 resamples, seed 0", notes: notes)
    }

    static let sample = of(
        [.ssim, .size],
        [
            ("Gradient", [.sample(0.125, 0.034, isBest: true), .sample(51_234.5, 1234)]),
            ("Occlusion", [.sample(-0.5, 0.25, count: 19), nil]),
        ], notes: ["Occlusion: one of 20 figures has no result: out of memory."])
}

extension PlotResult {
    static let sample = PlotResult(
        id: "morf", title: "Score over MoRF", horizontal: "step", vertical: "logit",
        curves: [
            Curve(
                label: "Gradient", places: [0, 1, 2], means: [10, 4, 1], lows: [9, 3, 0], highs: [11, 5, 2], count: 20),
            Curve(
                label: "Occlusion", places: [0, 1, 2], means: [10, 3, .nan], lows: [9, 2, .nan],
                highs: [11, 4, .nan], count: 19),
        ], band: "95 % bootstrap interval of the mean")
}
