import Diagnostics
import Foundation
import Gallery

/// A table of metrics as data, with all digits.
struct TableFiles {
    private let table: TableResult

    init(_ table: TableResult) { self.table = table }

    /// A line for each row and column.
    var csv: Data {
        var csv = CSV(["row", "metric", "mean", "deviation", "low", "high", "n", "unit"])
        for row in table.rows {
            for (index, column) in table.columns.enumerated() {
                let cell = row.cell(index)
                csv.add([
                    .text(row.label), .text(columnNames[index]), .number(cell?.mean), .number(cell?.deviation),
                    .number(cell?.low), .number(cell?.high), .count(cell?.count ?? 0), .text(column.unit),
                ])
            }
        }
        return csv.data
    }

    /// The numbers' names where they tell the columns apart, otherwise the headings.
    private var columnNames: [String] {
        let names = table.columns.map(\.name)
        return Set(names).count == names.count ? names : table.columns.map(\.title)
    }

    var json: Data {
        let columns = table.columns.map { column in
            JSON.object([
                "metric": .string(column.metric), "name": .string(column.name), "title": .string(column.title),
                "direction": .string(column.direction.rawValue), "definition": .string(column.definition),
                "unit": .string(column.unit),
            ])
        }
        let rows = table.rows.map { row in
            JSON.object([
                "label": .string(row.label),
                "cells": .array(table.columns.indices.map { Self.json(of: row.cell($0)) }),
            ])
        }
        let whole: JSON = .object([
            "row-axis": .string(table.rowAxis), "interval": .string(table.interval), "columns": .array(columns),
            "rows": .array(rows), "notes": .array(table.notes.map(JSON.string)),
        ])
        return Data(whole.prettyText.utf8)
    }

    private static func json(of cell: TableResult.Cell?) -> JSON {
        guard let cell else { return .null }
        return .object([
            "mean": .number(cell.mean), "deviation": .number(cell.deviation), "low": .number(cell.low),
            "high": .number(cell.high), "n": .integer(cell.count), "best": .bool(cell.isBest),
        ])
    }
}

extension TableResult.Row {
    /// Nil also where the row is shorter than the heading.
    func cell(_ column: Int) -> TableResult.Cell? { cells.indices.contains(column) ? cells[column] : nil }
}
