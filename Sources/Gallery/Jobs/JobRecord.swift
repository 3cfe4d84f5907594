package import Diagnostics
import Foundation
import Networks
import Store
import Tensors

/// The parts of a stored record.
///
/// `job` is what the key is made of; `numbers`, `receipts` and `files` the result; `engine` what computed it; `seconds`
/// stays in the store and is not published.
package enum JobRecord {
    /// Raised when the layout of keys or records changes.
    package static let schema = 1

    static func body(of job: Job, _ output: JobOutput, seconds: Double) -> JSON {
        .object([
            "job": job.record,
            "title": .string(job.title),
            "numbers": .object(output.numbers),
            "receipts": .object([:]),
            "files": .object(output.files.mapValues { .string(Digest(of: $0).hex) }),
            "engine": engine,
            "seconds": .number((seconds * 1000).rounded() / 1000),
        ])
    }

    /// What computes: the revision of the engine's numbers, the processor, and the kernels chosen for it.
    package static var engine: JSON {
        .object([
            "revision": .integer(Engine.revision), "processor": .string(Processor.name),
            "kernels": .string("\(Kernels.fastest), OpenBLAS \(BLAS.kernelName)"),
        ])
    }

    /// The record as the site publishes it and `run` writes it: without timings, so that it is reproducible.
    package static func published(_ body: JSON) -> JSON {
        guard case .object(var members) = body else { return body }
        members["seconds"] = nil
        members["title"] = nil
        return .object(members)
    }

    /// The numbers of a record, in alphabetical order.
    package static func numbers(of body: JSON) -> [(name: String, value: Double)] {
        (body["numbers"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
            .compactMap { name, value in value.numberValue.map { (name, $0) } }
    }
}
