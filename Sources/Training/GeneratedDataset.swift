import Diagnostics
package import Tensors

/// A data set that a program draws from a seed, so that it needs no download and its images are known exactly.
///
/// An image depends on data set, size, seed, split and index alone; it does not change when more are drawn.
package struct GeneratedDataset: Sendable {
    /// The data sets there are, by the names people write.
    package enum Kind: String, CaseIterable, SettingValue {
        case shapes

        /// Class names, in the order of class indices.
        package var labels: [String] {
            switch self {
            case .shapes: ShapeImages.labels
            }
        }
    }

    /// Two endless rows of images that have nothing in common.
    package enum Split: String, CaseIterable, SettingValue {
        case train, test
    }

    package let kind: Kind
    /// Height and width of the images, in pixels.
    package let size: Int
    package let seed: UInt64

    /// Raised whenever other pixels are drawn for the same data set, size, seed, split and index; part of keys.
    package static let revision = 1

    /// The height and width images have where nothing else is said.
    package static let defaultSize = 48
    package static let sizes = 16...256

    /// - Precondition: `sizes` contains `size`.
    package init(_ kind: Kind, size: Int = defaultSize, seed: UInt64 = 0) {
        precondition(Self.sizes.contains(size))
        self.kind = kind
        self.size = size
        self.seed = seed
    }

    /// Class names, in the order of class indices.
    package var labels: [String] { kind.labels }

    /// The shape of one image: red, green and blue × height × width.
    package var imageShape: [Int] { [3, size, size] }

    /// The class of an image; classes follow one another, so any run of images holds them evenly.
    ///
    /// - Precondition: `index` is not negative.
    package func label(_ index: Int, of split: Split) -> Int { index % labels.count }

    /// One image: 3 × height × width, sRGB, whole numbers 0–255, so that a PNG holds exactly what a network reads.
    ///
    /// - Precondition: `index` is not negative.
    package func image(_ index: Int, of split: Split) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "\(kind.rawValue)/\(split.rawValue)", step: UInt64(index))
        return switch kind {
        case .shapes: ShapeImages.draw(label(index, of: split), size: size, from: &random)
        }
    }

    /// The same as a tensor of `imageShape`.
    package func tensor(_ index: Int, of split: Split) -> Tensor {
        Tensor(shape: imageShape, elements: image(index, of: split))
    }
}
