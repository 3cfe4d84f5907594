import Tensors

extension Tensor {
    /// A rectangle of some channels of a 1 × C × H × W image, by default of all: channels × height × width.
    func part(rows: Range<Int>, columns: Range<Int>, channels: Range<Int>? = nil) -> Tensor {
        let (height, width) = (shape[2], shape[3])
        let channels = channels ?? 0..<shape[1]
        return withUnsafeBufferPointer { elements in
            Tensor(shape: [channels.count, rows.count, columns.count]) { target in
                var place = 0
                for channel in channels {
                    for row in rows {
                        for column in columns {
                            target[place] = elements[(channel * height + row) * width + column]
                            place += 1
                        }
                    }
                }
            }
        }
    }
}
