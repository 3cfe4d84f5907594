import Diagnostics
import Metrics
import Pictures
import Store
import Tensors

/// How alike two maps are: of two models, or of one model by two seeds.
struct MapCorrelationBlueprint: Sendable {
    /// Two.
    let maps: [Job]
    let isSigned: Bool
    /// Of the larger map.
    let valueCount: Int

    static let pearson = "pearson"
    static let spearman = "spearman"
    private static let revision = 1

    func job(asked: SourceRange?) -> Job {
        Job(
            record: .comparison(
                "map-correlation", revision: Self.revision, ["reads": .keys(of: maps), "signed": .bool(isSigned)]),
            title: "map correlation · \(maps[0].title) and \(maps[1].title)", cost: Double(max(100 * valueCount, 1)),
            memory: 64 * valueCount,
            reads: maps.map(\.key), asked: asked
        ) { context throws(Diagnostic) in
            var rasters: [FloatRaster] = []
            for map in maps {
                let values = try NPY.decode(try context.file("map.npy", of: map.key), name: map.title)
                guard values.shape.count == 4, values.shape[0] == 1, values.count > 0 else {
                    throw Diagnostic(.error, "no-map", "the result of \(map.title) is no single map")
                }
                rasters.append(FloatRaster(values))
            }
            let correlation = try MapCorrelation(rasters[0], rasters[1], isSigned: isSigned)
            var numbers: [String: JSON] = [:]
            numbers[Self.pearson] = correlation.pearson.map(JSON.number)
            numbers[Self.spearman] = correlation.spearman.map(JSON.number)
            return JobOutput(numbers: numbers, files: [:])
        }
    }
}
