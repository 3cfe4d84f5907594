import Diagnostics
import Foundation
import Gallery

/// Lays out the matching of two layers' kernels, on the page and as data.
struct KernelTable {
    private let comparison: KernelComparison

    private static let mostRowsAtOnce = 16

    init(_ comparison: KernelComparison) { self.comparison = comparison }

    /// - Parameter path: of the data, without its ending.
    func view(path: String) -> KernelMatchingView {
        let threshold = NumberText.short(comparison.threshold)
        return KernelMatchingView(
            caption: "Kernels of \(comparison.layers[0]) and \(comparison.layers[1])",
            summaries: comparison.summaries.map { summary in
                KernelMatchingView.Summary(
                    title: summary.title, count: String(summary.count), matched: String(summary.matched),
                    moved: String(summary.moved), lost: String(summary.lost), silent: String(summary.silent),
                    median: summary.median.map { NumberText.fixed($0, decimals: 2) } ?? "–",
                    floor: summary.floor.map {
                        "\(NumberText.fixed($0.median, decimals: 2)) (\(NumberText.fixed($0.high, decimals: 2)))"
                    } ?? "–")
            },
            definitions: [
                NamedText(
                    name: "best match",
                    text: "the kernel of the other layer whose activations correlate most (Pearson), over "
                        + "\(comparison.imageCount) images and \(comparison.cells.map(String.init).joined(separator: " × ")) "
                        + "places of each, the means of a grid laid over both maps"),
                NamedText(
                    name: "matched", text: "a correlation of at least \(threshold), and each is the other's best match"),
                NamedText(
                    name: "moved",
                    text:
                        "a correlation of at least \(threshold), but the best match is itself more like another kernel"),
                NamedText(name: "lost", text: "no kernel of the other layer correlates by \(threshold)"),
                NamedText(name: "silent", text: "activations that are the same everywhere"),
                NamedText(
                    name: "floor",
                    text: "the same matching of a model with itself, one half of the images against the other: the "
                        + "median correlation with the best match, in brackets its 95th percentile. What is left where no "
                        + "kernel sees what its partner sees comes of chance and of what all images share"),
            ], remarks: remarks, own: comparison.layers[0], other: "best match in \(comparison.layers[1])",
            rows: comparison.rows.map { row in
                KernelMatchingView.Row(
                    kernel: row.kernel, best: row.best.map(String.init) ?? "–",
                    correlation: row.best == nil ? "–" : NumberText.fixed(row.correlation, decimals: 2),
                    label: row.label)
            }, isLong: comparison.rows.count > Self.mostRowsAtOnce, csv: path + ".csv", json: path + ".json")
    }

    private var remarks: [String] {
        var remarks: [String] = []
        if let stable = comparison.stable {
            remarks.append(
                "\(NumberText.percent(stable)) of the kernels of \(comparison.layers[0]) have the same best match on both "
                    + "halves of the images.")
        }
        let high = comparison.summaries.compactMap { $0.floor?.high }.max()
        if let high, high >= comparison.threshold {
            remarks.append(
                "The floor reaches the threshold: among these images and places, correlations of "
                    + "\(NumberText.fixed(high, decimals: 2)) come by chance.")
        }
        return remarks
    }

    /// A line for each kernel shown.
    var csv: Data {
        var csv = CSV(["kernel", "best match", "correlation", "label"])
        for row in comparison.rows {
            csv.add([
                .count(row.kernel), row.best.map { .count($0) } ?? .text(""),
                .number(row.best == nil ? nil : row.correlation), .text(row.label),
            ])
        }
        return csv.data
    }

    var json: Data {
        let rows = comparison.rows.map { row in
            JSON.object([
                "kernel": .integer(row.kernel), "best": row.best.map(JSON.integer) ?? .null,
                "correlation": row.best == nil ? .null : .number(row.correlation), "label": .string(row.label),
            ])
        }
        let summaries = comparison.summaries.map { summary in
            JSON.object([
                "title": .string(summary.title), "matched": .integer(summary.matched), "moved": .integer(summary.moved),
                "lost": .integer(summary.lost), "silent": .integer(summary.silent),
                "median": summary.median.map(JSON.number) ?? .null,
                "floor-median": summary.floor.map { .number($0.median) } ?? .null,
                "floor-95th-percentile": summary.floor.map { .number($0.high) } ?? .null,
            ])
        }
        let whole: [String: JSON] = [
            "layers": .array(comparison.layers.map(JSON.string)), "threshold": .number(comparison.threshold),
            "images": .integer(comparison.imageCount), "cells": .array(comparison.cells.map(JSON.integer)),
            "kernels": .array(rows), "summaries": .array(summaries),
            "same-best-match-on-both-halves": comparison.stable.map(JSON.number) ?? .null,
        ]
        return Data(JSON.object(whole).prettyText.utf8)
    }
}
