package import Networks
package import Tensors

/// What a picture is to make large: objectives with weights, which add up.
package struct Goal: Sendable {
    package struct Term: Sendable {
        package let objective: Objective
        package let weight: Double

        package init(_ objective: Objective, weight: Double = 1) {
            self.objective = objective
            self.weight = weight
        }
    }

    /// The first is what the picture is of.
    package let terms: [Term]

    /// - Precondition: there is a term.
    package init(_ terms: [Term]) {
        precondition(!terms.isEmpty)
        self.terms = terms
    }

    package init(_ objective: Objective) { self.init([Term(objective)]) }

    var principal: Objective { terms[0].objective }

    /// The nodes that it reads, each once, in topological order.
    package var nodes: [NodeID] { Set(terms.map(\.objective.node)).sorted() }

    /// The value for one image of a run's batch.
    ///
    /// - Parameter activations: the values of `nodes`, the batch axis first.
    package func value(_ activations: [NodeID: Tensor], image: Int = 0) -> Double {
        terms.reduce(0) { sum, term in
            guard let activation = activations[term.objective.node] else { return sum }
            return sum + term.weight * term.objective.value(activation, image: image)
        }
    }

    /// Adds the derivative of one image's value to cotangents of the activations' shapes.
    package func addCotangents(
        at activations: [NodeID: Tensor], image: Int = 0, to cotangents: inout [NodeID: Tensor]
    ) {
        for term in terms {
            guard let activation = activations[term.objective.node] else { continue }
            let gradient = term.objective.gradient(activation, image: image)
            let weight = Float(term.weight)
            cotangents[term.objective.node]?.withUnsafeMutableBufferPointer { target in
                let start = image * gradient.count
                for index in gradient.indices { target[start + index] += weight * gradient[index] }
            }
        }
    }
}
