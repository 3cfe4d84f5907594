package import Diagnostics
import Pictures

/// How much lighter or darker a drawing is than what it started from.
package enum GrayChange: Metric {
    package struct Options: Settings {
        package init() {}
        package static let fields: [SettingField<Options>] = []
    }

    package static let id = "gray-change"
    package static let title = "Gray change"
    package static let summary = "How much lighter or darker a drawn picture is than the gray that it started from."
    package static let discussion = """
        The mean level of the picture made gray, int(0.3 R + 0.59 G + 0.11 B), minus the gray level of the start. A method \
        that keeps to what a display can show can only lighten black and only darken white; the start that changes least \
        lies between.
        """
    package static let reference = """
        Li, Jiang, Zhang, Zhao, Jiang: Towards interpreting computer vision based on transformation invariant \
        optimization, 2021, section 2.2, figure 2.
        """
    package static let revision = 1
    package static let subject = MetricSubject.picture

    package static func columns(_ options: Options) -> [MetricColumn] {
        [
            MetricColumn(
                name: id, title: title, direction: .none,
                definition: "mean of int(0.3 R + 0.59 G + 0.11 B) − `start-gray`", unit: "gray levels")
        ]
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let mean = try request.grayLevels(for: id).mean
        guard let start = request.methodOptions["start-gray"]?.numberValue else {
            throw Diagnostic(
                .error, "no-start-gray", "'\(id)' compares with the gray that a drawing starts from",
                notes: [.init("use a method that has the option 'start-gray'")])
        }
        return MetricResult(numbers: [id: mean - start], details: ["mean-gray": mean])
    }
}
