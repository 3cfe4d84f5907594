import Tensors

extension Network {
    /// The network with its convolutions replaced; shapes must stay as they are.
    package func mappingConvolutions(_ transform: (NodeID, Convolution) -> Convolution) -> Network {
        mappingOperations { id, operation in (operation as? Convolution).map { transform(id, $0) } ?? operation }
    }

    /// The network with those of its convolutions summed directly that are cheaper so where patches are recomputed.
    ///
    /// A tile of Winograd's takes a fraction of the products, but it is computed whole, and rounding carries every change
    /// to all of it, so that cones of tiles widen faster. A full pass takes longer with the convolutions chosen here, and
    /// its numbers differ from the network's own as two algorithms round differently.
    ///
    /// - Parameters:
    ///   - node: whose value is wanted.
    ///   - patch: the size of the patches.
    package func suitingCones(to node: NodeID, patch: Extent) -> Network {
        let program = ConeProgram(self, read: node, isDirect: false)
        let tiled = program.tiled
        guard !tiled.isEmpty, inputShape.count == 3 else { return self }
        var direct = Set(tiled)
        var least = program.summingDirectly(direct).cost(of: patch)
        // From the deepest on, where cones are widest; a second round, since what is chosen before changes what pays.
        for id in tiled.reversed() + tiled.reversed() {
            direct.formSymmetricDifference([id])
            let cost = program.summingDirectly(direct).cost(of: patch)
            if cost < least { least = cost } else { direct.formSymmetricDifference([id]) }
        }
        return mappingConvolutions { direct.contains($0) ? $1.summingDirectly() : $1 }
    }
}

extension ConeProgram {
    /// What patches along the image's diagonal cost.
    fileprivate func cost(of patch: Extent) -> Double {
        let places = 7
        func range(_ index: Int, _ size: Int, _ extent: Int) -> Range<Int> {
            let size = min(size, extent)
            let first = index * (extent - size) / (places - 1)
            return first..<first + size
        }
        return (0..<places).reduce(0) { sum, index in
            let plan = ConePlan(
                self,
                patches: (
                    [range(index, patch.height, network.inputShape[1])],
                    [range(index, patch.width, network.inputShape[2])]
                ), context: PassContext(workers: .one))
            return sum + plan.cost
        }
    }
}
