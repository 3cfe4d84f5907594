package import Networks
package import Tensors

/// A rectangle of the picture, which may reach beyond it: a crop, a margin, or both.
package struct PictureWindow: Transformation {
    /// Of the window's first pixel in the picture; negative where it begins outside.
    package let top: Int
    package let left: Int
    package let size: Extent
    /// What lies outside the picture, by channel.
    package let fill: [Float]

    package init(top: Int, left: Int, size: Extent, fill: [Float]) {
        self.top = top
        self.left = left
        self.size = size
        self.fill = fill
    }

    /// The middle of a picture.
    package init(centredIn picture: Extent, size: Extent, fill: [Float]) {
        func start(_ picture: Int, _ size: Int) -> Int { (picture - size) >> 1 }
        self.init(
            top: start(picture.height, size.height), left: start(picture.width, size.width), size: size, fill: fill)
    }

    package func extent(of picture: Extent) -> Extent { size }

    package func apply(_ picture: Tensor) -> Tensor {
        let extent = Extent(height: picture.shape[2], width: picture.shape[3])
        let area = size.height * size.width
        return Tensor(shape: picture.shape.prefix(2) + [size.height, size.width]) { target in
            picture.withUnsafeBufferPointer { source in
                for plane in 0..<target.count / area {
                    let value = fill[plane % fill.count]
                    for index in plane * area..<(plane + 1) * area { target[index] = value }
                }
                forEachPixel(in: extent, planes: target.count / area) { target[$0] = source[$1] }
            }
        }
    }

    package func applyAdjoint(_ gradient: Tensor, to extent: Extent) -> Tensor {
        var result = Tensor(shape: gradient.shape.prefix(2) + [extent.height, extent.width])
        result.withUnsafeMutableBufferPointer { target in
            gradient.withUnsafeBufferPointer { source in
                let planes = source.count / (size.height * size.width)
                forEachPixel(in: extent, planes: planes) { target[$1] = source[$0] }
            }
        }
        return result
    }

    /// Every pixel that the window shares with the picture, by its place in either.
    private func forEachPixel(in picture: Extent, planes: Int, _ body: (_ window: Int, _ picture: Int) -> Void) {
        let rows = max(0, -top)..<max(0, -top, min(size.height, picture.height - top))
        let columns = max(0, -left)..<max(0, -left, min(size.width, picture.width - left))
        for plane in 0..<planes {
            for row in rows {
                let own = (plane * size.height + row) * size.width
                let other = (plane * picture.height + row + top) * picture.width + left
                for column in columns { body(own + column, other + column) }
            }
        }
    }
}
