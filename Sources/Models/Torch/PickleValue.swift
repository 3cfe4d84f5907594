import Tensors

/// A value on the unpickler's stack.
///
/// What can hold others is kept in a table and named by its place there: a value is then small, may be shared as the
/// memo shares it, and is freed without recursion however deep a file nests.
enum PickleValue: Hashable {
    case none
    case bool(Bool)
    case integer(Int)
    case float(Double)
    case text(String)
    case global(PickleGlobal)
    case object(Int)
}

enum PickleObject {
    case tuple([PickleValue])
    case list([PickleValue])
    /// In the order of the file; of equal keys the last counts.
    case dictionary([(key: PickleValue, value: PickleValue)])
    case storage(TorchStorage)
    case tensor(TorchTensor)
}

/// The only names of Python that a file of weights may mention; none is ever looked up or called.
enum PickleGlobal: Hashable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    /// The type of a storage's elements.
    case storage(ElementType)

    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", _), ("torch.storage", _):
            guard let type = Self.storages[name] else { return nil }
            self = .storage(type)
        default: return nil
        }
    }

    private static let storages: [String: ElementType] = [
        "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
        "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8,
        "ByteStorage": .uint8, "BoolStorage": .bool,
    ]
}

/// A run of elements that tensors look into.
struct TorchStorage: Hashable {
    let key: String
    let type: ElementType
    let count: Int
}

/// A view into a storage: element i₀, i₁, … lies at `offset` + Σ iₖ · `strides`ₖ.
///
/// Inside its storage, and of no more elements than that has.
struct TorchTensor {
    let storage: TorchStorage
    let offset: Int
    let shape: [Int]
    /// 0 along axes of one element, where the stride is of no matter.
    let strides: [Int]

    /// - Returns: nil where the view would leave its storage or repeat elements, or extents or strides are negative.
    init?(storage: TorchStorage, offset: Int, shape: [Int], strides: [Int]) {
        guard shape.count == strides.count, offset >= 0, offset <= storage.count,
            let count = elementCount(of: shape), count <= storage.count
        else { return nil }
        var last = offset
        for (extent, stride) in zip(shape, strides) {
            let (span, overflow) = max(0, extent - 1).multipliedReportingOverflow(by: stride)
            let (sum, carry) = last.addingReportingOverflow(span)
            guard stride >= 0, !overflow, !carry else { return nil }
            last = sum
        }
        guard count == 0 || last < storage.count else { return nil }
        self.storage = storage
        self.offset = offset
        self.shape = shape
        self.strides = zip(shape, strides).map { $0 > 1 ? $1 : 0 }
    }

    var count: Int { shape.reduce(1, *) }

    /// Whether the elements follow one another in row-major order.
    var isContiguous: Bool {
        guard count > 0 else { return true }
        var expected = 1
        for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
            guard stride == expected else { return false }
            expected *= extent
        }
        return true
    }
}
