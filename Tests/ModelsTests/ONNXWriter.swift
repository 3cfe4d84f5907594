import Foundation

/// Writes protobuf messages field by field.
struct ProtobufWriter {
    private(set) var data = Data()

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            data.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        data.append(UInt8(rest))
    }

    mutating func integer(_ field: Int, _ value: Int) {
        varint(UInt64(field) << 3)
        varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func float(_ field: Int, _ value: Float) {
        varint(UInt64(field) << 3 | 5)
        fixed(value.bitPattern)
    }

    mutating func fixed(_ word: some FixedWidthInteger) {
        withUnsafeBytes(of: word.littleEndian) { data.append(contentsOf: $0) }
    }

    mutating func bytes(_ field: Int, _ value: Data) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(value.count))
        data.append(value)
    }

    mutating func text(_ field: Int, _ value: String) { bytes(field, Data(value.utf8)) }

    /// A message within.
    mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        body(&inner)
        bytes(field, inner.data)
    }
}

/// A tensor to be written: its type, extents and elements in whichever field.
struct WrittenTensor: Sendable {
    var name: String
    var shape: [Int]
    var dataType: Int
    var write: @Sendable (inout ProtobufWriter) -> Void

    /// float32 as raw bytes.
    static func floats(_ name: String, _ shape: [Int], _ values: [Float]) -> WrittenTensor {
        WrittenTensor(name: name, shape: shape, dataType: 1) { message in
            var raw = ProtobufWriter()
            for value in values { raw.fixed(value.bitPattern) }
            message.bytes(9, raw.data)
        }
    }

    /// int64 as raw bytes.
    static func integers(_ name: String, _ shape: [Int], _ values: [Int]) -> WrittenTensor {
        WrittenTensor(name: name, shape: shape, dataType: 7) { message in
            var raw = ProtobufWriter()
            for value in values { raw.fixed(Int64(value)) }
            message.bytes(9, raw.data)
        }
    }

    /// Elements that follow a fixed pattern of quarters, so that sums of products are exact in float32.
    static func pattern(_ name: String, _ shape: [Int], seed: Int) -> WrittenTensor {
        floats(name, shape, quarters(shape.reduce(1, *), seed: seed))
    }

    func encode(_ message: inout ProtobufWriter) {
        for extent in shape { message.integer(1, extent) }
        message.integer(2, dataType)
        message.text(8, name)
        write(&message)
    }
}

/// Multiples of a quarter from −1.5 to 1.5.
func quarters(_ count: Int, seed: Int) -> [Float] {
    (0..<count).map { Float(($0 * 7 + seed * 5) % 13 - 6) / 4 }
}

enum WrittenAttribute: Sendable {
    case integer(Int)
    case float(Float)
    case text(String)
    case integers([Int])
    case floats([Float])
    case tensor(WrittenTensor)
    /// A branch with its nodes and what it gives.
    case graph([WrittenNode], outputs: [String])

    func encode(_ name: String, _ message: inout ProtobufWriter) {
        message.text(1, name)
        switch self {
        case .integer(let value):
            message.integer(3, value)
            message.integer(20, 2)
        case .float(let value):
            message.float(2, value)
            message.integer(20, 1)
        case .text(let value):
            message.text(4, value)
            message.integer(20, 3)
        case .integers(let values):
            for value in values { message.integer(8, value) }
            message.integer(20, 7)
        case .floats(let values):
            for value in values { message.float(7, value) }
            message.integer(20, 6)
        case .tensor(let tensor):
            message.message(5) { tensor.encode(&$0) }
            message.integer(20, 4)
        case .graph(let nodes, let outputs):
            message.message(6) { graph in
                for node in nodes { graph.message(1) { node.encode(&$0) } }
                graph.text(2, "inner")
                for output in outputs { graph.message(12) { WrittenModel.encodeValue(output, nil, 1, &$0) } }
            }
            message.integer(20, 5)
        }
    }
}

struct WrittenNode: Sendable {
    var operation: String
    var inputs: [String]
    var outputs: [String]
    var name = ""
    var domain = ""
    var attributes: [(String, WrittenAttribute)] = []

    init(
        _ operation: String, _ inputs: [String], _ outputs: [String], name: String = "", domain: String = "",
        _ attributes: [(String, WrittenAttribute)] = []
    ) {
        self.operation = operation
        self.inputs = inputs
        self.outputs = outputs
        self.name = name
        self.domain = domain
        self.attributes = attributes
    }

    func encode(_ message: inout ProtobufWriter) {
        for input in inputs { message.text(1, input) }
        for output in outputs { message.text(2, output) }
        if !name.isEmpty { message.text(3, name) }
        message.text(4, operation)
        for (name, attribute) in attributes { message.message(5) { attribute.encode(name, &$0) } }
        if !domain.isEmpty { message.text(7, domain) }
    }
}

/// A whole model: one input `x`, one or more outputs.
struct WrittenModel: Sendable {
    var opset = 13
    /// nil is an open axis, written as a name.
    var inputShape: [Int?] = [nil, 2, 7, 6]
    var nodes: [WrittenNode]
    var tensors: [WrittenTensor] = []
    var outputs = ["y"]
    var inputType = 1

    var data: Data {
        var model = ProtobufWriter()
        model.integer(1, 8)
        model.message(8) { $0.integer(2, opset) }
        model.message(7) { graph in
            for node in nodes { graph.message(1) { node.encode(&$0) } }
            graph.text(2, "graph")
            for tensor in tensors { graph.message(5) { tensor.encode(&$0) } }
            graph.message(11) { Self.encodeValue("x", inputShape, inputType, &$0) }
            for output in outputs { graph.message(12) { Self.encodeValue(output, nil, 1, &$0) } }
        }
        return model.data
    }

    static func encodeValue(
        _ name: String, _ shape: [Int?]?, _ type: Int, _ message: inout ProtobufWriter
    ) {
        message.text(1, name)
        message.message(2) { value in
            value.message(1) { tensor in
                tensor.integer(1, type)
                guard let shape else { return }
                tensor.message(2) { dimensions in
                    for extent in shape {
                        dimensions.message(1) { dimension in
                            if let extent { dimension.integer(1, extent) } else { dimension.text(2, "N") }
                        }
                    }
                }
            }
        }
    }
}
