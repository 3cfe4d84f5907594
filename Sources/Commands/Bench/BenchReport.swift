import Diagnostics
import Foundation
import Gallery
import Networks
import Tensors

/// The results of a benchmark, and what they were measured on.
struct BenchReport {
    let title: String
    let network: Network
    let output: NodeID
    let workers: Workers
    /// nil where they were not measured.
    let limits: MachineLimits?
    let openBLAS: OpenBLASCheck
    let results: [BenchResult]

    /// Milliseconds an image, in units of the first result of the same pass.
    private func ratio(_ result: BenchResult) -> Double {
        let first = results.first { $0.pass == result.pass } ?? result
        return first.secondsPerImage > 0 ? result.secondsPerImage / first.secondsPerImage : 1
    }

    // Text

    var text: String {
        var lines = [
            "\(title): \(network.parameterCount) parameters, \(network.multiplyAdds(upTo: output)) multiply-adds"
                + " an image of \(network.inputShape[1])×\(network.inputShape[2])",
            machine, "",
        ]
        lines += table.lines
        lines += ["", "ratio: of the time an image takes, to the first row of the same pass"]
        lines.append("gradient: forward, and back from a class score to the image; twice the multiply-adds")
        lines.append("GF/s: of the direct algorithms; Winograd's takes fewer operations and can pass the peak")
        if let source = results.first?.memorySource { lines.append("measured: \(source.explanation)") }
        for result in results where !result.layers.isEmpty {
            lines += ["", "\(result.title), operator by operator, medians in ms", ""]
            lines += layerTable(result).lines
        }
        return lines.joined(separator: "\n")
    }

    private var machine: String {
        let base = "\(Processor.name), \(counted(workers.count, "thread")), \(Kernels.fastest.name) kernels"
        guard let limits else { return base }
        return base
            + String(
                format: "; peak %.0f GF/s, memory %.1f GB/s (copies)", limits.operations / 1e9, limits.bandwidth / 1e9)
    }

    private var table: TextTable {
        var table = TextTable(
            [
                "size", "pass", "batch", "ms", "fastest", "ms/image", "ratio", "images/s", "GF/s",
            ] + (limits == nil ? [] : ["of peak"]) + ["planned", "measured"], leading: 2)
        for result in results {
            let rate = result.operationsPerSecond
            table.add(
                [
                    result.size.summary, result.pass.rawValue, String(result.batch), Self.milliseconds(result.median),
                    Self.milliseconds(result.fastest), Self.milliseconds(result.secondsPerImage),
                    String(format: "%.3f", ratio(result)), String(format: "%.1f", result.imagesPerSecond),
                    String(format: "%.1f", rate / 1e9),
                ] + (limits.map { [String(format: "%.0f %%", 100 * rate / $0.operations)] } ?? [])
                    + [Self.mebibytes(result.planned), result.measured.map(Self.mebibytes) ?? "unknown"])
        }
        return table
    }

    private func layerTable(_ result: BenchResult) -> TextTable {
        let directions: [BenchPass] = result.pass == .forward ? [.forward] : [.forward, .gradient]
        var table = TextTable(
            ["layer", "kind", "shape"]
                + directions.flatMap { [$0.rawValue, "GF/s"] + (limits == nil ? [] : ["floor"]) } + ["share"],
            leading: 3)
        for layer in result.layers {
            let cells = directions.flatMap { direction -> [String] in
                guard let part = layer.part(direction) else { return limits == nil ? ["", ""] : ["", "", ""] }
                let rate = part.seconds > 0 ? 2 * Double(layer.multiplyAdds) / part.seconds / 1e9 : 0
                return [Self.milliseconds(part.seconds), rate > 0 ? String(format: "%.1f", rate) : ""]
                    + (limits.map {
                        [Self.milliseconds($0.floor(multiplyAdds: layer.multiplyAdds, bytes: part.bytes))]
                    } ?? [])
            }
            table.add(
                [layer.names[0], layer.kind, layer.shape.map(String.init).joined(separator: "×")] + cells
                    + [Self.percent(layer.seconds / result.median)])
        }
        // Copies at the network's ends, and what lies between operators.
        let rest = result.median - result.layers.reduce(0) { $0 + $1.seconds }
        let empty = [String](repeating: "", count: directions.count * (limits == nil ? 2 : 3))
        table.add(
            ["all else", "", ""] + [Self.milliseconds(rest)] + empty.dropFirst() + [Self.percent(rest / result.median)])
        return table
    }

    private static func milliseconds(_ seconds: Double) -> String { String(format: "%.3f", 1000 * seconds) }
    private static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
    private static func mebibytes(_ bytes: Int) -> String { String(format: "%.1f MiB", Double(bytes) / 0x1p20) }

    // JSON

    /// Times in seconds, memory in bytes.
    var json: JSON {
        .object([
            "program": .string("vitrine \(Release.version)"), "model": .string(title),
            "output": .string(network.nodes[output].name), "parameters": .integer(network.parameterCount),
            "processor": .string(Processor.name), "threads": .integer(workers.count),
            "kernels": .string(Kernels.fastest.name), "openBLAS": openBLAS.json,
            "limits": limits.map { limits in
                .object([
                    "operationsPerSecond": .number(limits.operations), "bytesPerSecond": .number(limits.bandwidth),
                ])
            } ?? .null,
            "results": .array(results.map(json)),
        ])
    }

    private func json(_ result: BenchResult) -> JSON {
        var members: [String: JSON] = [
            "size": .array([.integer(result.size.height), .integer(result.size.width)]),
            "batch": .integer(result.batch), "pass": .string(result.pass.rawValue),
            "multiplyAdds": .integer(result.multiplyAdds), "seconds": .array(result.seconds.map(JSON.number)),
            "median": .number(result.median), "fastest": .number(result.fastest),
            "secondsPerImage": .number(result.secondsPerImage), "ratio": .number(ratio(result)),
            "imagesPerSecond": .number(result.imagesPerSecond),
            "operationsPerSecond": .number(result.operationsPerSecond),
            "shareOfPeak": limits.map { .number(result.operationsPerSecond / $0.operations) } ?? .null,
            "memory": .object([
                "planned": .integer(result.planned), "measured": result.measured.map(JSON.integer) ?? .null,
                "measuredBy": .string(result.memorySource.rawValue),
            ]),
        ]
        if !result.layers.isEmpty { members["layers"] = .array(result.layers.map(json)) }
        return .object(members)
    }

    private func json(_ layer: LayerTime) -> JSON {
        var members: [String: JSON] = [
            "names": .array(layer.names.map(JSON.string)), "kind": .string(layer.kind),
            "shape": .array(layer.shape.map(JSON.integer)), "multiplyAdds": .integer(layer.multiplyAdds),
        ]
        for direction in BenchPass.allCases {
            guard let part = layer.part(direction) else { continue }
            members[direction.rawValue] = .object([
                "seconds": .number(part.seconds), "bytes": .integer(part.bytes),
                "floor": limits.map { .number($0.floor(multiplyAdds: layer.multiplyAdds, bytes: part.bytes)) } ?? .null,
            ])
        }
        return .object(members)
    }
}

extension BenchResult {
    var title: String { "\(size.summary), batch \(batch), \(pass.rawValue)" }
}

extension LayerTime {
    /// Both directions.
    fileprivate var seconds: Double { forward + (gradient ?? 0) }

    fileprivate func part(_ direction: BenchPass) -> (seconds: Double, bytes: Int)? {
        switch direction {
        case .forward: (forward, forwardBytes)
        case .gradient: gradient.map { ($0, gradientBytes) }
        }
    }
}

extension MemoryGauge.Source {
    fileprivate var explanation: String {
        switch self {
        case .peakResident: "most resident memory (VmHWM) beyond what the loaded model holds, mapped files not counted"
        case .anonymous: "anonymous memory (RssAnon) after the run, beyond what the loaded model holds"
        }
    }
}
