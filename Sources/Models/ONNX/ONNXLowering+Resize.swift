import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    /// Resize and Upsample by nearest neighbours.
    mutating func lowerResize(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let mode = try node.text("mode") ?? "nearest"
        guard mode == "nearest" else { throw node.failure("interpolates by '\(mode)'; only nearest is supported") }
        guard try node.integers("axes") == nil else { throw node.failure("names axes, which is not supported") }
        let shape = shape(input)
        var indices: [[Int]?] = []
        for (extent, (wanted, scale)) in zip(shape, try sizes(node, shape)) {
            guard wanted != extent || scale != 1 else {
                indices.append(nil)
                continue
            }
            try checkGrowth(node, [wanted])
            var places: [Int] = []
            for index in 0..<wanted { places.append(try place(node, of: index, extent, wanted, scale)) }
            indices.append(places)
        }
        if indices.allSatisfy({ $0 == nil }) { return alias(node, to: input) }
        try checkGrowth(node, zip(shape, indices).map { $1?.count ?? $0 })
        try emit(node, Slice(indices), [input])
    }

    /// The extent wanted of every axis of the image, and the factor it grows by.
    private mutating func sizes(_ node: ONNXNode, _ shape: [Int]) throws(Diagnostic) -> [(Int, Double)] {
        let full = [1] + shape
        if opset >= 11, let sizes = try integers(node, 3) {
            guard sizes.count == full.count, sizes[0] == 1, sizes.allSatisfy({ (1...65_536).contains($0) }) else {
                throw node.failure("gives \(full) the size \(sizes.prefix(16))")
            }
            guard try node.text("keep_aspect_ratio_policy") ?? "stretch" == "stretch" else {
                throw node.failure("keeps the aspect ratio, which is not supported")
            }
            return zip(sizes, full).dropFirst().map { ($0, Double($0) / Double($1)) }
        }
        guard let scales = try weights(node, opset >= 11 ? 2 : 1)?.elements, scales.count == full.count, scales[0] == 1,
            scales.allSatisfy({ $0 > 0 && $0 <= 65_536 })
        else { throw node.failure("lacks a positive factor for each axis, 1 for the batch axis") }
        return zip(scales, full).dropFirst().map { (Int(Double($0) * Double($1)), Double($0)) }
    }

    /// The place that an index of the result reads.
    private func place(
        _ node: ONNXNode, of index: Int, _ extent: Int, _ wanted: Int, _ scale: Double
    ) throws(Diagnostic) -> Int {
        let isOld = opset < 11
        let index = Double(index)
        let centred = (index + 0.5) / scale - 0.5
        let place: Double
        switch isOld ? "asymmetric" : try node.text("coordinate_transformation_mode") ?? "half_pixel" {
        case "asymmetric": place = index / scale
        case "half_pixel": place = centred
        case "pytorch_half_pixel": place = wanted > 1 ? centred : 0
        case "align_corners": place = wanted > 1 ? index * Double(extent - 1) / Double(wanted - 1) : 0
        case let other: throw node.failure("has the coordinates '\(other)', which are not supported")
        }
        let rounded: Double
        switch isOld ? "floor" : try node.text("nearest_mode") ?? "round_prefer_floor" {
        case "floor": rounded = place.rounded(.down)
        case "ceil": rounded = place.rounded(.up)
        case "round_prefer_floor": rounded = (place - 0.5).rounded(.up)
        case "round_prefer_ceil": rounded = (place + 0.5).rounded(.down)
        case let other: throw node.failure("rounds by '\(other)', which is not supported")
        }
        return min(max(Int(rounded), 0), extent - 1)
    }
}
