import Diagnostics
import Foundation
import Gallery
import Methods
import Models
import Networks
import Tensors

/// A method run again and again on noise, explaining class 0.
struct MethodBench {
    let method: ConfiguredMethod
    let model: LoadedModel
    let workers: Workers
    let count: Int

    struct Result {
        /// Of every run, in order.
        let seconds: [Double]
        /// Bytes.
        let planned: Int
        let measured: Int?
        let memorySource: MemoryGauge.Source
    }

    /// - Throws: also `no-files` where an option names a file: there is no page or folder to read it from.
    func measured() throws(Diagnostic) -> Result {
        if let need = method.files.first {
            throw Diagnostic(
                .error, "no-files",
                "'bench' runs methods on noise and reads no files, and '\(need.option)' names one",
                notes: [.init("time '\(method.method.id)' by 'vitrine run' or in a build")])
        }
        let needs = method.method.needs
        let request = MethodRequest(
            model: model.model,
            input: needs.contains(.image) ? BenchRun.noise([1] + model.model.network.inputShape) : nil,
            target: needs.contains(.target) ? .classIndex(0) : nil, workers: workers)
        let gauge = MemoryGauge()
        _ = try seconds(request)
        let memory = gauge.bytes
        var all: [Double] = []
        for _ in 0..<count { all.append(try seconds(request)) }
        return Result(
            seconds: all, planned: try method.memoryNeed(model: model.model, target: request.target),
            measured: memory, memorySource: gauge.source)
    }

    private func seconds(_ request: MethodRequest) throws(Diagnostic) -> Double {
        let start = ContinuousClock.now
        _ = try method.run(request)
        return (ContinuousClock.now - start) / .seconds(1)
    }

    func text(_ result: Result) -> String {
        let memory = result.measured.map { String(format: ", %.1f MiB measured", Double($0) / 0x1p20) } ?? ""
        return String(
            format: "%@ on %@: %.3f s, fastest %.3f s, of %d runs with %@; %.1f MiB planned%@", method.method.id,
            model.title, result.seconds.median, result.seconds.min() ?? 0, count, counted(workers.count, "thread"),
            Double(result.planned) / 0x1p20, memory)
    }

    /// Times in seconds, memory in bytes.
    func json(_ result: Result) -> JSON {
        .object([
            "program": .string("vitrine \(Release.version)"), "model": .string(model.title),
            "method": .string(method.method.id), "options": method.options, "processor": .string(Processor.name),
            "threads": .integer(workers.count), "kernels": .string(Kernels.fastest.name),
            "seconds": .array(result.seconds.map(JSON.number)), "median": .number(result.seconds.median),
            "memory": .object([
                "planned": .integer(result.planned), "measured": result.measured.map(JSON.integer) ?? .null,
                "measuredBy": .string(result.memorySource.rawValue),
            ]),
        ])
    }
}
