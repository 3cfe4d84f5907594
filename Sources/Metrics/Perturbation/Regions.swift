/// The squares of an image that are replaced together, row by row; a side of 1 makes them pixels.
///
/// Those at the right and at the bottom are cut off where the side does not divide the image.
struct Regions {
    let height: Int
    let width: Int
    let side: Int

    private var columns: Int { (width + side - 1) / side }

    var count: Int { columns * ((height + side - 1) / side) }

    /// The pixels of a region, in row-major order.
    func pixels(of region: Int) -> [Int] {
        if side == 1 { return [region] }
        let (top, left) = (region / columns * side, region % columns * side)
        return (top..<min(top + side, height)).flatMap { row in
            (left..<min(left + side, width)).map { row * width + $0 }
        }
    }

    /// The regions by the sum of the values in them; equal ones by their place.
    ///
    /// - Parameter values: one for each pixel, none of them NaN.
    func ranked(by values: [Float], descending: Bool) -> [Int] {
        let sums = (0..<count).map { region in pixels(of: region).reduce(0.0) { $0 + Double(values[$1]) } }
        return sums.indices.sorted { first, second in
            if sums[first] == sums[second] { return first < second }
            return descending ? sums[first] > sums[second] : sums[first] < sums[second]
        }
    }
}
