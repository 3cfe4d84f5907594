extension Tensor {
    /// One image of a batch, 1 × ….
    package func image(_ index: Int) -> Tensor {
        let count = self.count / shape[0]
        return withUnsafeBufferPointer { values in
            Tensor(
                shape: [1] + shape.dropFirst(),
                elements: UnsafeBufferPointer(rebasing: values[index * count..<(index + 1) * count]))
        }
    }

    /// Images of one shape as a batch.
    package static func stacked(_ images: [Tensor]) -> Tensor {
        let count = images[0].count
        return Tensor(shape: [images.count] + images[0].shape.dropFirst()) { target in
            for (index, image) in images.enumerated() {
                image.withUnsafeBufferPointer { source in
                    _ = UnsafeMutableBufferPointer(rebasing: target[index * count..<(index + 1) * count])
                        .update(fromContentsOf: source)
                }
            }
        }
    }
}
