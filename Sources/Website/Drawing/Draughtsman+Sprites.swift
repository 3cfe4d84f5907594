import Diagnostics
import Foundation
import Gallery
import Pictures
import Store

/// A cell of a sprite sheet that is drawn.
struct DrawnSprite {
    let path: String
    /// Of the whole sheet.
    let width: Int
    let height: Int
    /// The cell's upper left corner on it.
    let x: Int
    let y: Int
    let isEnlarged: Bool
    let map: MapFindings?
}

extension Draughtsman {
    /// The most cells of one sprite sheet: what a page shows first should not wait for a thousand others.
    static let spriteCellCount = 256

    /// Draws cells on as few sprite sheets as they fit on, all with the same number of columns.
    ///
    /// - Returns: for each cell where it is, or why it could not be drawn.
    func draw(
        _ cells: [SpriteCell], in format: SpriteFormat, texts: [DecodedImage.Text]
    ) -> [Result<DrawnSprite, Diagnostic>] {
        guard !cells.isEmpty else { return [] }
        let sheets = (cells.count - 1) / Self.spriteCellCount + 1
        // Of nearly equal size, so that none is narrower than the others.
        return (0..<sheets).flatMap { sheet in
            drawSheet(
                Array(cells[sheet * cells.count / sheets..<(sheet + 1) * cells.count / sheets]), in: format,
                texts: texts)
        }
    }

    private func drawSheet(
        _ cells: [SpriteCell], in format: SpriteFormat, texts: [DecodedImage.Text]
    ) -> [Result<DrawnSprite, Diagnostic>] {
        let key = Digest(
            of: .object([
                "schema": .string("vitrine-sprite-1"), "revision": .integer(Self.revision),
                "side": .integer(format.side), "columns": .integer(format.columns),
                "cell": .array([.integer(format.cellWidth), .integer(format.cellHeight)]),
                "cells": .array(cells.map(\.identity)),
                "texts": .array(texts.map { .array([.string($0.keyword), .string($0.value)]) }),
            ]))
        if let (png, facts) = drawing(key), let maps = facts["maps"]?.arrayValue, maps.count == cells.count,
            let width = facts["width"]?.integerValue, let height = facts["height"]?.integerValue
        {
            return sprites(
                file(png), width: width, height: height, in: format, maps: maps.map { .success(MapFindings($0)) })
        }
        var rasters: [Raster] = []
        var maps: [Result<MapFindings?, Diagnostic>] = []
        for cell in cells {
            do throws(Diagnostic) {
                let (raster, findings) = try cell.raster()
                rasters.append(try format.cell(of: raster))
                maps.append(.success(findings))
            } catch {
                rasters.append(format.emptyCell)
                maps.append(.failure(error))
            }
        }
        do throws(Diagnostic) {
            let sheet = try contactSheet(of: rasters, columns: format.columns, gap: 0)
            let png = try encodePNG(sheet, texts: texts)
            let findings = maps.compactMap { try? $0.get()?.json ?? .null }
            // What could not be read may be readable next time.
            if findings.count == cells.count {
                let facts: [String: JSON] = [
                    "width": .integer(sheet.width), "height": .integer(sheet.height), "maps": .array(findings),
                ]
                keepDrawing(png, .object(facts), under: key)
            }
            return sprites(file(png), width: sheet.width, height: sheet.height, in: format, maps: maps)
        } catch {
            return cells.map { _ in .failure(error) }
        }
    }

    private func sprites(
        _ path: String, width: Int, height: Int, in format: SpriteFormat, maps: [Result<MapFindings?, Diagnostic>]
    ) -> [Result<DrawnSprite, Diagnostic>] {
        maps.enumerated().map { index, map in
            let origin = format.origin(of: index)
            return map.map { findings in
                DrawnSprite(
                    path: path, width: width, height: height, x: origin.x, y: origin.y, isEnlarged: format.isEnlarged,
                    map: findings)
            }
        }
    }
}
