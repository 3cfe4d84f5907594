import Diagnostics
import Metrics
import Models
import Store
import Tensors

/// How far two models agree on each image of a set.
struct AgreementBlueprint: Sendable {
    let models: [LoadedModel]
    /// Of each model.
    let scores: [Job]
    /// Of images.
    let count: Int

    /// The names of the numbers, each a list with a value for each image, null where it is undefined.
    enum Number: String, CaseIterable {
        case top = "same-top-class"
        case overlap = "top-5-overlap"
        case divergence = "jensen-shannon-divergence"
        case rank = "rank-correlation"
    }

    /// How many of the most probable classes are compared.
    static let top = 5
    private static let revision = 1

    func job(asked: SourceRange?) -> Job {
        let classes = models[0].model.classCount
        return Job(
            record: .comparison(
                "agreement", revision: Self.revision, ["reads": .keys(of: scores), "top": .integer(Self.top)]),
            title: "agreement · \(models[0].model.name) and \(models[1].model.name) · \(count) images",
            cost: Double(count * classes * 100), memory: count * classes * 16, reads: scores.map(\.key), asked: asked
        ) { context throws(Diagnostic) in
            var values: [[Float]] = []
            for job in scores {
                let all = try NPY.decode(try context.file(ScoresBlueprint.file, of: job.key), name: job.title)
                guard all.shape == [count, classes] else {
                    throw Diagnostic(.error, "damaged-record", "the stored result of \(job.title) has another shape")
                }
                values.append(all.elements)
            }
            var found: [Number: [JSON]] = [:]
            for image in 0..<count {
                let own = values.map { Array($0[image * classes..<(image + 1) * classes]) }
                let agreement = PredictionAgreement(own[0], own[1], top: Self.top)
                found[.top, default: []].append(.integer(agreement.isTopEqual ? 1 : 0))
                found[.overlap, default: []].append(.number(agreement.overlap))
                found[.divergence, default: []].append(.number(agreement.divergence))
                found[.rank, default: []].append(agreement.rankCorrelation.map(JSON.number) ?? .null)
            }
            return JobOutput(
                numbers: Dictionary(uniqueKeysWithValues: found.map { ($0.key.rawValue, .array($0.value)) }), files: [:]
            )
        }
    }
}
