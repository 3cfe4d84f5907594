import Diagnostics

/// What an ONNX file says, before anything is made of it; names and numbers as stored.
///
/// Field numbers: onnx.proto, ModelProto and GraphProto.
struct ONNXModel {
    /// The version of the standard operators.
    private(set) var opset: Int?
    private(set) var nodes: [ONNXNode] = []
    private(set) var initializers: [ONNXTensor] = []
    private(set) var inputs: [ONNXInput] = []
    private(set) var outputs: [String] = []
    private(set) var hasSparseInitializers = false
    private var hasGraph = false
    private var firstIndex = 0

    /// More of anything is taken for damage.
    static let listLimit = 100_000

    init(_ file: MappedFile) throws(Diagnostic) {
        var reader = ProtobufReader(file, 0..<file.count)
        while let field = try reader.next() {
            switch field.number {
            case 7:
                guard !hasGraph else { throw reader.failure("there are two graphs") }
                hasGraph = true
                try readGraph(reader.message(field))
            case 8: try readOpset(reader.message(field))
            default: continue
            }
        }
        guard hasGraph else { throw .damagedONNX("it holds no graph", file.path) }
    }

    /// A branch of an If: a graph within the graph.
    ///
    /// - Parameter firstIndex: the place its first node is given, behind all others.
    init(branch: ProtobufReader, firstIndex: Int) throws(Diagnostic) {
        self.firstIndex = firstIndex
        try readGraph(branch)
    }

    private mutating func readOpset(_ message: ProtobufReader) throws(Diagnostic) {
        var reader = message
        var domain = ""
        var version = 0
        while let field = try reader.next() {
            switch field.number {
            case 1: domain = try reader.text(field)
            case 2: version = try reader.integer(field)
            default: continue
            }
        }
        if ONNXNode.standardDomains.contains(domain) { opset = version }
    }

    private mutating func readGraph(_ message: ProtobufReader) throws(Diagnostic) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: nodes.append(try ONNXNode(reader.message(field), index: firstIndex + nodes.count))
            case 5: initializers.append(try ONNXTensor(reader.message(field)))
            case 11: inputs.append(try ONNXInput(reader.message(field)))
            case 12: outputs.append(try ONNXInput(reader.message(field)).name)
            case 15: hasSparseInitializers = true
            default: continue
            }
            guard nodes.count <= Self.listLimit, initializers.count <= Self.listLimit, inputs.count <= Self.listLimit,
                outputs.count <= Self.listLimit
            else { throw reader.failure("a list in the graph is longer than \(Self.listLimit)") }
        }
    }
}

/// A graph's input or output (ValueInfoProto).
struct ONNXInput {
    private(set) var name = ""
    /// One for each axis, nil where it is left open; nil where no shape is given.
    private(set) var shape: [Int?]?
    /// TensorProto's number for the type of the elements.
    private(set) var elementType = 0

    init(_ message: ProtobufReader) throws(Diagnostic) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try reader.text(field)
            case 2: try readType(reader.message(field))
            default: continue
            }
        }
    }

    private mutating func readType(_ message: ProtobufReader) throws(Diagnostic) {
        var reader = message
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            var tensor = try reader.message(field)
            while let field = try tensor.next() {
                switch field.number {
                case 1: elementType = try tensor.integer(field)
                case 2: try readShape(tensor.message(field))
                default: continue
                }
            }
        }
    }

    private mutating func readShape(_ message: ProtobufReader) throws(Diagnostic) {
        var reader = message
        var extents: [Int?] = []
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            guard extents.count < ONNXTensor.axisLimit else { throw reader.failure("a shape has too many axes") }
            var dimension = try reader.message(field)
            var extent: Int?
            while let field = try dimension.next() {
                if field.number == 1 { extent = try dimension.integer(field) }
            }
            extents.append(extent)
        }
        shape = extents
    }
}
