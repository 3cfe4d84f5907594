import Tensors

/// Puts together a part of a node's image for every patch of a batch: what was computed anew where it was, the base
/// image's values elsewhere, and a constant beyond the image.
struct RegionCopy {
    /// Channels × height × width of the whole image.
    let shape: [Int]
    /// One image.
    let base: Values
    /// What was computed anew, and where it lies.
    let part: UnsafePointer<Float>
    let partRegion: Region
    /// What stands beyond the image.
    let fill: Float

    /// Writes the parts that `region` says, image after image.
    func write(_ region: Region, count: Int, to target: UnsafeMutablePointer<Float>, _ workers: Workers) {
        let length = region.columns.size * shape[0]
        workers.forEachUnit(count * region.rows.size, work: length) { unit in
            let (patch, line) = unit.quotientAndRemainder(dividingBy: region.rows.size)
            writeLine(
                patch, row: region.rows.origins[patch] + line, columns: region.columns.origins[patch],
                region.columns.size, to: target + unit * length)
        }
    }

    /// One line of the patch's image, from a column on.
    private func writeLine(
        _ patch: Int, row: Int, columns first: Int, _ count: Int, to target: UnsafeMutablePointer<Float>
    ) {
        let channels = shape[0]
        guard (0..<shape[1]).contains(row) else { return target.update(repeating: fill, count: count * channels) }
        let end = first + count
        let inside = max(0, min(first, shape[2]))..<max(0, min(end, shape[2]))
        func place(_ column: Int) -> UnsafeMutablePointer<Float> { target + (column - first) * channels }
        func put(_ constant: Range<Int>) {
            place(constant.lowerBound).update(repeating: fill, count: constant.count * channels)
        }
        if inside.isEmpty { return put(first..<end) }
        put(first..<inside.lowerBound)
        put(inside.upperBound..<end)
        let rows = partRegion.rows.pixels(patch)
        let own =
            rows.contains(row)
            ? partRegion.columns.pixels(patch).clamped(to: inside) : inside.lowerBound..<inside.lowerBound
        let line = base.start + row * shape[2] * base.pixelStride
        for range in [inside.lowerBound..<own.lowerBound, own.upperBound..<inside.upperBound] where !range.isEmpty {
            place(range.lowerBound).update(
                from: line + range.lowerBound * base.pixelStride, count: range.count * channels)
        }
        guard !own.isEmpty else { return }
        let computed =
            (patch * partRegion.rows.size + row - partRegion.rows.origins[patch]) * partRegion.columns.size
            + own.lowerBound - partRegion.columns.origins[patch]
        place(own.lowerBound).update(from: part + computed * channels, count: own.count * channels)
    }
}
