package import Diagnostics
package import Methods
import Tensors

/// The cells of a result of several pictures or maps, as a record holds them.
package struct SheetRecord: Sendable {
    package let cells: [ResultCell]
    /// How many stand in a row where they form a grid of their own.
    package let columns: Int?
    /// Whether a value is negative, so that maps which may have a sign are shown as such.
    package let hasNegativeValues: Bool

    /// nil for a result of a single picture or map.
    init?(_ result: MethodResult) {
        guard !result.cells.isEmpty else { return nil }
        cells = result.cells
        columns = result.columns
        hasNegativeValues = result.map.withUnsafeBufferPointer { values in values.contains { $0 < 0 } }
    }

    /// nil for a record of a single picture or map.
    package init?(_ body: JSON) {
        guard let sheet = body["sheet"], let written = sheet["cells"]?.arrayValue else { return nil }
        cells = written.map(Self.cell)
        columns = sheet["columns"]?.integerValue
        hasNegativeValues = sheet["negative"] == .bool(true)
    }

    var json: JSON {
        var members: [String: JSON] = ["cells": .array(cells.map(Self.json))]
        members["columns"] = columns.map(JSON.integer)
        if hasNegativeValues { members["negative"] = .bool(true) }
        return .object(members)
    }

    private static func cell(_ json: JSON) -> ResultCell {
        var kernel: ResultCell.Kernel?
        if let layer = json["layer"]?.stringValue, let channel = json["channel"]?.integerValue {
            kernel = ResultCell.Kernel(layer: layer, channel: channel)
        }
        return ResultCell(
            json["label"]?.stringValue ?? "", value: json["value"]?.numberValue, kernel: kernel,
            remark: json["remark"]?.stringValue)
    }

    private static func json(_ cell: ResultCell) -> JSON {
        var members: [String: JSON] = ["label": .string(cell.label)]
        members["value"] = cell.value.map(JSON.number)
        members["layer"] = cell.kernel.map { .string($0.layer) }
        members["channel"] = cell.kernel.map { .integer($0.channel) }
        members["remark"] = cell.remark.map(JSON.string)
        return .object(members)
    }
}
