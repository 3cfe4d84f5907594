import Tensors

extension Execution {
    /// - Parameter wanted: the node whose gradient is asked for, at which the pass ends.
    func backward(
        from cotangents: [NodeID: Tensor], to wanted: NodeID = Network.input, workers: Workers,
        visit: (NodeID, any Operator, GradientPass) -> Void
    ) {
        precondition(hasRun && cotangents.keys.allSatisfy(reads.contains))
        precondition(!isSpent, "one forward pass serves one backward pass; run forward again")
        isSpent = true
        var state = BackwardState(network, program, layout, cotangents: cotangents.keys, wanted: wanted)
        for (index, step) in program.steps.enumerated().reversed() where layout.gradients[step.result] != nil {
            if step.result == wanted { break }
            add(cotangents, to: step.result, &state, workers: workers)
            guard state.isWritten[step.result] else { continue }
            measured(step, isGradient: true) { backward(index, &state, workers: workers, visit: visit) }
        }
        guard layout.gradients[wanted] != nil else { return }
        add(cotangents, to: wanted, &state, workers: workers)
        if !state.isWritten[wanted] { clearGradient(wanted) }
    }

    func backward(
        _ index: Int, _ state: inout BackwardState, workers: Workers,
        visit: (NodeID, any Operator, GradientPass) -> Void
    ) {
        let step = program.steps[index]
        let node = network.nodes[step.core]
        guard let operation = node.operation else { return }
        if let bounds = step.clamp(in: network), !state.isMasked[step.result] {
            Gate(values: values(of: step.result), bounds: bounds)
                .apply(to: gradients(of: step.result), batch: backwardBatch, context(workers))
        }
        if step.rule != nil || !(operation is any ClampingOperator) {
            let pass = prepare(step, operation, &state, workers)
            visit(step.core, operation, pass)
            if pass.inputGradients.contains(where: { $0 != nil }) {
                if let rule = step.rule {
                    rule.propagate(pass, through: operation)
                } else {
                    operation.addGradient(pass)
                }
            }
            finish(pass, step, operation, workers)
        }
        guard let heir = step.residual ?? step.heir(in: network), layout.gradients[heir] != nil else { return }
        if !layout.handsOn[index] {
            let count = backwardBatch * network.nodes[heir].shape.reduce(1, *)
            if !state.isWritten[heir] { clearGradient(heir) }
            let (source, target) = (gradient(step.result), gradient(heir))
            workers.forEachRange(of: count) { range in
                for index in range { target[index] += source[index] }
            }
        }
        state.isWritten[heir] = true
        state.remaining[heir] -= 1
    }

    /// What an operator's gradient is given; the inputs' gradients count as written from here on.
    func prepare(
        _ step: Step, _ operation: any Operator, _ state: inout BackwardState, _ workers: Workers
    ) -> GradientPass {
        let node = network.nodes[step.core]
        let borders = borders(step, operation)
        let context = context(workers, after: borders.values.count + borders.gradients.count)
        let finishes = step.rule == nil && operation.writesGradients
        var room = workspace.start
        var targets: [InputGradient] = []
        let inputGradients = node.inputs.map { input -> MutableValues? in
            guard layout.gradients[input] != nil else {
                targets.append(InputGradient())
                return nil
            }
            state.remaining[input] -= 1
            let isFresh = !state.isWritten[input]
            state.isWritten[input] = true
            let own = gradients(of: input)
            guard finishes else {
                if isFresh { clearGradient(input) }
                targets.append(InputGradient())
                let place = borders.gradients.place(for: own, &room)
                if place.start != own.start { place.start.update(repeating: 0, count: backwardBatch * own.count) }
                return place
            }
            var gate: Gate?
            if state.remaining[input] == 0, let bounds = state.clamps[input] {
                // What a concatenation joins was masked with it.
                if !(operation is Concatenation && state.isMasked[step.result]) {
                    gate = Gate(values: values(of: input), bounds: bounds)
                }
                state.isMasked[input] = true
            }
            targets.append(InputGradient(isFresh: isFresh, gate: gate))
            return own
        }
        let reads = step.reads(in: network)
        return GradientPass(
            batch: backwardBatch, inputShapes: network.inputShapes(of: step.core),
            inputs: reads.contains(.inputs) || purpose == .training
                ? node.inputs.map { borders.values.taken(values(of: $0), &room, workers) } : [],
            output: reads.contains(.output) ? borders.values.taken(values(of: step.result), &room, workers) : nil,
            auxiliary: auxiliary(step.core).map { UnsafePointer($0) },
            outputGradient: borders.gradients.taken(Values(gradients(of: step.result)), &room, workers),
            inputGradients: inputGradients, targets: targets, context: context)
    }

    /// Adds gradients that an operator left in its own order.
    func finish(_ pass: GradientPass, _ step: Step, _ operation: any Operator, _ workers: Workers) {
        for (input, found) in zip(network.nodes[step.core].inputs, pass.inputGradients) {
            guard let found, found.start != gradient(input) else { continue }
            Reordering.addChannelsLast(
                found.start, shape: found.shape, batch: backwardBatch, to: gradient(input), workers: workers)
        }
    }

    func add(
        _ cotangents: [NodeID: Tensor], to id: NodeID, _ state: inout BackwardState, workers: Workers
    ) {
        guard let cotangent = cotangents[id] else { return }
        let shape = network.nodes[id].shape
        precondition(cotangent.count == backwardBatch * shape.reduce(1, *))
        if !state.isWritten[id] { clearGradient(id) }
        state.isWritten[id] = true
        let target = gradient(id)
        cotangent.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            if Reordering.matters(for: shape) {
                Reordering.addChannelsLast(start, shape: shape, batch: backwardBatch, to: target, workers: workers)
            } else {
                for index in source.indices { target[index] += source[index] }
            }
        }
    }

    func clearGradient(_ id: NodeID) {
        gradient(id).update(repeating: 0, count: backwardBatch * network.nodes[id].shape.reduce(1, *))
    }
}
