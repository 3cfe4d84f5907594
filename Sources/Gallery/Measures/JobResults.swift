import Diagnostics
import Foundation
import Store
import Tensors

/// What jobs left in the store, as far as they ran.
struct JobResults {
    /// What a job left, or why there is nothing; nil for one that was not computed.
    let outcome: (Job) -> Result<StoreRecord, Diagnostic>?
    /// A file of a record.
    let file: (BlobReference) throws(Diagnostic) -> Data
    let log: DiagnosticLog

    func record(of job: Job) -> StoreRecord? {
        if case .success(let record)? = outcome(job) { record } else { nil }
    }

    /// The records of jobs that have one, and the reasons of those that have none.
    func standing(of jobs: [Job]) -> (finished: [StoreRecord], reasons: [String]) {
        var finished: [StoreRecord] = []
        var reasons: [String] = []
        for job in jobs {
            switch outcome(job) {
            case .success(let record): finished.append(record)
            case .failure(let failure): reasons.append(failure.message)
            case nil: reasons.append("\(job.title) is not computed")
            }
        }
        return (finished, reasons)
    }

    /// The values of a curve: those of a metric stand in its record, those of a method in a file; nil where there are
    /// none, or where they cannot be read, which is reported.
    func curve(_ name: String, from source: NumberSource, of job: Job) -> [Double]? {
        guard let record = record(of: job) else { return nil }
        switch source {
        case .metric:
            return record.body["numbers"]?[MetricBlueprint.curvesKey]?[name]?.arrayValue?.compactMap(\.numberValue)
        case .figure:
            guard let blob = record.blobs[name + ".npy"] else { return nil }
            return log.attempt(at: job.asked) { () throws(Diagnostic) in
                try NPY.decode(try file(blob), name: "\(name) of \(job.title)").elements.map(Double.init)
            }
        }
    }
}

extension StoreRecord {
    /// A number of the result; of a promise, what was found.
    func number(_ name: String) -> Double? {
        body["numbers"]?[name]?.numberValue ?? body["receipts"]?[name]?["value"]?.numberValue
    }

    /// The names that `number` knows.
    var numberNames: Set<String> {
        Set(JobRecord.numbers(of: body).map(\.name) + JobRecord.receipts(of: body).map(\.name))
    }
}
