package import Diagnostics
package import Tensors

/// A file or folder that an option names.
package struct FileNeed: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A `.npy` file of an input, C × H × W or 1 × C × H × W, in the model's input space.
        case tensor
        /// A picture.
        case image
        /// A folder of pictures, or of folders of pictures, one for each class.
        case images
        /// The same where a result shows what the pictures are called, so that their names belong to what it depends on.
        case namedImages
        /// A folder of pictures that are named as the images are, but for their extension: white where the subject is.
        case masks
    }

    /// The option's name.
    package let option: String
    /// As written: relative to the file that names it.
    package let path: String
    package let kind: Kind

    package init(option: String, path: String, kind: Kind) {
        self.option = option
        self.path = path
        self.kind = kind
    }
}

/// What such a file holds.
package enum SuppliedFile: Sendable {
    case tensor(Tensor)
    /// Preprocessed for the model, 1 × C × H × W.
    case image(Tensor)
    case images(SuppliedImages)
    /// The mask of the image at hand, resized and cropped as the image: 1 × H × W of the model's input, at least 0.5
    /// where the subject is.
    case mask(Tensor)
}

/// The pictures of a folder, in the order of their paths, each read when it is asked for.
package struct SuppliedImages: Sendable {
    package let count: Int
    /// For every picture the class that its folder names; nil where folders name none, or none that the model has.
    package let classes: [Int?]
    /// What each picture is called, for readers; never a path.
    package let labels: [String]
    private let load: @Sendable (Int) throws(Diagnostic) -> Tensor

    /// - Parameters:
    ///   - labels: by default "image 0", "image 1", ….
    ///   - load: preprocesses a picture for the model, 1 × C × H × W.
    package init(
        count: Int, classes: [Int?], labels: [String]? = nil,
        load: @escaping @Sendable (Int) throws(Diagnostic) -> Tensor
    ) {
        self.count = count
        self.classes = classes
        self.labels = labels ?? (0..<count).map { "image \($0)" }
        self.load = load
    }

    /// 1 × C × H × W in the model's input space.
    package func input(_ index: Int) throws(Diagnostic) -> Tensor { try load(index) }
}
