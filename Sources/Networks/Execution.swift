package import Diagnostics
import Foundation
package import Tensors

/// Forward and backward passes of a network over one batch size, with memory planned once and reused by every run.
///
/// Forward runs to the deepest node that is asked for. Backward takes cotangents at any nodes that were asked for and
/// computes only what lies between them and the input; it reuses the memory of values, so that each backward pass needs
/// a forward pass before it.
package final class Execution {
    package let network: Network
    package let batch: Int
    /// The nodes whose values can be read and at which cotangents can be put in.
    package let reads: [NodeID]
    /// Bytes of working memory, weights not counted.
    package var memoryNeed: Int { (plan.size + auxiliarySize) * MemoryLayout<Float>.stride }

    private let purpose: Purpose
    private let needed: [Bool]
    private let values: [Int]
    private let gradients: [Int?]
    private let auxiliaries: [Int?]
    private let plan: MemoryPlan
    private let auxiliarySize: Int
    private var memory: UnsafeMutablePointer<Float>?
    private var auxiliaryMemory: UnsafeMutablePointer<UInt32>?
    private var hasRun = false
    /// Whether a backward pass has since taken over the memory of values that nobody asked for.
    private var isSpent = false

    package enum Purpose: Sendable {
        /// Values only.
        case forward
        /// Values, then gradients with respect to the input.
        case gradient
        /// Values, then gradients with respect to the parameters.
        case training
    }

    /// - Parameters:
    ///   - batch: images at a time.
    ///   - reads: nodes whose values are wanted.
    package init(_ network: Network, batch: Int = 1, reads: [NodeID], for purpose: Purpose) {
        precondition(batch > 0 && !reads.isEmpty)
        self.network = network
        self.batch = batch
        self.reads = reads
        self.purpose = purpose
        needed = network.ancestors(of: reads)
        let layout = Layout(network: network, batch: batch, reads: reads, needed: needed, purpose: purpose)
        plan = MemoryPlan(layout.requests)
        values = layout.values
        gradients = layout.gradients
        auxiliaries = layout.auxiliaries
        auxiliarySize = layout.auxiliarySize
    }

    deinit {
        free(memory)
        free(auxiliaryMemory)
    }

    /// Runs the network forward.
    ///
    /// - Parameter input: N × C × H × W, N being the batch.
    package func forward(_ input: Tensor, workers: Workers) throws(Diagnostic) {
        guard input.shape == [batch] + network.inputShape else {
            throw Diagnostic(
                .error, "input-shape",
                "the network reads \(([batch] + network.inputShape).description), the input is \(input.shape)")
        }
        try allocate()
        input.withUnsafeBufferPointer { elements in
            if let source = elements.baseAddress { value(Network.input).update(from: source, count: elements.count) }
        }
        for (id, node) in network.nodes.enumerated() where needed[id] {
            guard let operation = node.operation else { continue }
            operation.forward(
                ForwardPass(
                    batch: batch, inputs: node.inputs.map(values(of:)),
                    output: MutableValues(shape: node.shape, start: value(id)),
                    auxiliary: auxiliaries[id].flatMap { offset in auxiliaryMemory.map { $0 + offset } },
                    workers: workers))
        }
        hasRun = true
        isSpent = false
    }

    /// The value of a node that was asked for: the batch axis, then the node's shape.
    package func value(of node: NodeID) -> Tensor {
        precondition(hasRun && reads.contains(node))
        let shape = [batch] + network.nodes[node].shape
        return Tensor(shape: shape, elements: UnsafeBufferPointer(start: value(node), count: shape.reduce(1, *)))
    }

    /// The gradient at the input of the sum of all values weighted by their cotangents.
    ///
    /// - Parameter cotangents: for nodes that were asked for, tensors of their values' shapes.
    package func inputGradient(from cotangents: [NodeID: Tensor], workers: Workers) -> Tensor {
        precondition(purpose == .gradient)
        backward(from: cotangents, workers: workers) { _, _, _ in }
        let shape = [batch] + network.inputShape
        return Tensor(
            shape: shape, elements: UnsafeBufferPointer(start: gradient(Network.input), count: shape.reduce(1, *)))
    }

    /// The gradients of every trainable node's parameters, in the order of its `parameters`.
    package func parameterGradients(from cotangents: [NodeID: Tensor], workers: Workers) -> [NodeID: [Tensor]] {
        precondition(purpose == .training)
        var result: [NodeID: [Tensor]] = [:]
        backward(from: cotangents, workers: workers) { id, operation, pass in
            if let operation = operation as? any TrainableOperator { result[id] = operation.parameterGradients(pass) }
        }
        return result
    }

    private func backward(
        from cotangents: [NodeID: Tensor], workers: Workers,
        visit: (NodeID, any Operator, GradientPass) -> Void
    ) {
        precondition(hasRun && cotangents.keys.allSatisfy(reads.contains))
        precondition(!isSpent, "one forward pass serves one backward pass; run forward again")
        isSpent = true
        var reached = [Bool](repeating: false, count: network.nodes.count)
        for (id, node) in network.nodes.enumerated().reversed() where gradients[id] != nil {
            if let cotangent = cotangents[id] {
                precondition(cotangent.count == batch * network.nodes[id].shape.reduce(1, *))
                add(cotangent, to: id, isFirst: !reached[id])
                reached[id] = true
            }
            guard reached[id], let operation = node.operation else { continue }
            let inputGradients = node.inputs.map { input -> MutableValues? in
                guard gradients[input] != nil else { return nil }
                if !reached[input] { clearGradient(input) }
                reached[input] = true
                return MutableValues(shape: network.nodes[input].shape, start: gradient(input))
            }
            let reads = operation.gradientReads
            let pass = GradientPass(
                batch: batch, inputShapes: node.inputs.map { network.nodes[$0].shape },
                inputs: reads.contains(.inputs) || purpose == .training ? node.inputs.map(values(of:)) : [],
                output: reads.contains(.output) ? values(of: id) : nil,
                auxiliary: auxiliaries[id].flatMap { offset in auxiliaryMemory.map { UnsafePointer($0 + offset) } },
                outputGradient: Values(shape: node.shape, start: gradient(id)),
                inputGradients: inputGradients, workers: workers)
            visit(id, operation, pass)
            if inputGradients.contains(where: { $0 != nil }) { operation.addGradient(pass) }
        }
        if gradients[Network.input] != nil, !reached[Network.input] { clearGradient(Network.input) }
    }

    private func add(_ cotangent: Tensor, to id: NodeID, isFirst: Bool) {
        let target = gradient(id)
        cotangent.withUnsafeBufferPointer { source in
            if isFirst {
                for index in source.indices { target[index] = source[index] }
            } else {
                for index in source.indices { target[index] += source[index] }
            }
        }
    }

    private func clearGradient(_ id: NodeID) {
        gradient(id).update(repeating: 0, count: batch * network.nodes[id].shape.reduce(1, *))
    }

    /// - Throws: where the system has not that much memory.
    private func allocate() throws(Diagnostic) {
        if memory == nil { memory = try reserve(plan.size, of: Float.self) }
        if auxiliaryMemory == nil, auxiliarySize > 0 { auxiliaryMemory = try reserve(auxiliarySize, of: UInt32.self) }
    }

    private func reserve<Element>(_ count: Int, of type: Element.Type) throws(Diagnostic) -> UnsafeMutablePointer<
        Element
    > {
        var bytes: UnsafeMutableRawPointer?
        let (size, overflow) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflow, size <= ProcessInfo.processInfo.physicalMemory, posix_memalign(&bytes, 64, size) == 0,
            let bytes
        else {
            throw Diagnostic(
                .error, "no-memory", "the network needs \(memoryNeed >> 20) MiB for its values, more than there is",
                notes: [.init("use a smaller input or batch; 'vitrine inspect' shows the largest layers")])
        }
        return bytes.bindMemory(to: Element.self, capacity: max(1, count))
    }

    private func value(_ id: NodeID) -> UnsafeMutablePointer<Float> { start + plan.offsets[values[id]] }

    private func values(of id: NodeID) -> Values { Values(shape: network.nodes[id].shape, start: value(id)) }

    private func gradient(_ id: NodeID) -> UnsafeMutablePointer<Float> {
        guard let buffer = gradients[id] else { preconditionFailure("no gradient was planned for node \(id)") }
        return start + plan.offsets[buffer]
    }

    private var start: UnsafeMutablePointer<Float> {
        guard let memory else { preconditionFailure("forward has not run") }
        return memory
    }
}

/// Which buffers a run needs, and from which step to which.
///
/// Steps are counted 0 ..< n forward, n ..< 2n backward (the last node first), so a lifetime is a range of numbers.
private struct Layout {
    private(set) var requests: [MemoryPlan.Request] = []
    /// The buffer of each node's value; nodes that share one run in place.
    private(set) var values: [Int]
    /// The buffer of each node's gradient.
    private(set) var gradients: [Int?]
    private(set) var auxiliaries: [Int?]
    private(set) var auxiliarySize = 0

    init(network: Network, batch: Int, reads: [NodeID], needed: [Bool], purpose: Execution.Purpose) {
        let count = network.nodes.count
        let isBackward = purpose != .forward
        let end = 2 * count
        values = [Int](repeating: 0, count: count)
        gradients = [Int?](repeating: nil, count: count)
        auxiliaries = [Int?](repeating: nil, count: count)

        let receives = Self.receivesGradient(network: network, needed: needed, purpose: purpose)
        var lastUse = Array(0..<count)
        for (id, node) in network.nodes.enumerated() where needed[id] {
            guard let operation = node.operation else { continue }
            for input in node.inputs { lastUse[input] = max(lastUse[input], id) }
            guard isBackward, receives[id] else { continue }
            let step = end - 1 - id
            if operation.gradientReads.contains(.output) { lastUse[id] = max(lastUse[id], step) }
            if operation.gradientReads.contains(.inputs) || purpose == .training {
                for input in node.inputs { lastUse[input] = max(lastUse[input], step) }
            }
        }
        for id in reads { lastUse[id] = end }

        var first = Array(0..<count)
        var owner = Array(0..<count)
        for (id, node) in network.nodes.enumerated() where needed[id] {
            guard let operation = node.operation, operation.runsInPlace, let input = node.inputs.first,
                input != Network.input, lastUse[input] == id,
                network.nodes[input].shape.reduce(1, *) == node.shape.reduce(1, *)
            else { continue }
            owner[id] = owner[input]
            first[owner[id]] = min(first[owner[id]], first[id])
            lastUse[owner[id]] = max(lastUse[owner[id]], lastUse[id])
        }
        for id in network.nodes.indices where needed[id] {
            if owner[id] == id {
                values[id] = requests.count
                requests.append(
                    .init(size: batch * network.nodes[id].shape.reduce(1, *), lifetime: first[id]...lastUse[id]))
            } else {
                values[id] = values[owner[id]]
            }
        }
        guard isBackward else { return }
        planGradients(network: network, batch: batch, reads: reads, receives: receives, end: end)
    }

    private mutating func planGradients(
        network: Network, batch: Int, reads: [NodeID], receives: [Bool], end: Int
    ) {
        let cotangents = Set(reads)
        var firstUse = network.nodes.indices.map { end - 1 - $0 }
        for (id, node) in network.nodes.enumerated() where receives[id] {
            for input in node.inputs { firstUse[input] = min(firstUse[input], end - 1 - id) }
        }
        for (id, node) in network.nodes.enumerated() where receives[id] {
            let own = end - 1 - id
            let last = id == Network.input ? end : own
            gradients[id] = requests.count
            requests.append(
                .init(
                    size: batch * node.shape.reduce(1, *),
                    lifetime: (cotangents.contains(id) ? min(firstUse[id], own) : firstUse[id])...last))
            if let operation = node.operation {
                let words = operation.auxiliaryCount(for: node.inputs.map { network.nodes[$0].shape }) * batch
                if words > 0 {
                    auxiliaries[id] = auxiliarySize
                    auxiliarySize += words
                }
            }
        }
    }

    /// Nodes that a gradient passes: needed, and behind the input or, in training, behind a parameter.
    private static func receivesGradient(network: Network, needed: [Bool], purpose: Execution.Purpose) -> [Bool] {
        guard purpose != .forward else { return needed.map { _ in false } }
        var receives = [Bool](repeating: false, count: network.nodes.count)
        for (id, node) in network.nodes.enumerated() where needed[id] {
            if node.operation == nil {
                receives[id] = purpose == .gradient
            } else {
                let learns = purpose == .training && node.operation is any TrainableOperator
                receives[id] = learns || node.inputs.contains { receives[$0] }
            }
        }
        return receives
    }
}
