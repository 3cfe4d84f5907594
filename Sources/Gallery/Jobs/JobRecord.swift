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
        var members: [String: JSON] = [
            "job": job.record,
            "title": .string(job.title),
            "numbers": .object(output.numbers),
            "receipts": json(of: output.receipts),
            "files": .object(output.files.mapValues { .string(Digest(of: $0).hex) }),
            "engine": engine,
            "seconds": .number((seconds * 1000).rounded() / 1000),
        ]
        members["sheet"] = output.sheet?.json
        if !output.remarks.isEmpty { members["remarks"] = .array(output.remarks.map(JSON.string)) }
        if let shape = output.shape { members["shape"] = .array(shape.map(JSON.integer)) }
        return .object(members)
    }

    private static func json(of receipts: [Receipt]) -> JSON {
        .object(
            Dictionary(
                receipts.map { receipt in
                    let parts: [String: JSON] = [
                        "value": .number(receipt.value), "tolerance": .number(receipt.tolerance),
                    ]
                    return (receipt.name, .object(parts))
                }, uniquingKeysWith: { _, last in last }))
    }

    /// The receipts of a record, in alphabetical order.
    package static func receipts(of body: JSON) -> [Receipt] {
        (body["receipts"]?.objectValue ?? [:]).sorted { $0.key < $1.key }.compactMap { name, parts in
            guard let value = parts["value"]?.numberValue, let tolerance = parts["tolerance"]?.numberValue else {
                return nil
            }
            return Receipt(name: name, value: value, tolerance: tolerance)
        }
    }

    /// The shape of a record's map; nil for one that says none.
    static func shape(of body: JSON) -> [Int]? {
        body["shape"]?.arrayValue?.compactMap(\.integerValue)
    }

    /// What a record says of how its result came about.
    static func remarks(of body: JSON) -> [String] {
        (body["remarks"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// Whether the option `invert` asks for the picture's colours to be shown inverted: (255, 255, 255) − P, equation 4
    /// of Li et al. 2021. The result itself is not.
    static func isShownInverted(_ body: JSON) -> Bool { body["job"]?["options"]?["invert"]?.boolValue ?? false }

    /// What computes: the revision of the engine's numbers, the processor, and the kernels chosen for it.
    package static var engine: JSON {
        .object([
            "revision": .integer(Engine.revision), "processor": .string(Processor.name),
            "kernels": .string("\(Kernels.fastest), OpenBLAS \(BLAS.kernelName)"),
        ])
    }

    /// The record as the site publishes it and `run` writes it: without timings, so that it is reproducible.
    ///
    /// - Parameter receipts: of the model, which stand with the job's own.
    package static func published(_ body: JSON, with receipts: [Receipt] = []) -> JSON {
        guard case .object(var members) = body else { return body }
        if !receipts.isEmpty { members["receipts"] = json(of: receipts + Self.receipts(of: body)) }
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
