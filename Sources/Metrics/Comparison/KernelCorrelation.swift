package import Tensors

/// The activations of a layer's kernels over images and places, each kernel's with mean 0 and length 1.
package struct KernelActivations: Sendable {
    /// Kernels × places.
    private let values: [Float]
    package let kernelCount: Int
    package let placeCount: Int
    /// Whether each kernel's activations are all equal, so that it correlates with nothing.
    package let isSilent: [Bool]

    /// - Parameters:
    ///   - activations: images × kernels × places of one image, finite.
    ///   - images: those that count, in their order; by default all.
    /// - Precondition: three axes or more, none of them empty.
    package init(_ activations: Tensor, images: [Int]? = nil) {
        let shape = activations.shape
        let images = images ?? Array(0..<shape[0])
        let (kernels, area) = (shape[1], shape.dropFirst(2).reduce(1, *))
        let places = images.count * area
        var values = [Float](repeating: 0, count: kernels * places)
        var isSilent = [Bool](repeating: true, count: kernels)
        activations.withUnsafeBufferPointer { source in
            var own = [Double](repeating: 0, count: places)
            for kernel in 0..<kernels {
                for (number, image) in images.enumerated() {
                    for place in 0..<area {
                        own[number * area + place] = Double(source[(image * kernels + kernel) * area + place])
                    }
                }
                guard let first = own.first, own.contains(where: { $0 != first }) else { continue }
                let mean = own.reduce(0, +) / Double(places)
                let length = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
                guard length > 0 else { continue }
                isSilent[kernel] = false
                for place in 0..<places { values[kernel * places + place] = Float((own[place] - mean) / length) }
            }
        }
        self.values = values
        self.isSilent = isSilent
        kernelCount = kernels
        placeCount = places
    }

    /// Pearson's correlation of every kernel with every one of another layer over the same places, kernels × kernels of
    /// the other; 0 for silent ones.
    ///
    /// Products of single precision over a thousand places at a time, added in Double.
    package func correlations(with other: KernelActivations) -> [Double] {
        precondition(placeCount == other.placeCount, "the same places")
        let run = 1024
        var sums = [Double](repeating: 0, count: kernelCount * other.kernelCount)
        var product = [Float](repeating: 0, count: sums.count)
        values.withUnsafeBufferPointer { own in
            other.values.withUnsafeBufferPointer { others in
                product.withUnsafeMutableBufferPointer { product in
                    guard let a = own.baseAddress, let b = others.baseAddress, let c = product.baseAddress else {
                        return
                    }
                    for start in stride(from: 0, to: placeCount, by: run) {
                        BLAS.multiply(
                            BLAS.Matrix(a + start, stride: placeCount),
                            BLAS.Matrix(b + start, stride: placeCount, transposed: true), into: c,
                            stride: other.kernelCount, rows: kernelCount, columns: other.kernelCount,
                            depth: min(run, placeCount - start))
                        for index in sums.indices { sums[index] += Double(product[index]) }
                    }
                }
            }
        }
        return sums.map { min(max($0, -1), 1) }
    }
}
