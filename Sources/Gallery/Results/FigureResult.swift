package import Diagnostics
package import Pictures
package import Store

/// What a finished job gives the page.
package struct FigureResult: Sendable {
    package let content: Content
    /// Text for those who do not see the picture, made from the job.
    package let alternative: String
    /// In alphabetical order.
    package let numbers: [Number]
    /// The names of the numbers to be seen at a glance, where there are such numbers.
    package let headline: [String]
    /// Sentences on how the result came about.
    package let remarks: [String]
    /// Mathematics' promises, each with the value found and the tolerance.
    package let receipts: [Receipt]
    /// The published record: job, numbers, receipts, files, engine.
    package let record: JSON
    package let key: Digest
    /// The shell command that computes the same.
    package let command: String

    package enum Content: Sendable {
        /// Attribution over an input: values for each pixel and channel, and the picture that was explained.
        case map(FigureImage, isSigned: Bool, explains: FigureImage?)
        /// A synthesised picture, and the one that it was made of where there is one.
        case picture(FigureImage, explains: FigureImage? = nil)
        /// Classes with probabilities, most probable first, and the picture they are said of.
        case predictions([Prediction], of: FigureImage)
        /// What is said of several pictures, the image first.
        case verdicts([FigureVerdict])
        /// Several pictures or maps, and the picture they are said of where there is one.
        case sheet(FigureSheet, explains: FigureImage?)
    }

    package init(
        content: Content, alternative: String, numbers: [Number], headline: [String], receipts: [Receipt],
        remarks: [String] = [], record: JSON, key: Digest, command: String
    ) {
        self.content = content
        self.alternative = alternative
        self.numbers = numbers
        self.headline = headline
        self.receipts = receipts
        self.remarks = remarks
        self.record = record
        self.key = key
        self.command = command
    }
}

/// What a model says of one of several pictures.
package struct FigureVerdict: Sendable {
    /// "original", "screened".
    package let label: String
    package let image: FigureImage
    /// Most probable first.
    package let predictions: [Prediction]

    package init(label: String, image: FigureImage, predictions: [Prediction]) {
        self.label = label
        self.image = image
        self.predictions = predictions
    }
}

/// Several pictures or maps that are read together.
package struct FigureSheet: Sendable {
    package let cells: [Cell]
    /// How many stand in a row where they form a grid of their own; nil where they follow one another.
    package let columns: Int?
    /// Whether the cells are maps, whose scale they share, or pictures; for maps whether signs mean something.
    package let kind: Kind
    /// The pixels of all cells at once, in their order.
    package let load: @Sendable () throws(Diagnostic) -> [FloatRaster]

    package enum Kind: Sendable, Hashable {
        case pictures
        case maps(isSigned: Bool)
    }

    package struct Cell: Sendable {
        package let image: FigureImage
        package let label: String
        package let value: Double?
        /// The kernel that the cell is of.
        package let kernel: KernelReference?
        package let remark: String?

        package init(image: FigureImage, label: String, value: Double?, kernel: KernelReference?, remark: String?) {
            self.image = image
            self.label = label
            self.value = value
            self.kernel = kernel
            self.remark = remark
        }
    }

    package init(
        cells: [Cell], columns: Int?, kind: Kind, load: @escaping @Sendable () throws(Diagnostic) -> [FloatRaster]
    ) {
        self.cells = cells
        self.columns = columns
        self.kind = kind
        self.load = load
    }
}

package struct Number: Sendable, Hashable {
    /// "logit", "probability", …
    package let name: String
    package let value: Double

    package init(name: String, value: Double) {
        self.name = name
        self.value = value
    }
}

package struct Receipt: Sendable, Hashable {
    package let name: String
    package let value: Double
    package let tolerance: Double

    package init(name: String, value: Double, tolerance: Double) {
        self.name = name
        self.value = value
        self.tolerance = tolerance
    }

    package var holds: Bool { value.magnitude <= tolerance }
}

package struct Prediction: Sendable, Hashable {
    package let index: Int
    package let label: String
    package let probability: Double
    package let logit: Double

    package init(index: Int, label: String, probability: Double, logit: Double) {
        self.index = index
        self.label = label
        self.probability = probability
        self.logit = logit
    }
}

/// Pixels that are read only when they are to be drawn.
package struct FigureImage: Sendable {
    /// Changes whenever the pixels do; what is drawn from them may be kept under it.
    package let identity: Digest
    package let width: Int
    package let height: Int
    /// Channels × height × width: attribution values for a map, 0–255 for a picture.
    package let load: @Sendable () throws(Diagnostic) -> FloatRaster

    package init(
        identity: Digest, width: Int, height: Int, load: @escaping @Sendable () throws(Diagnostic) -> FloatRaster
    ) {
        self.identity = identity
        self.width = width
        self.height = height
        self.load = load
    }
}
