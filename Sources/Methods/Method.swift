package import Diagnostics
package import Models
package import Tensors

/// A way to explain an image, to synthesise one, or to check a model.
///
/// A method is one file. Its options decode themselves, and the same list of fields drives validation, keys, records
/// and the documentation.
package protocol Method: Sendable {
    associatedtype Options: Settings

    /// The name that people write: nouns in kebab-case.
    static var id: String { get }
    static var title: String { get }
    /// One line.
    static var summary: String { get }
    /// Paragraphs apart by an empty line: what is computed, how to read it, where it misleads.
    static var discussion: String { get }
    /// Author, title, year, and the equation or section.
    static var reference: String { get }
    /// Raised whenever the numbers change, so that stored results are computed anew.
    static var revision: Int { get }
    /// What it must be given.
    static var needs: MethodNeeds { get }
    /// What `MethodResult.map` holds.
    static var output: MethodOutput { get }
    /// The same where the options decide it.
    static func output(_ options: Options) -> MethodOutput
    /// Names of the numbers that are shown under a figure, where the result has them.
    static var headline: [String] { get }
    /// The series that a plot may show, by their names in `MethodResult.series`.
    static var curves: [Curve] { get }

    /// The options that an exhibit may give for each image apart, as `{IMAGE: value}`; a job has its own image's value.
    static var optionsByImage: Set<String> { get }

    /// The files that the options name. Whoever runs the job reads them and puts their digests, not their paths, into its
    /// key.
    static func files(_ options: Options) -> [FileNeed]

    /// What this job has in common with others of its kind, so that it is computed once for all of them; nil where there
    /// is no such thing.
    static func preparation(
        model: Model, target: Target?, _ options: Options
    ) throws(Diagnostic) -> Preparation?

    static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult

    /// An estimate of the work in passes forward and backward, to tell the time by.
    static func passes(_ options: Options) -> Int

    /// Bytes of working memory beyond the weights.
    static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int
}

extension Method {
    package static var headline: [String] { ["probability", "activation"] }
    package static var curves: [Curve] { [] }
    package static func output(_ options: Options) -> MethodOutput { output }
    package static var optionsByImage: Set<String> { [] }
    package static func files(_ options: Options) -> [FileNeed] { [] }
    package static func preparation(
        model: Model, target: Target?, _ options: Options
    ) throws(Diagnostic) -> Preparation? { nil }
}

/// A method that can run several requests of one model at once, each with the bits that it has alone.
package protocol BatchedMethod: Method {
    /// The options that may differ within a batch.
    static var batchedOptions: Set<String> { get }

    /// - Returns: in the order of the requests.
    static func run(batch requests: [MethodRequest], _ options: [Options]) throws(Diagnostic) -> [MethodResult]
}

package struct MethodNeeds: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let image = MethodNeeds(rawValue: 1)
    /// A class or kernel; where an image is given too, the predicted class stands in for a missing one.
    package static let target = MethodNeeds(rawValue: 2)
}

package enum MethodOutput: Sendable {
    /// A value with a sign for every pixel and channel of the input; `isSigned` says how it is shown.
    case attribution(isSigned: Bool)
    /// A picture in the model's input space.
    case picture
    /// The class scores, 1 × classes; with cells N × classes, each row of the picture in the model's input space that
    /// the series under the cell's label holds, or else of the image itself.
    case scores
    /// Several pictures in the model's input space, N × C × H × W, each with its `ResultCell`.
    case pictures
    /// Several maps that are read on one scale, N × 1 × H × W, each with its `ResultCell`. Those that may have a sign
    /// are shown as such where one of their values is negative.
    case maps(isSigned: Bool)
}

/// What is said of one of several pictures or maps of a result.
package struct ResultCell: Sendable {
    /// "seed 3", "goldfish", a channel's number.
    package let label: String
    /// What the picture reached, or what the map is summed up by; nil where there is no such number.
    package let value: Double?
    /// The kernel that it is of, where the result is of several.
    package let kernel: Kernel?
    /// What a reader must know, such as "dead".
    package let remark: String?

    package struct Kernel: Hashable, Sendable {
        package let layer: String
        package let channel: Int

        package init(layer: String, channel: Int) {
            self.layer = layer
            self.channel = channel
        }
    }

    package init(_ label: String, value: Double? = nil, kernel: Kernel? = nil, remark: String? = nil) {
        self.label = label
        self.value = value
        self.kernel = kernel
        self.remark = remark
    }
}

/// What a long run keeps, so that it goes on from there after it was stopped and ends with the same bits.
package struct Checkpoints: Sendable {
    /// What was kept last; nil for a run that starts.
    package let restored: [String: Tensor]?
    /// Keeps the state of the run, from time to time: a call that comes too soon after the last one does nothing, so that
    /// it may stand in every step. The tensors are only asked for where they are kept.
    package let keep: @Sendable (_ state: () -> [String: Tensor]) -> Void

    package init(restored: [String: Tensor]?, keep: @escaping @Sendable (_ state: () -> [String: Tensor]) -> Void) {
        self.restored = restored
        self.keep = keep
    }

    /// Starts anew and keeps nothing.
    package static let none = Checkpoints(restored: nil) { _ in }
}

/// What the method is to look at in the network.
package enum Target: Hashable, Sendable {
    case classIndex(Int)
    /// A channel of a layer; with a position, one neuron of it.
    case kernel(layer: String, channel: Int, position: Position?)

    package struct Position: Hashable, Sendable {
        package let row: Int
        package let column: Int

        package init(row: Int, column: Int) {
            self.row = row
            self.column = column
        }
    }
}

/// One job as a method sees it.
package struct MethodRequest: Sendable {
    package let model: Model
    /// 1 × C × H × W in the model's input space; nil for methods that need no image.
    package let input: Tensor?
    package let target: Target?
    /// The files that options name, by option.
    package let files: [String: SuppliedFile]
    /// What the method's preparation gave; nil where the method is to compute it itself.
    package let prepared: Tensor?
    package let checkpoints: Checkpoints
    package let workers: Workers
    /// Called with the share of the work that is done; throws where the job is to stop.
    package let progress: @Sendable (Double) throws(Diagnostic) -> Void

    package init(
        model: Model, input: Tensor?, target: Target?, files: [String: SuppliedFile] = [:],
        prepared: Tensor? = nil, checkpoints: Checkpoints = .none, workers: Workers,
        progress: @escaping @Sendable (Double) throws(Diagnostic) -> Void = { _ throws(Diagnostic) in }
    ) {
        self.model = model
        self.input = input
        self.target = target
        self.files = files
        self.prepared = prepared
        self.checkpoints = checkpoints
        self.workers = workers
        self.progress = progress
    }

    /// The input, which the plan has seen to.
    func image(for method: String) throws(Diagnostic) -> Tensor {
        guard let input else {
            throw Diagnostic(
                .error, "no-image", "'\(method)' explains an image and was given none",
                notes: [.init("add 'images:' to the exhibit or the page, or --image to the command")])
        }
        return input
    }
}

/// What a job yields: tensors and numbers, no colours.
package struct MethodResult: Sendable {
    /// float32 in the input's shape; one channel where a value belongs to a pixel rather than to a colour of it; the
    /// layer's height and width where a map of a layer is not enlarged; the scores; or several of these, as
    /// `MethodOutput` says.
    package let map: Tensor
    /// Of each of several pictures or maps, in their order.
    package let cells: [ResultCell]
    /// How many of them stand in a row where they form a grid of their own, as the places of a layer do; nil where they
    /// follow one another.
    package let columns: Int?
    /// Further tensors by file name without `.npy`, such as the objective over the iterations.
    package let series: [String: Tensor]
    /// Name, in kebab-case, and value.
    package let numbers: [(name: String, value: Double)]
    /// What mathematics promises of the result.
    package let receipts: [Receipt]
    /// Sentences on how the result came about that no number says, such as why a run stopped.
    package let remarks: [String]

    /// A promise: a value that would be zero in exact arithmetic, and how far from it is still right.
    package struct Receipt: Sendable {
        /// In kebab-case, such as "completeness-gap".
        package let name: String
        package let value: Double
        /// The largest magnitude of `value` that is no fault.
        package let tolerance: Double

        package init(_ name: String, _ value: Double, tolerance: Double) {
            self.name = name
            self.value = value
            self.tolerance = tolerance
        }
    }

    package init(
        map: Tensor, cells: [ResultCell] = [], columns: Int? = nil, series: [String: Tensor] = [:],
        numbers: [(name: String, value: Double)], receipts: [Receipt] = [], remarks: [String] = []
    ) {
        self.map = map
        self.cells = cells
        self.columns = columns
        self.series = series
        self.numbers = numbers
        self.receipts = receipts
        self.remarks = remarks
    }
}
