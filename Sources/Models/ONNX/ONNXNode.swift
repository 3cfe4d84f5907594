import Diagnostics

/// One step of an ONNX graph (NodeProto).
struct ONNXNode {
    /// Its place in the file.
    let index: Int
    private(set) var name = ""
    private(set) var operation = ""
    private(set) var domain = ""
    /// Empty where an optional input is left out.
    private(set) var inputs: [String] = []
    private(set) var outputs: [String] = []
    private(set) var attributes: [String: ONNXAttribute] = [:]

    static let standardDomains: Set<String> = ["", "ai.onnx"]

    private static let listLimit = 10_000

    init(_ message: ProtobufReader, index: Int) throws(Diagnostic) {
        self.index = index
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: inputs.append(try reader.text(field))
            case 2: outputs.append(try reader.text(field))
            case 3: name = try reader.text(field)
            case 4: operation = try reader.text(field)
            case 5:
                let attribute = try ONNXAttribute(reader.message(field))
                attributes[attribute.name] = attribute
            case 7: domain = try reader.text(field)
            default: continue
            }
            guard inputs.count <= Self.listLimit, outputs.count <= Self.listLimit, attributes.count <= Self.listLimit
            else { throw reader.failure("a node has more than \(Self.listLimit) inputs, outputs or attributes") }
        }
    }

    var isStandard: Bool { Self.standardDomains.contains(domain) }

    /// The operator with its domain, as messages show it.
    var qualifiedOperation: String { isStandard ? operation : "\(domain)::\(operation)" }

    /// The node's name if it has one, else its first output's.
    var displayName: String { name.isEmpty ? outputs.first { !$0.isEmpty } ?? "node \(index)" : name }

    /// The name of an input, or nil where it is left out.
    func input(_ position: Int) -> String? {
        inputs.indices.contains(position) && !inputs[position].isEmpty ? inputs[position] : nil
    }

    /// Whether an output beyond the first is there.
    func hasOutput(_ position: Int) -> Bool { outputs.indices.contains(position) && !outputs[position].isEmpty }
}

/// A named setting of a node (AttributeProto).
struct ONNXAttribute {
    enum Content {
        case none
        case integer(Int)
        case float(Float)
        case text(String)
        case tensor(ONNXTensor)
        case integers([Int])
        case floats([Float])
        /// A branch, not yet read.
        case graph(ProtobufReader)
        /// A sparse tensor, or anything else no supported operator has.
        case other
    }

    private(set) var name = ""
    private(set) var content = Content.none

    private static let listLimit = 100_000

    init(_ message: ProtobufReader) throws(Diagnostic) {
        var reader = message
        var integers: [Int] = []
        var floats: [Float] = []
        var declared = 0
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try reader.text(field)
            case 2: content = .float(try reader.float(field))
            case 3: content = .integer(try reader.integer(field))
            // Texts in attributes are bytes that need not be UTF-8.
            case 4: content = .text(reader.file.text(in: try reader.range(field)) ?? "")
            case 5: content = .tensor(try ONNXTensor(reader.message(field)))
            case 7: try reader.forEachFixed32(of: field) { floats.append(Float(bitPattern: $0)) }
            case 8: try reader.forEachVarint(of: field) { integers.append(Int(Int64(bitPattern: $0))) }
            case 6: content = .graph(try reader.message(field))
            case 9, 10, 11, 14, 15, 22, 23: content = .other
            case 20: declared = try reader.integer(field)
            default: continue
            }
            guard integers.count <= Self.listLimit, floats.count <= Self.listLimit else {
                throw reader.failure("attribute '\(name)' is longer than \(Self.listLimit)")
            }
        }
        complete(declared: declared, integers: integers, floats: floats)
    }

    /// A value of zero and an empty list may be left out of the file; then only the declared type tells.
    private mutating func complete(declared: Int, integers: [Int], floats: [Float]) {
        guard case .none = content else { return }
        if !integers.isEmpty || declared == 7 {
            content = .integers(integers)
        } else if !floats.isEmpty || declared == 6 {
            content = .floats(floats)
        } else if declared == 1 {
            content = .float(0)
        } else if declared == 2 {
            content = .integer(0)
        } else if declared == 3 {
            content = .text("")
        }
    }
}
