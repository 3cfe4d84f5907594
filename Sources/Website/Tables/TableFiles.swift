import Diagnostics
import Foundation
import Gallery

/// A table of numbers as data, with all digits.
struct TableFiles {
    private let table: TableResult

    init(_ table: TableResult) { self.table = table }

    /// A line for each row and column.
    var csv: Data {
        var csv = CSV(["row", table.across?.axis ?? "metric", "mean", "deviation", "low", "high", "n", "unit"])
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
        let areDistinct = table.across == nil && Set(names).count == names.count
        return areDistinct ? names : table.columns.map(\.title)
    }

    var json: Data {
        func json(of column: TableResult.Column) -> JSON {
            .object([
                "metric": column.metric.map(JSON.string) ?? .null, "name": .string(column.name),
                "title": .string(column.title), "direction": .string(column.direction.rawValue),
                "definition": .string(column.definition), "unit": .string(column.unit),
            ])
        }
        let columns = table.columns.map(json)
        let rows = table.rows.map { row in
            JSON.object([
                "label": .string(row.label),
                "cells": .array(table.columns.indices.map { Self.json(of: row.cell($0)) }),
            ])
        }
        var whole: [String: JSON] = [
            "row-axis": .string(table.rowAxis), "interval": .string(table.interval), "columns": .array(columns),
            "rows": .array(rows), "notes": .array(table.notes.map(JSON.string)),
        ]
        whole["title"] = table.title.map(JSON.string)
        if let across = table.across {
            whole["column-axis"] = .string(across.axis)
            whole["number"] = json(of: across.number)
        }
        return Data(JSON.object(whole).prettyText.utf8)
    }

    private static func json(of cell: TableResult.Cell?) -> JSON {
        guard let cell else { return .null }
        return .object([
            "mean": .number(cell.mean), "deviation": .number(cell.deviation),
            "low": cell.low.map(JSON.number) ?? .null, "high": cell.high.map(JSON.number) ?? .null,
            "n": .integer(cell.count), "best": .bool(cell.isBest),
        ])
    }
}

extension TableResult.Row {
    /// Nil also where the row is shorter than the heading.
    func cell(_ column: Int) -> TableResult.Cell? { cells.indices.contains(column) ? cells[column] : nil }
}
