package import Diagnostics

/// Pictures side by side, each centred in a cell as large as the largest; gray if all is gray, else RGB, alpha composed
/// over `background`. Throws as `SheetLayout` does.
package func contactSheet(
    of rasters: [Raster], columns: Int, gap: Int = 2, background: Colour = .white, limits: ImageLimits = .standard
) throws(Diagnostic) -> Raster {
    let layout = try SheetLayout(
        count: rasters.count, columns: columns, cellWidth: rasters.map(\.width).max() ?? 0,
        cellHeight: rasters.map(\.height).max() ?? 0, gap: gap, limits: limits)
    let gray = background.isGray && rasters.allSatisfy(\.isGray)
    let channels = gray ? 1 : 3
    let colour = gray ? [background.red] : [background.red, background.green, background.blue]

    return Raster(width: layout.width, height: layout.height, channels: channels) { samples in
        for index in samples.indices { samples[index] = colour[index % channels] }
        for (index, raster) in rasters.enumerated() {
            let flat = gray ? raster.gray(over: background) : raster.rgb(over: background)
            let origin = layout.origin(of: index)
            let x = origin.x + (layout.cellWidth - flat.width) / 2
            let y = origin.y + (layout.cellHeight - flat.height) / 2
            for row in 0..<flat.height {
                let source = row * flat.width * channels
                let target = ((y + row) * layout.width + x) * channels
                for i in 0..<flat.width * channels { samples[target + i] = flat.samples[source + i] }
            }
        }
    }
}
