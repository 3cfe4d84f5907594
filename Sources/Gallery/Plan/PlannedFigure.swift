import Content
import Diagnostics
import Methods
import Store

/// One cell of an exhibit, and the job that fills it.
struct PlannedFigure: Sendable {
    let id: String
    let coordinates: [Figure.Coordinate]
    let method: any Method.Type
    let output: MethodOutput
    let model: LoadedModel
    let image: GalleryImage?
    let target: Target?
    /// The class or kernel in words; nil where the method takes the predicted class.
    let targetLabel: String?
    let job: Job
    /// In the order of the exhibit's metrics.
    let measures: [Job]
    let command: String
    let alternative: String
}

/// An exhibit with its figures in place.
struct PlannedExhibit: Sendable {
    let reference: ExhibitReference
    let exhibit: Exhibit
    let methods: [any Method.Type]
    let grids: [Grid]
    let arrangement: Arrangement
    let measurement: Measurement
    /// The figures by the rows and columns of the exhibit's tables.
    let table: Table
    /// What is measured of its two models.
    let comparison: PlannedComparison?
    /// The same with the values of the sweep as columns, where a number is plotted over them.
    let sweep: Table?

    var figures: [PlannedFigure] { grids.flatMap { $0.cells.flatMap { $0.compactMap { $0 } } } }

    /// Figures by the values of one axis, or of two.
    struct Table: Sendable {
        /// "method", "model", ….
        let rowAxis: String
        let rows: [String]
        /// Nil where the columns are numbers: then there is one column of figures without a name.
        let columnAxis: String?
        let columns: [String]
        /// `rows.count` × `columns.count`.
        let cells: [[[Placed]]]

        struct Placed: Sendable {
            /// Along the other axes; by it rows are compared.
            let place: [Int]
            /// The same without classes and swept options, which tell no independent cases apart: figures of one image
            /// that differ in nothing else count as one.
            let unit: [Int]
            let figure: PlannedFigure
        }
    }

    struct Grid: Sendable {
        let title: String?
        let rowAxis: String?
        let rows: [String]
        let columnAxis: String?
        let columns: [String]
        let cells: [[PlannedFigure?]]
    }
}

/// The figures of a gallery and the jobs behind them, each once.
package struct GalleryPlan: Sendable {
    let exhibits: [PlannedExhibit]
    /// In the order in which pages ask for them.
    package let jobs: [Job]
    /// By the name of each model that figures are of.
    let checks: [String: ModelChecks]
    /// The jobs of models that are not trained; their keys are provisional.
    let unready: Set<Digest>
}
