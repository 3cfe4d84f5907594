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
    /// The kernel that it is of; nil for one of a class, or of an image.
    package let kernel: KernelReference?
    /// The name of the metric's map that it shows; nil for what the method itself made.
    package let map: String?
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

    package init(
        id: String, coordinates: [Coordinate], method: String, model: String, kernel: KernelReference? = nil,
        map: String? = nil, state: State
    ) {
        self.id = id
        self.coordinates = coordinates
        self.method = method
        self.model = model
        self.kernel = kernel
        self.map = map
        self.state = state
    }
}

/// A channel of a layer of one of the gallery's models.
package struct KernelReference: Hashable, Sendable {
    /// The model's name.
    package let model: String
    package let layer: String
    package let channel: Int

    package init(model: String, layer: String, channel: Int) {
        self.model = model
        self.layer = layer
        self.channel = channel
    }
}
