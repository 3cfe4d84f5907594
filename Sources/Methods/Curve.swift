/// One curve of a method or a metric, as a plot shows it.
package struct Curve: Hashable, Sendable {
    /// The key in `MethodResult.series` or `MetricResult.curves`, in kebab-case; what an exhibit's `plot` names.
    package let name: String
    package let title: String
    package let horizontal: String
    package let vertical: String
    /// The place of the first value, and from one value to the next.
    package let start: Double
    package let step: Double

    package init(
        name: String, title: String, horizontal: String, vertical: String, start: Double = 0, step: Double = 1
    ) {
        self.name = name
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.start = start
        self.step = step
    }
}
