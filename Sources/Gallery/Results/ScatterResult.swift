/// Two numbers of every figure against each other, by the rows of the exhibit's tables (Zhuang et al. 2021, figure 3).
package struct ScatterResult: Sendable {
    /// Of both numbers: "kernel-mse-others-mse".
    package let id: String
    package let title: String
    package let horizontal: String
    package let vertical: String
    package let groups: [Group]
    /// What a reader must know: which figures are not among the points, and why.
    package let notes: [String]

    /// The figures of one row.
    package struct Group: Sendable {
        package let label: String
        package let points: [Point]

        package init(label: String, points: [Point]) {
            self.label = label
            self.points = points
        }
    }

    package struct Point: Sendable {
        package let x: Double
        package let y: Double
        /// The id of the figure.
        package let figure: String

        package init(x: Double, y: Double, figure: String) {
            self.x = x
            self.y = y
            self.figure = figure
        }
    }

    package init(
        id: String, title: String, horizontal: String, vertical: String, groups: [Group], notes: [String] = []
    ) {
        self.id = id
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.groups = groups
        self.notes = notes
    }
}
