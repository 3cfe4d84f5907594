/// The pixels of the input that a layer's units can depend on, over every path from the input to the layer (Araujo,
/// Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill, 2019).
///
/// It follows from the windows of the operators alone, not from their weights; where paths reach different pixels, it is
/// the smallest rectangle that holds them all. Units near the border read padding where their field leaves the image.
package struct ReceptiveField: Hashable, Sendable {
    /// One axis: unit i reads the pixels `start + i · stride ..< start + i · stride + size`.
    package struct Axis: Hashable, Sendable {
        /// In pixels.
        package let size: Int
        /// Pixels from one unit's field to the next one's; 0 where all units read the same pixels.
        package let stride: Int
        /// The first pixel of the first unit's field; negative in the padding.
        package let start: Int

        /// The centre of the first unit's field, in pixels, 0 being the centre of the first pixel.
        package var center: Double { Double(start) + Double(size - 1) / 2 }

        /// Beyond any image; windows stacked without sense end here rather than in an overflow.
        private static let limit = 1 << 28

        init(size: Int, stride: Int, start: Int) {
            self.size = min(size, Self.limit)
            self.stride = min(stride, Self.limit)
            self.start = max(-Self.limit, min(start, Self.limit))
        }

        static let pixel = Axis(size: 1, stride: 1, start: 0)
    }

    package let rows: Axis
    package let columns: Axis
    /// Whether every unit reads the whole image.
    package let isWholeImage: Bool

    fileprivate init(rows: Axis, columns: Axis, image: Extent) {
        self.rows = rows
        self.columns = columns
        isWholeImage = rows.isAll(of: image.height) && columns.isAll(of: image.width)
    }
}

extension Network {
    /// Every node's receptive field, in the order of the nodes.
    ///
    /// Units of a layer without rows and columns, such as a dense one, count as one place.
    package var receptiveFields: [ReceptiveField] {
        let image = Extent(ofShape: inputShape)
        var fields = [ReceptiveField(rows: .pixel, columns: .pixel, image: image)]
        for node in nodes.dropFirst() {
            let shapes = node.inputs.map { nodes[$0].shape }
            let window = node.operation?.windowRead(of: shapes)
            let output = Extent(ofShape: node.shape)
            func axis(
                _ axis: KeyPath<ReceptiveField, ReceptiveField.Axis>, _ side: KeyPath<Extent, Int>,
                _ padding: KeyPath<Padding, Int>
            ) -> ReceptiveField.Axis {
                let read = zip(node.inputs, shapes).map { input, shape in
                    let extent = Extent(ofShape: shape)[keyPath: side]
                    let field = fields[input][keyPath: axis]
                    guard let window else { return field.joined(units: extent, image: image[keyPath: side]) }
                    let seen = field.seen(
                        kernel: window.kernel[keyPath: side], stride: window.stride[keyPath: side],
                        padding: window.padding[keyPath: padding], dilation: window.dilation[keyPath: side])
                    // An input of one row beside inputs of many is repeated: all units read it.
                    let isRepeated = extent == 1 && output[keyPath: side] > 1 && node.inputs.count > 1
                    return isRepeated ? seen.joined(units: 1, image: image[keyPath: side]) : seen
                }
                return .hull(of: read, units: output[keyPath: side], image: image[keyPath: side])
            }
            fields.append(
                ReceptiveField(
                    rows: axis(\.rows, \.height, \.top), columns: axis(\.columns, \.width, \.left), image: image))
        }
        return fields
    }
}

extension ReceptiveField.Axis {
    /// The field of a unit that reads `kernel` units of this field.
    fileprivate func seen(kernel: Int, stride: Int, padding: Int, dilation: Int) -> Self {
        Self(
            size: size + (kernel - 1) * dilation * self.stride, stride: self.stride * stride,
            start: start - padding * self.stride)
    }

    /// The pixels of the image that all units read together: the field of each unit that reads them all.
    fileprivate func joined(units: Int, image: Int) -> Self {
        let first = max(0, min(start, image - 1))
        let end = max(first + 1, min(start + size + (units - 1) * stride, image))
        return Self(size: end - first, stride: 0, start: first)
    }

    /// The smallest field that holds all of these, unit by unit where they move together.
    fileprivate static func hull(of fields: [Self], units: Int, image: Int) -> Self {
        let movesTogether = fields.allSatisfy { $0.stride == fields[0].stride }
        let parts = movesTogether ? fields : fields.map { $0.joined(units: units, image: image) }
        let start = parts.map(\.start).min() ?? 0
        let end = parts.map { $0.start + $0.size }.max() ?? 1
        return Self(size: end - start, stride: parts.first?.stride ?? 0, start: start)
    }

    fileprivate func isAll(of image: Int) -> Bool { stride == 0 && start <= 0 && start + size >= image }
}

extension Extent {
    /// The last two axes of an image's shape; a single place for shapes without.
    fileprivate init(ofShape shape: [Int]) {
        self = shape.count < 3 ? Extent(1) : Extent(height: shape[shape.count - 2], width: shape[shape.count - 1])
    }
}
