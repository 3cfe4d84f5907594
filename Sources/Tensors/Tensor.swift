/// An array of float32 in row-major order, with value semantics.
///
/// Activations and images are NCHW: batch, channels, height, width.
package struct Tensor: Sendable {
    /// The extent of every axis; an empty shape is a scalar.
    package private(set) var shape: [Int]
    private var storage: TensorStorage

    /// A tensor of zeros.
    package init(shape: [Int]) {
        self.init(shape: shape, storage: TensorStorage(count: shape.reduce(1, *), zeroed: true))
    }

    package init(shape: [Int], repeating value: Float) {
        self.init(shape: shape, storage: TensorStorage(count: shape.reduce(1, *), zeroed: false))
        withUnsafeMutableBufferPointer { $0.update(repeating: value) }
    }

    /// - Precondition: there are as many elements as the shape says.
    package init(shape: [Int], elements: some Collection<Float>) {
        precondition(elements.count == shape.reduce(1, *), "\(elements.count) elements for shape \(shape)")
        self.init(shape: shape, storage: TensorStorage(count: elements.count, zeroed: false))
        withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: elements) }
    }

    /// A tensor whose elements are written by `body`, which must set all of them.
    package init(shape: [Int], initializingWith body: (UnsafeMutableBufferPointer<Float>) -> Void) {
        let storage = TensorStorage(count: shape.reduce(1, *), zeroed: false)
        body(storage.elements)
        self.init(shape: shape, storage: storage)
    }

    /// A tensor over memory that `owner` keeps alive and nobody changes, such as a mapped file.
    package init(shape: [Int], borrowing memory: UnsafeBufferPointer<Float>, from owner: any AnyObject & Sendable) {
        precondition(memory.count == shape.reduce(1, *))
        self.init(shape: shape, storage: TensorStorage(borrowing: memory, from: owner))
    }

    private init(shape: [Int], storage: TensorStorage) {
        self.shape = shape
        self.storage = storage
    }

    package var count: Int { storage.elements.count }

    package var elements: [Float] { Array(storage.elements) }

    /// The element at a position in row-major order.
    package subscript(index: Int) -> Float {
        get {
            precondition(storage.elements.indices.contains(index))
            return storage.elements[index]
        }
        set {
            precondition(storage.elements.indices.contains(index))
            makeUnique()
            storage.elements[index] = newValue
        }
    }

    /// The same elements in another shape of the same count.
    package func reshaped(to shape: [Int]) -> Tensor {
        precondition(shape.reduce(1, *) == count, "\(self.shape) cannot become \(shape)")
        return Tensor(shape: shape, storage: storage)
    }

    package func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let result = try body(UnsafeBufferPointer(storage.elements))
        withExtendedLifetime(storage) {}
        return result
    }

    package mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        makeUnique()
        let result = try body(storage.elements)
        withExtendedLifetime(storage) {}
        return result
    }

    private mutating func makeUnique() {
        if storage.isBorrowed || !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
    }
}

extension Tensor: Equatable {
    package static func == (left: Tensor, right: Tensor) -> Bool {
        left.shape == right.shape && left.storage.elements.elementsEqual(right.storage.elements)
    }
}

/// Memory aligned for vector instructions, or borrowed from an owner.
///
/// Unchecked: `Tensor` changes it only while it holds the sole reference.
private final class TensorStorage: @unchecked Sendable {
    let elements: UnsafeMutableBufferPointer<Float>
    private let owner: (any AnyObject & Sendable)?

    var isBorrowed: Bool { owner != nil }

    init(count: Int, zeroed: Bool) {
        let bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64)
        elements = UnsafeMutableBufferPointer(start: bytes.bindMemory(to: Float.self).baseAddress, count: count)
        owner = nil
        if zeroed { elements.initialize(repeating: 0) }
    }

    init(borrowing memory: UnsafeBufferPointer<Float>, from owner: any AnyObject & Sendable) {
        elements = UnsafeMutableBufferPointer(mutating: memory)
        self.owner = owner
    }

    func copy() -> TensorStorage {
        let copy = TensorStorage(count: elements.count, zeroed: false)
        _ = copy.elements.update(fromContentsOf: elements)
        return copy
    }

    deinit {
        if owner == nil { UnsafeMutableRawPointer(elements.baseAddress)?.deallocate() }
    }
}

/// The product of extents, or nil where it does not fit or an extent is negative; for shapes read from files.
package func elementCount(of shape: [Int], atMost limit: Int = 1 << 40) -> Int? {
    var count = 1
    for extent in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow, product <= limit else { return nil }
        count = product
    }
    return count
}
