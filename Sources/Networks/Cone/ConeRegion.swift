/// The part of a node's image that is computed anew along one axis: of one size for all patches of a batch, each at a
/// place of its own.
struct RegionAxis: Equatable {
    /// Pixels of the node's image.
    let extent: Int
    /// Pixels of the part; with tiles it may reach beyond the image.
    let size: Int
    /// The part's first pixel, for each patch.
    let origins: [Int]

    /// All of the image, for a number of patches.
    static func whole(_ extent: Int, count: Int) -> RegionAxis {
        RegionAxis(extent: extent, size: extent, origins: [Int](repeating: 0, count: count))
    }

    /// The smallest part that holds a range for each patch and starts and ends at multiples of `tile`.
    static func holding(_ ranges: [Range<Int>], of extent: Int, tile: Int = 1) -> RegionAxis {
        func down(_ position: Int) -> Int { position / tile * tile }
        func up(_ position: Int) -> Int { (position + tile - 1) / tile * tile }
        let size = ranges.reduce(tile) { $1.isEmpty ? $0 : max($0, up($1.upperBound) - down($1.lowerBound)) }
        guard size < extent else { return whole(extent, count: ranges.count) }
        let last = up(extent) - size
        return RegionAxis(extent: extent, size: size, origins: ranges.map { min(down($0.lowerBound), last) })
    }

    var isWhole: Bool { size == extent && origins.allSatisfy { $0 == 0 } }

    func holds(_ ranges: [Range<Int>]) -> Bool {
        zip(origins, ranges).allSatisfy { origin, range in
            range.isEmpty || origin <= range.lowerBound && range.upperBound <= origin + size
        }
    }

    /// The pixels in the image, for a patch.
    func pixels(_ patch: Int) -> Range<Int> { origins[patch]..<min(extent, origins[patch] + size) }

    /// What outputs in this part read; the padding is part of it.
    func read(through axis: ConeAxis, of extent: Int) -> RegionAxis {
        let reads = origins.map { axis.reads(of: $0..<$0 + size) }
        return RegionAxis(extent: extent, size: reads[0].count, origins: reads.map(\.lowerBound))
    }
}

/// The part of a node's image that is computed anew.
struct Region: Equatable {
    var rows: RegionAxis
    var columns: RegionAxis

    /// All of an image of a shape; a shape without rows and columns counts as one pixel.
    static func whole(_ shape: [Int], count: Int) -> Region {
        let (height, width) = shape.imageExtent
        return Region(rows: .whole(height, count: count), columns: .whole(width, count: count))
    }

    var isWhole: Bool { rows.isWhole && columns.isWhole }
    var area: Int { rows.size * columns.size }

    /// Nearly all of an image costs no less than all of it.
    var isNearlyWhole: Bool { 10 * area >= 9 * rows.extent * columns.extent }

    func holds(_ dirty: DirtyPixels) -> Bool { rows.holds(dirty.rows) && columns.holds(dirty.columns) }

    /// The shape of the part, for a node of this shape.
    func shape(of node: [Int]) -> [Int] { node.count == 3 ? [node[0], rows.size, columns.size] : node }
}

/// The pixels of a node that can differ from those of the base image, for each patch of a batch.
struct DirtyPixels {
    var rows: [Range<Int>]
    var columns: [Range<Int>]

    static func all(_ shape: [Int], count: Int) -> DirtyPixels {
        let (height, width) = shape.imageExtent
        return DirtyPixels(
            rows: [Range<Int>](repeating: 0..<height, count: count),
            columns: [Range<Int>](repeating: 0..<width, count: count))
    }

    /// The smallest rectangles that hold both.
    func union(_ other: DirtyPixels) -> DirtyPixels {
        DirtyPixels(
            rows: zip(rows, other.rows).map { $0.hull($1) }, columns: zip(columns, other.columns).map { $0.hull($1) })
    }
}

extension Range<Int> {
    fileprivate func hull(_ other: Range<Int>) -> Range<Int> {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
    }
}

extension [Int] {
    /// Height and width of an image's shape; a single place for shapes without.
    var imageExtent: (height: Int, width: Int) { count == 3 ? (self[1], self[2]) : (1, 1) }
}
