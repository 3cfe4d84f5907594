import Tensors

/// Labelled images in memory, a byte for each value.
struct ExampleTable: Sendable {
    /// The shape of one image: channels, height, width.
    let shape: [Int]
    private(set) var labels: [Int] = []
    private var values: [UInt8] = []

    init(shape: [Int]) {
        self.shape = shape
    }

    var count: Int { labels.count }

    /// Adds the next images of a generated data set.
    mutating func draw(_ count: Int, of split: GeneratedDataset.Split, from images: GeneratedDataset, workers: Workers)
    {
        let size = shape.reduce(1, *)
        let first = labels.count
        labels += (first..<first + count).map { images.label($0, of: split) }
        let drawn = [UInt8](unsafeUninitializedCapacity: count * size) { target, written in
            if let target = target.baseAddress {
                workers.forEach(count) { position in
                    let image = images.image(first + position, of: split)
                    for index in 0..<size { (target + position * size + index).initialize(to: UInt8(image[index])) }
                }
            }
            written = count * size
        }
        values += drawn
    }

    /// The images of these indices as a network reads them: N × channels × height × width.
    func batch(_ indices: [Int], workers: Workers) -> Tensor {
        let size = shape.reduce(1, *)
        let area = shape[1] * shape[2]
        let scales = (0..<shape[0]).map { channel in
            (0...255).map { SmallNetwork.Input.scaled(UInt8($0), channel: channel) }
        }
        return Tensor(shape: [indices.count] + shape) { target in
            guard let target = target.baseAddress else { return }
            workers.forEach(indices.count) { position in
                for channel in 0..<shape[0] {
                    let first = indices[position] * size + channel * area
                    let row = target + (position * size + channel * area)
                    values[first..<first + area].withUnsafeBufferPointer { pixels in
                        scales[channel].withUnsafeBufferPointer { scale in
                            for pixel in 0..<area { row[pixel] = scale[Int(pixels[pixel])] }
                        }
                    }
                }
            }
        }
    }
}
