package import Diagnostics
package import Store

extension GalleryBuild.Survey {
    /// For each job that would run: what in its record differs from the most similar stored one.
    ///
    /// - Parameter pattern: a part of a job's title, or the beginning of its key; by default all that would run.
    package func explanations(matching pattern: String?, store: ResultStore) throws(Diagnostic) -> [String] {
        var stored: [JSON] = []
        for key in try store.keys() {
            if case .hit(let record) = store.record(for: key), let job = record.body["job"] { stored.append(job) }
        }
        let jobs = untrained + plan.jobs
        return jobs.filter { job in
            guard let pattern else { return !isStored(job) }
            return job.title.contains(pattern) || job.key.hex.hasPrefix(pattern)
        }.map { job in
            if isStored(job) { return "\(job.title)\n  is in the store as \(job.key.hex)" }
            if plan.unready.contains(job.key) { return "\(job.title)\n  waits for its model's training" }
            if case .missing(let damage?) = standings[job.key] { return "\(job.title)\n  \(damage.message)" }
            return "\(job.title)\n" + Self.difference(job.record, from: stored)
        }
    }

    /// The records of what the plan shows, of the trainings behind it, and of how far jobs got that are not done.
    package var keptKeys: Set<Digest> {
        Set(plan.jobs.map(\.key)).union(models.trainings).union(missing.map { CheckpointKeeper.key(of: $0.key) })
    }

    private static func difference(_ record: JSON, from stored: [JSON]) -> String {
        let own = leaves(record)
        // Only what computes the same kind of thing can have been the same thing before a change.
        let candidates = stored.map { leaves($0) }.filter { kind(of: $0) == kind(of: own) }
            .map { other in (other, own.count { other[$0.key] == $0.value }) }
        guard let (closest, _) = candidates.max(by: { $0.1 < $1.1 }) else {
            return "  nothing like it is in the store"
        }
        let names = Set(own.keys).union(closest.keys).sorted()
        return names.filter { own[$0] != closest[$0] }
            .map { "  \($0): \(own[$0] ?? "nothing") now, \(closest[$0] ?? "nothing") in the closest stored result" }
            .joined(separator: "\n")
    }

    /// The method or metric of a record, or which other thing is computed.
    private static func kind(of leaves: [String: String]) -> [String] {
        ["method.id", "metric.id", "comparison.id"].compactMap { leaves[$0] }
            + ["checks", "preparation", "probe", "training"].filter { leaves[$0 + ".revision"] != nil }
    }

    /// Every value of a record by its path, such as "options.rate".
    private static func leaves(_ json: JSON, path: String = "") -> [String: String] {
        guard case .object(let members) = json else { return [path: json.canonicalText] }
        return members.reduce(into: [:]) { result, member in
            let name = path.isEmpty ? member.key : path + "." + member.key
            result.merge(leaves(member.value, path: name)) { first, _ in first }
        }
    }
}
