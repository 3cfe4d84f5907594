package import Content
package import Diagnostics
package import Pictures
package import Store

/// Everything a build knows when its computing is done: what the website shows, without tensors or networks.
package struct GalleryResults: Sendable {
    package let source: GallerySource
    /// By page address and exhibit id.
    package let exhibits: [ExhibitReference: ExhibitResult]
    package let models: [ModelResult]
    /// The methods that the exhibits use, in the catalog's order.
    package let methods: [MethodSummary]
    package let engine: EngineSummary

    package init(
        source: GallerySource, exhibits: [ExhibitReference: ExhibitResult], models: [ModelResult],
        methods: [MethodSummary], engine: EngineSummary
    ) {
        self.source = source
        self.exhibits = exhibits
        self.models = models
        self.methods = methods
        self.engine = engine
    }
}

/// An exhibit's place: the page's address without `.html`, and the exhibit's id on that page.
package struct ExhibitReference: Hashable, Sendable, Comparable {
    package let page: String
    package let exhibit: String

    package init(page: String, exhibit: String) {
        self.page = page
        self.exhibit = exhibit
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.page, left.exhibit) < (right.page, right.exhibit)
    }
}

/// One exhibit as grids of figures; more than one grid where axes remain beside rows and columns.
package struct ExhibitResult: Sendable {
    package let reference: ExhibitReference
    /// What the exhibit shows, made from its methods and axes: the heading above the grid.
    package let title: String
    package let caption: String?
    package let credit: String?
    package let presentation: Presentation
    package let methods: [String]
    package let grids: [FigureGrid]

    package init(
        reference: ExhibitReference, title: String, caption: String?, credit: String?, presentation: Presentation,
        methods: [String], grids: [FigureGrid]
    ) {
        self.reference = reference
        self.title = title
        self.caption = caption
        self.credit = credit
        self.presentation = presentation
        self.methods = methods
        self.grids = grids
    }

    package var figures: [Figure] { grids.flatMap { $0.cells.flatMap { $0.compactMap { $0 } } } }
}

/// Figures by rows and columns; a gallery without row or column axis has one unlabelled row or column.
package struct FigureGrid: Sendable {
    /// The values of the axes that are neither rows nor columns, such as "GoogLeNet"; nil where there are none.
    package let title: String?
    /// "model", "class", …; nil where the axis has no values to tell apart.
    package let rowAxis: String?
    package let rows: [String]
    package let columnAxis: String?
    package let columns: [String]
    /// `rows.count` × `columns.count`.
    package let cells: [[Figure?]]

    package init(
        title: String?, rowAxis: String?, rows: [String], columnAxis: String?, columns: [String], cells: [[Figure?]]
    ) {
        self.title = title
        self.rowAxis = rowAxis
        self.rows = rows
        self.columnAxis = columnAxis
        self.columns = columns
        self.cells = cells
    }
}

/// One cell of an exhibit: a job's result, or why there is none.
package struct Figure: Sendable {
    /// Unique on its page, stable, fit for an address's fragment: `drawings-googlenet-soccer-ball`.
    package let id: String
    /// What tells this figure from the others: axis and label, such as ("class", "soccer ball").
    package let coordinates: [Coordinate]
    /// The method's id.
    package let method: String
    /// The name of the model, as its card's file name.
    package let model: String
    package let state: State

    package struct Coordinate: Sendable, Hashable {
        package let axis: String
        package let label: String

        package init(axis: String, label: String) {
            self.axis = axis
            self.label = label
        }
    }

    package enum State: Sendable {
        case done(FigureResult)
        /// The job failed; the text says why.
        case failed(String)
        /// Nothing is in the store and computing was not asked for.
        case missing
    }

    package init(id: String, coordinates: [Coordinate], method: String, model: String, state: State) {
        self.id = id
        self.coordinates = coordinates
        self.method = method
        self.model = model
        self.state = state
    }
}

/// What a finished job gives the page.
package struct FigureResult: Sendable {
    package let content: Content
    /// Text for those who do not see the picture, made from the job.
    package let alternative: String
    /// In the order in which the method lists them.
    package let numbers: [Number]
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
        /// A synthesised picture.
        case picture(FigureImage)
        /// Classes with probabilities, most probable first, and the picture they are said of.
        case predictions([Prediction], of: FigureImage)
    }

    package init(
        content: Content, alternative: String, numbers: [Number], receipts: [Receipt], record: JSON, key: Digest,
        command: String
    ) {
        self.content = content
        self.alternative = alternative
        self.numbers = numbers
        self.receipts = receipts
        self.record = record
        self.key = key
        self.command = command
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

/// A model as its page shows it.
package struct ModelResult: Sendable {
    package let card: ModelCard
    package let inputShape: [Int]
    package let classCount: Int
    package let labels: [String]
    package let parameterCount: Int
    package let layers: [LayerSummary]
    /// What the model was loaded from: "weights/googlenet.onnx" and its SHA-256.
    package let files: [FileDigest]
    /// Preprocessing, as in the record.
    package let preprocessing: JSON
    /// For a model that the build trained: curves and final accuracies.
    package let training: TrainingSummary?

    package struct LayerSummary: Sendable {
        package let name: String
        package let kind: String
        package let summary: String
        /// Without the batch axis.
        package let shape: [Int]
        package let parameterCount: Int
        package let multiplyAdds: Int

        package init(
            name: String, kind: String, summary: String, shape: [Int], parameterCount: Int, multiplyAdds: Int
        ) {
            self.name = name
            self.kind = kind
            self.summary = summary
            self.shape = shape
            self.parameterCount = parameterCount
            self.multiplyAdds = multiplyAdds
        }
    }

    package struct FileDigest: Sendable {
        package let path: String
        package let sha256: String

        package init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    package struct TrainingSummary: Sendable {
        /// After each epoch.
        package let loss: [Double]
        package let trainAccuracy: [Double]
        package let testAccuracy: [Double]
        package let recipe: JSON

        package init(loss: [Double], trainAccuracy: [Double], testAccuracy: [Double], recipe: JSON) {
            self.loss = loss
            self.trainAccuracy = trainAccuracy
            self.testAccuracy = testAccuracy
            self.recipe = recipe
        }
    }

    package init(
        card: ModelCard, inputShape: [Int], classCount: Int, labels: [String], parameterCount: Int,
        layers: [LayerSummary], files: [FileDigest], preprocessing: JSON, training: TrainingSummary?
    ) {
        self.card = card
        self.inputShape = inputShape
        self.classCount = classCount
        self.labels = labels
        self.parameterCount = parameterCount
        self.layers = layers
        self.files = files
        self.preprocessing = preprocessing
        self.training = training
    }
}

/// A method as its page and `vitrine list methods` show it.
package struct MethodSummary: Sendable {
    package let id: String
    package let title: String
    package let summary: String
    /// Paragraphs: what it computes, and how to read it.
    package let discussion: String
    package let reference: String
    package let options: [SettingDescription]
    package let revision: Int

    package init(
        id: String, title: String, summary: String, discussion: String, reference: String,
        options: [SettingDescription], revision: Int
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.discussion = discussion
        self.reference = reference
        self.options = options
        self.revision = revision
    }
}

/// The engine that computed the figures.
package struct EngineSummary: Sendable {
    package let version: String
    package let revision: Int

    package init(version: String, revision: Int) {
        self.version = version
        self.revision = revision
    }
}
