import Content
import Diagnostics
import Methods
import Store

/// One cell of an exhibit, and the job that fills it.
struct PlannedFigure: Sendable {
    let id: String
    let coordinates: [Figure.Coordinate]
    let method: any Method.Type
    let model: LoadedModel
    let image: GalleryImage?
    let target: Target?
    /// The class or kernel in words; nil where the method takes the predicted class.
    let targetLabel: String?
    let job: Job
    let command: String
    let alternative: String
}

/// An exhibit with its figures in place.
struct PlannedExhibit: Sendable {
    let reference: ExhibitReference
    let exhibit: Exhibit
    let methods: [any Method.Type]
    let grids: [Grid]

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

    /// The jobs of models that are not trained; their keys are provisional.
    var unready: Set<Digest> {
        var keys: Set<Digest> = []
        for exhibit in exhibits {
            for figure in exhibit.grids.flatMap({ $0.cells.joined() }).compactMap({ $0 }) where !figure.model.isReady {
                keys.insert(figure.job.key)
            }
        }
        return keys
    }
}
