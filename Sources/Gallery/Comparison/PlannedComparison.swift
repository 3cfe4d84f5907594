import Content
import Methods

/// What is measured of the two models of an exhibit, and the jobs that do it.
struct PlannedComparison: Sendable {
    let settings: Comparison
    /// Two.
    let models: [LoadedModel]
    /// The exhibit's images, then the further ones.
    let sets: [ImageSet]
    let maps: [MapGroup]
    let kernels: [KernelPair]
    /// What a reader must know of what is not compared, and why.
    let notes: [String]

    /// The predictions of both models for a set of images.
    struct ImageSet: Sendable {
        /// "shown", "further".
        let label: String
        let images: [GalleryImage]
        /// Of each model.
        let scores: [Job]
        let agreement: Job
    }

    /// Maps of both models that differ in nothing but the image: a row of the table.
    struct MapGroup: Sendable {
        let label: String
        let method: any Method.Type
        private(set) var pairs: [Pair]

        struct Pair: Sendable {
            /// The correlation of the two models' maps.
            let between: Job
            /// For each model the correlations of its map with those of other seeds; none where the method has no seed.
            let seeds: [[Job]]
        }

        mutating func add(_ pair: Pair) { pairs.append(pair) }
    }

    /// A layer of one model and one of the other whose kernels are matched.
    struct KernelPair: Sendable {
        /// One for each model.
        let layers: [String]
        /// The kernels of the first layer that the exhibit shows; nil for all.
        let shown: Set<Int>?
        let matching: Job
        let imageCount: Int
        /// The grid on which activations are compared: height, width.
        let cells: [Int]
    }
}
