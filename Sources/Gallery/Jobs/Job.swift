package import Diagnostics
package import Foundation
package import Methods
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
    /// The keys of the jobs whose results it reads; they are also in the record.
    package let reads: [Digest]
    /// The first exhibit that asks for it.
    package let asked: SourceRange?
    package let run: @Sendable (JobContext) throws(Diagnostic) -> JobOutput
    /// What it may run together with; nil for one that runs by itself.
    let batch: JobBatch?

    package init(
        record: JSON, title: String, cost: Double, memory: Int, reads: [Digest] = [], asked: SourceRange?,
        run: @escaping @Sendable (JobContext) throws(Diagnostic) -> JobOutput
    ) {
        self.init(
            record: record, title: title, cost: cost, memory: memory, reads: reads, asked: asked, batch: nil, run: run)
    }

    init(
        record: JSON, title: String, cost: Double, memory: Int, reads: [Digest], asked: SourceRange?, batch: JobBatch?,
        run: @escaping @Sendable (JobContext) throws(Diagnostic) -> JobOutput
    ) {
        self.key = Digest(of: record)
        self.record = record
        self.title = title
        self.cost = cost
        self.memory = memory
        self.reads = reads
        self.asked = asked
        self.batch = batch
        self.run = run
    }
}

/// What a running job is given.
package struct JobContext: Sendable {
    package let workers: Workers
    /// Takes the share of the job that is done, and throws `interrupted` where it is to stop.
    package let progress: @Sendable (Double) throws(Diagnostic) -> Void
    /// What a long job keeps of its state.
    package let checkpoints: Checkpoints
    private let read: (@Sendable (Digest, String) throws(Diagnostic) -> Data)?

    /// - Parameter read: gives a file of another job's result, by the job's key and the file's name; nil where there is
    ///   no store.
    package init(
        workers: Workers, checkpoints: Checkpoints = .none,
        read: (@Sendable (Digest, String) throws(Diagnostic) -> Data)? = nil,
        progress: @escaping @Sendable (Double) throws(Diagnostic) -> Void
    ) {
        self.workers = workers
        self.checkpoints = checkpoints
        self.read = read
        self.progress = progress
    }

    /// Whether other jobs' results can be read.
    var hasStore: Bool { read != nil }

    /// A file that a job left which this one reads.
    package func file(_ name: String, of job: Digest) throws(Diagnostic) -> Data {
        guard let read else {
            throw Diagnostic(.error, "no-store", "there is no store to read '\(name)' from")
        }
        return try read(job, name)
    }
}

/// What a job leaves in the store.
package struct JobOutput: Sendable {
    /// Numbers by name.
    package let numbers: [String: JSON]
    /// Files by name, such as `map.npy`.
    package let files: [String: Data]
    package let receipts: [Receipt]
    /// Of `map.npy`; nil where there is none.
    package let shape: [Int]?
    /// What is said of each picture or map where `map.npy` holds several.
    package let sheet: SheetRecord?
    /// Sentences on how the result came about.
    package let remarks: [String]

    package init(
        numbers: [String: JSON], files: [String: Data], receipts: [Receipt] = [], shape: [Int]? = nil,
        sheet: SheetRecord? = nil, remarks: [String] = []
    ) {
        self.numbers = numbers
        self.files = files
        self.receipts = receipts
        self.shape = shape
        self.sheet = sheet
        self.remarks = remarks
    }
}
