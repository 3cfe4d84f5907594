package import Diagnostics
package import Methods
package import Models
package import Tensors

/// A number, or several, said of an explanation: how good it is, how noisy, how faithful.
///
/// A metric is one file. Its options decode themselves, as a method's do.
package protocol Metric: Sendable {
    associatedtype Options: Settings

    /// The name that people write: nouns in kebab-case.
    static var id: String { get }
    static var title: String { get }
    /// One line.
    static var summary: String { get }
    /// Paragraphs apart by an empty line: the formula, how to read it, where it misleads.
    static var discussion: String { get }
    /// Author, title, year, and the equation or section.
    static var reference: String { get }
    /// Raised whenever the numbers change, so that stored results are computed anew.
    static var revision: Int { get }
    /// The numbers it yields, in the order of a table's columns.
    static func columns(_ options: Options) -> [MetricColumn]
    /// The curves it yields, such as the score over the steps of MoRF.
    static func curves(_ options: Options) -> [Curve]
    /// The maps it yields, such as where in a picture the entropy is high.
    static func maps(_ options: Options) -> [MetricMap]
    /// What it is said of.
    static var subject: MetricSubject { get }
    /// The files that the options name.
    static func files(_ options: Options) -> [FileNeed]

    static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult

    /// An estimate of the work in passes forward and backward, to tell the time by; 0 for what runs no network. A pass
    /// forward alone counts as a third. Explanations made anew are not in it.
    ///
    /// - Parameter inputShape: of the model, C × H × W.
    static func passes(_ options: Options, inputShape: [Int]) -> Int

    /// How often it explains the image anew, at most, each as much work as the explanation that it judges.
    static func explanations(_ options: Options) -> Int

    /// Bytes of working memory beyond the weights.
    static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int
}

extension Metric {
    package static func curves(_ options: Options) -> [Curve] { [] }
    package static func maps(_ options: Options) -> [MetricMap] { [] }
    package static var subject: MetricSubject { .explanation }
    package static func files(_ options: Options) -> [FileNeed] { [] }
    package static func passes(_ options: Options, inputShape: [Int]) -> Int { 0 }
    package static func explanations(_ options: Options) -> Int { 0 }
    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        1 << 20
    }
}

/// One number of a metric, as a table heads it.
package struct MetricColumn: Hashable, Sendable {
    package enum Direction: String, Hashable, Sendable {
        case higherIsBetter = "higher is better"
        case lowerIsBetter = "lower is better"
        /// The number describes and does not judge.
        case none = "no direction"
    }

    /// The key in `MetricResult.numbers`, in kebab-case.
    package let name: String
    /// "ABPC per step".
    package let title: String
    package let direction: Direction
    /// How it is defined, in a line: formula, operator, score (logit or probability).
    package let definition: String
    /// "bytes"; empty where there is none.
    package let unit: String

    package init(name: String, title: String, direction: Direction, definition: String, unit: String = "") {
        self.name = name
        self.title = title
        self.direction = direction
        self.definition = definition
        self.unit = unit
    }
}

/// What a metric is said of.
package enum MetricSubject: Sendable {
    /// A map or a picture that a method made of an image.
    case explanation
    /// A picture that a method drew, with or without an image.
    case picture
}

/// A map that a metric yields, as an exhibit shows it.
package struct MetricMap: Hashable, Sendable {
    /// The key in `MetricResult.maps`, in kebab-case; what an exhibit's `maps` names.
    package let name: String
    package let title: String
    /// Whether its values are gray levels from 0 to 255 rather than numbers on a colour scale.
    package let isPicture: Bool
    /// Whether its numbers are drawn about zero, which is the middle of the scale.
    package let isSigned: Bool

    package init(name: String, title: String, isPicture: Bool = false, isSigned: Bool = false) {
        self.name = name
        self.title = title
        self.isPicture = isPicture
        self.isSigned = isSigned
    }
}

/// One explanation as a metric sees it.
package struct MetricRequest: Sendable {
    package let model: Model
    /// 1 × C × H × W in the model's input space; of a picture that was drawn without an image, the picture itself.
    package let input: Tensor
    /// The method's raw result.
    package let map: Tensor
    /// What the raw result is.
    package let output: MethodOutput
    /// The method's options, defaults filled in.
    package let methodOptions: JSON
    /// What was explained; nil for the predicted class.
    package let target: Target?
    /// Explains the same input by the same method with the same options, for another model of the same shape and the
    /// target that is given.
    package let explain: @Sendable (Model, Target, Workers) throws(Diagnostic) -> Tensor
    /// The files that options name, by option.
    package let files: [String: SuppliedFile]
    package let workers: Workers
    /// Called with the share of the work that is done; throws where the job is to stop.
    package let progress: @Sendable (Double) throws(Diagnostic) -> Void

    package init(
        model: Model, input: Tensor, map: Tensor, output: MethodOutput, target: Target?,
        methodOptions: JSON = .object([:]), files: [String: SuppliedFile] = [:], workers: Workers,
        explain: @escaping @Sendable (Model, Target, Workers) throws(Diagnostic) -> Tensor,
        progress: @escaping @Sendable (Double) throws(Diagnostic) -> Void = { _ throws(Diagnostic) in }
    ) {
        self.model = model
        self.input = input
        self.map = map
        self.output = output
        self.target = target
        self.methodOptions = methodOptions
        self.files = files
        self.workers = workers
        self.explain = explain
        self.progress = progress
    }
}

/// What a metric found.
package struct MetricResult: Sendable {
    /// By the names of the metric's columns, all of them finite; one that is undefined for this explanation is missing.
    package let numbers: [String: Double]
    /// By the names of the metric's curves.
    package let curves: [String: [Double]]
    /// By the names of the metric's maps, 1 × 1 × height × width.
    package let maps: [String: Tensor]
    /// Further numbers for the record that no table shows, such as what a map was scaled by.
    package let details: [String: Double]

    package init(
        numbers: [String: Double], curves: [String: [Double]] = [:], maps: [String: Tensor] = [:],
        details: [String: Double] = [:]
    ) {
        self.numbers = numbers
        self.curves = curves
        self.maps = maps
        self.details = details
    }
}
