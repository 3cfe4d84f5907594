package import Diagnostics
package import Foundation
package import Store
package import Tensors

/// A piece of work whose result is kept in the store under a key that says everything the result depends on.
package struct Job: Sendable {
    /// The SHA-256 of `record`.
    package let key: Digest
    /// The canonical record: method, options, model, inputs; no paths, dates, hosts or threads.
    package let record: JSON
    /// What is computed, for people: "gradient · googlenet · soccer ball".
    package let title: String
    /// Multiply-adds, roughly, to tell the remaining time by.
    package let cost: Double
    /// Bytes of working memory beyond the weights.
    package let memory: Int
    /// The first exhibit that asks for it.
    package let asked: SourceRange?
    package let run: @Sendable (JobContext) throws(Diagnostic) -> JobOutput

    package init(
        record: JSON, title: String, cost: Double, memory: Int, asked: SourceRange?,
        run: @escaping @Sendable (JobContext) throws(Diagnostic) -> JobOutput
    ) {
        self.key = Digest(of: record)
        self.record = record
        self.title = title
        self.cost = cost
        self.memory = memory
        self.asked = asked
        self.run = run
    }
}

/// What a running job is given.
package struct JobContext: Sendable {
    package let workers: Workers
    /// Takes the share of the job that is done, and throws `interrupted` where it is to stop.
    package let progress: @Sendable (Double) throws(Diagnostic) -> Void

    package init(workers: Workers, progress: @escaping @Sendable (Double) throws(Diagnostic) -> Void) {
        self.workers = workers
        self.progress = progress
    }
}

/// What a job leaves in the store.
package struct JobOutput: Sendable {
    /// Numbers by name.
    package let numbers: [String: JSON]
    /// Files by name, such as `map.npy`.
    package let files: [String: Data]

    package init(numbers: [String: JSON], files: [String: Data]) {
        self.numbers = numbers
        self.files = files
    }
}
