import Diagnostics
import Methods
import Store

/// Jobs of one model and method that may run at once, each with the result that it has alone.
struct JobBatch: Sendable {
    /// The same for all that may.
    let kind: Digest
    let member: JobBlueprint

    /// As many pictures as a pass of a network gains by; more would only be lost by an interruption.
    static let most = 8

    /// nil for a method that runs one request at a time.
    init?(_ blueprint: JobBlueprint) {
        guard let differing = blueprint.method.batchedOptions else { return nil }
        let options = (blueprint.method.options.objectValue ?? [:]).filter { !differing.contains($0.key) }
        member = blueprint
        kind = Digest(
            of: .object([
                "method": .string(blueprint.method.method.id), "options": JSON.object(options).naming(blueprint.files),
                "model": blueprint.model.identity,
            ]))
    }

    /// Runs them at once.
    static func run(_ batches: [JobBatch], _ contexts: [JobContext]) throws(Diagnostic) -> [JobOutput] {
        var requests: [MethodRequest] = []
        for (batch, context) in zip(batches, contexts) {
            requests.append(try batch.member.request(context, prepared: nil))
        }
        let results = try ConfiguredMethod.run(requests, by: batches.map(\.member.method)) ?? []
        var outputs: [JobOutput] = []
        for (batch, result) in zip(batches, results) { outputs.append(try batch.member.output(of: result)) }
        return outputs
    }
}
