import Foundation
import Testing

/// What scripts read of `vitrine bench --json`.
@Suite struct BenchTests {
    private struct Report: Decodable {
        struct Result: Decodable {
            struct Memory: Decodable {
                let planned: Int
                let measured: Int?
                let measuredBy: String
            }

            struct Layer: Decodable {
                struct Part: Decodable {
                    let seconds: Double
                    let bytes: Int
                    let floor: Double?
                }

                let names: [String]
                let kind: String
                let multiplyAdds: Int
                let forward: Part
                let gradient: Part?
            }

            let size: [Int]
            let batch: Int
            let pass: String
            let multiplyAdds: Int
            let seconds: [Double]
            let median: Double
            let fastest: Double
            let secondsPerImage: Double
            let ratio: Double
            let imagesPerSecond: Double
            let operationsPerSecond: Double
            let shareOfPeak: Double?
            let memory: Memory
            let layers: [Layer]?
        }

        struct OpenBLAS: Decodable {
            let kernels: String
            let belowProcessor: Bool
            let coreType: String?
        }

        struct Limits: Decodable {
            let operationsPerSecond: Double
            let bytesPerSecond: Double
        }

        let threads: Int
        let kernels: String
        let parameters: Int
        let openBLAS: OpenBLAS
        let limits: Limits?
        let results: [Result]
    }

    private struct Inspected: Decodable {
        struct Layer: Decodable {
            let name: String
            let multiplyAdds: Int
        }

        let parameters: Int
        let layers: [Layer]
    }

    private func trained() throws -> Scratch {
        let scratch = try Scratch()
        try SmallGallery.write(to: scratch, folder: ".", iterations: 1)
        #expect(try Program.run(["build"], in: scratch.path).status == 0)
        return scratch
    }

    @Test func numbersFitTogether() throws {
        let scratch = try trained()
        let outcome = try Program.run(
            ["bench", "small", "--json", "--runs", "3", "--batch", "2,1", "--layers", "-j", "1"], in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        let inspection = try Program.run(["inspect", "small", "--json"], in: scratch.path)
        let model = try JSONDecoder().decode(Inspected.self, from: Data(inspection.output.utf8))
        #expect(report.threads == 1 && report.parameters == model.parameters)
        let limits = try #require(report.limits)
        #expect(limits.operationsPerSecond > 1e7 && limits.bytesPerSecond > 1e6)
        #expect(
            report.results.map { "\($0.pass) \($0.batch)" } == ["forward 2", "forward 1", "gradient 2", "gradient 1"])
        let all = model.layers.reduce(0) { $0 + $1.multiplyAdds }
        for result in report.results {
            let passes = result.pass == "gradient" ? 2 : 1
            #expect(result.size == [16, 16] && result.multiplyAdds == all * passes * result.batch)
            #expect(result.seconds.count == 3 && result.fastest == result.seconds.min())
            #expect(result.median == result.seconds.sorted()[1] && result.median > 0)
            #expect(isClose(result.secondsPerImage * Double(result.batch), result.median))
            #expect(isClose(result.imagesPerSecond * result.secondsPerImage, 1))
            #expect(isClose(result.operationsPerSecond * result.median, 2 * Double(result.multiplyAdds)))
            let share = try #require(result.shareOfPeak)
            #expect(isClose(share * limits.operationsPerSecond, result.operationsPerSecond))
            let first = try #require(report.results.first { $0.pass == result.pass })
            #expect(isClose(result.ratio * first.secondsPerImage, result.secondsPerImage))
            #expect(result.memory.planned > 0 && ["VmHWM", "RssAnon"].contains(result.memory.measuredBy))
            let layers = try #require(result.layers)
            #expect(layers.reduce(0) { $0 + $1.multiplyAdds } * passes == result.multiplyAdds)
            // Every layer is named once, in the order that inspect has.
            let named = layers.flatMap(\.names)
            #expect(named == model.layers.map(\.name).dropFirst().filter(named.contains))
            for layer in layers {
                #expect((layer.gradient != nil) == (result.pass == "gradient"))
                for part in [layer.forward, layer.gradient].compactMap({ $0 }) {
                    let computing = 2 * Double(layer.multiplyAdds) / limits.operationsPerSecond
                    let moving = Double(part.bytes) / limits.bytesPerSecond
                    let floor = try #require(part.floor)
                    #expect(part.seconds >= 0 && isClose(floor, max(computing, moving)))
                }
            }
        }
    }

    /// A pinned OpenBLAS is named with its cause, where the processor can do more.
    @Test func pinnedOpenBLASIsNamed() throws {
        let scratch = try trained()
        let arguments = ["bench", "small", "--json", "--runs", "1", "--no-limits", "--passes", "forward"]
        let outcome = try Program.run(arguments, in: scratch.path, with: ["OPENBLAS_CORETYPE": "Nehalem"])
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(outcome.status == 0 && report.limits == nil && report.results[0].shareOfPeak == nil)
        #expect(report.openBLAS.coreType == "Nehalem")
        let isPinned = report.openBLAS.kernels == "Nehalem" && ["avx512", "avx2"].contains(report.kernels)
        #expect(report.openBLAS.belowProcessor == isPinned)
        #expect(outcome.errors.contains("OpenBLAS runs its Nehalem kernels") == isPinned)
        #expect(outcome.errors.contains("OPENBLAS_CORETYPE is 'Nehalem'; unset it") == isPinned)
    }

    private func isClose(_ one: Double, _ other: Double) -> Bool {
        abs(one - other) <= 1e-9 * max(abs(one), abs(other))
    }
}
