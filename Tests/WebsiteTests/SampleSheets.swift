import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store
import Website

extension FigureSheet {
    /// Cells of 3 × 2 pixels whose values are all different: 100 · channel + 10 · row + column + the cell's number.
    static func sample(
        _ name: String, count: Int, columns: Int? = nil, kind: Kind = .pictures,
        counting loads: LoadCount = LoadCount(), kernel: (Int) -> KernelReference? = { _ in nil },
        remark: (Int) -> String? = { _ in nil }
    ) -> FigureSheet {
        let channels = kind == .pictures ? 3 : 1
        @Sendable func raster(_ index: Int) -> FloatRaster {
            FloatRaster(
                channels: channels, height: 2, width: 3,
                values: (0..<channels * 6).map { Float($0 / 6 * 80 + $0 % 6 / 3 * 10 + $0 % 3 + index) })
        }
        let cells = (0..<count).map { index in
            Cell(
                image: FigureImage(identity: Digest(of: Data("\(name)\(index)".utf8)), width: 3, height: 2) {
                    () throws(Diagnostic) in raster(index)
                }, label: "\(index)", value: Double(index) / 2, kernel: kernel(index), remark: remark(index))
        }
        return FigureSheet(cells: cells, columns: columns, kind: kind) { () throws(Diagnostic) in
            loads.increase()
            return (0..<count).map(raster)
        }
    }
}

extension KernelReference {
    static func sample(_ channel: Int, layer: String = "features.1", model: String = "lenet") -> KernelReference {
        KernelReference(model: model, layer: layer, channel: channel)
    }
}

extension Figure {
    /// A picture of a kernel.
    static func kernel(
        _ channel: Int, layer: String = "features.1", side: Int = 4, method: String = "gradient", isDead: Bool = false
    ) -> Figure {
        .sample(
            "maps-\(layer.replacing("/", with: "-"))-\(channel)",
            .picture(.slope("\(layer)/\(channel)", side: side, scale: Float(channel % 200 + 50))), method: method,
            coordinates: [.init(axis: "kernel", label: "\(layer)/\(channel)")],
            kernel: .sample(channel, layer: layer), isDead: isDead)
    }
}

/// A cell of a sheet as a page has it.
struct SpriteOnPage {
    let source: String
    let alternative: String
    let x: Int
    let y: Int

    /// The sprites of a text in their order.
    static func all(in text: String) -> [SpriteOnPage] {
        text.components(separatedBy: "<span class=\"sprite\" style=\"").dropFirst().map { part in
            func value(_ before: String, _ after: Character) -> String {
                String((part.components(separatedBy: before).dropFirst().first ?? "").prefix { $0 != after })
            }
            return SpriteOnPage(
                source: value("src=\"", "\""), alternative: value("alt=\"", "\""), x: Int(value("--x:", ";")) ?? -1,
                y: Int(value("--y:", "\"")) ?? -1)
        }
    }
}
