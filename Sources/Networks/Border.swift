import Tensors

/// Between the engine and an operator that takes images channel after channel: copies in the other order.
struct Border {
    private let inputs: [[Int]]
    private let output: [Int]
    private let batch: Int
    private let isPlanar: Bool

    init(_ operation: any Operator, _ inputs: [[Int]], _ output: [Int], _ batch: Int) {
        self.inputs = inputs
        self.output = output
        self.batch = batch
        isPlanar = operation.order == .planar
    }

    /// Elements that copies of all inputs and the output take.
    var count: Int { isPlanar ? (inputs + [output]).reduce(0) { $0 + size($1) } : 0 }

    private func size(_ shape: [Int]) -> Int {
        Reordering.matters(for: shape) ? (batch * shape.reduce(1, *) + 15) / 16 * 16 : 0
    }

    /// The values in the operator's order; a copy takes its memory from `room`.
    func taken(_ values: Values, _ room: inout UnsafeMutablePointer<Float>?, _ workers: Workers) -> Values {
        guard isPlanar, Reordering.matters(for: values.shape), let place = room else { return values }
        Reordering.planar(values.start, shape: values.shape, batch: batch, into: place, workers: workers)
        room = place + size(values.shape)
        return Values(shape: values.shape, start: place)
    }

    /// Where the operator writes what belongs at `values`: there, or in memory from `room`.
    func place(for values: MutableValues, _ room: inout UnsafeMutablePointer<Float>?) -> MutableValues {
        guard isPlanar, Reordering.matters(for: values.shape), let place = room else { return values }
        room = place + size(values.shape)
        return MutableValues(shape: values.shape, start: place)
    }
}
