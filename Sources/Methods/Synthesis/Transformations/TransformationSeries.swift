package import Networks
package import Tensors

/// Transformations one after the other; none leaves the picture as it is.
package struct TransformationSeries: Transformation {
    package let parts: [any Transformation]

    package init(_ parts: [any Transformation]) { self.parts = parts }

    package func extent(of picture: Extent) -> Extent { parts.reduce(picture) { $1.extent(of: $0) } }

    package func apply(_ picture: Tensor) -> Tensor { parts.reduce(picture) { $1.apply($0) } }

    package func applyAdjoint(_ gradient: Tensor, to extent: Extent) -> Tensor {
        var extents = [extent]
        for part in parts { extents.append(part.extent(of: extents[extents.count - 1])) }
        return zip(parts, extents).reversed().reduce(gradient) { $1.0.applyAdjoint($0, to: $1.1) }
    }
}
