package import Diagnostics
package import Tensors

/// A file of named tensors: eight bytes of header length, a JSON header, then the elements.
///
/// Format: Hugging Face, safetensors, README "Format". Everything the header says is checked against the file when it
/// is opened: extents, sizes, gaps and overlaps.
package struct SafetensorsFile: Sendable {
    package struct Entry: Sendable, Equatable {
        package let name: String
        package let type: ElementType
        package let shape: [Int]
        /// The bytes in the file.
        let range: Range<Int>
    }

    package var path: String { file.path }
    /// Sorted by name.
    package let entries: [Entry]
    /// The header's `__metadata__`.
    package let metadata: [String: String]
    private let file: MappedFile
    private let places: [String: Int]

    /// The header may not be longer, as the format's own library has it.
    static let headerLimit = 100_000_000

    /// Whether a file begins with the length of a header and a brace.
    static func isLikely(_ file: MappedFile) -> Bool {
        guard let length = file.integer(at: 0, as: UInt64.self) else { return false }
        return length <= UInt64(headerLimit) && file.byte(at: 8) == UInt8(ascii: "{")
    }

    /// Throws what `MappedFile` throws, and `bad-safetensors`.
    package init(path: String) throws(Diagnostic) { try self.init(try MappedFile(path: path)) }

    /// Throws `bad-safetensors`.
    init(_ file: MappedFile) throws(Diagnostic) {
        let path = file.path
        guard let length = file.integer(at: 0, as: UInt64.self) else {
            throw Self.failure("the file ends inside the header's length", path)
        }
        guard length <= UInt64(Self.headerLimit), Int(length) <= file.count - 8 else {
            throw Self.failure(
                "the header's length is given as \(length) bytes, in a file of \(file.count); the limit is \(Self.headerLimit)",
                path)
        }
        let body = 8 + Int(length)
        var scanner = SafetensorsHeaderScanner(file: file, range: 8..<body)
        let header = try scanner.header()
        var entries: [Entry] = []
        for record in header.records { entries.append(try Self.entry(record, body: body, file: file)) }
        try Self.checkCoverage(entries, from: body, file: file)
        entries.sort { $0.name < $1.name }
        self.file = file
        self.entries = entries
        self.metadata = header.metadata
        self.places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    }

    private static func entry(
        _ record: SafetensorsHeaderScanner.Record, body: Int, file: MappedFile
    ) throws(Diagnostic) -> Entry {
        func failure(_ reason: String) -> Diagnostic { Self.failure("tensor '\(record.name)' \(reason)", file.path) }
        guard let type = ElementType(rawValue: record.type) else {
            throw failure("has elements of type '\(record.type)', which cannot be read; store it as F32, F16 or BF16")
        }
        let (begin, end) = (record.begin, record.end)
        guard begin <= end, end <= file.count - body else {
            throw failure("is said to lie at bytes \(begin) to \(end) of \(file.count - body)")
        }
        guard let count = elementCount(of: record.shape), count <= (end - begin) / type.size,
            count * type.size == end - begin
        else {
            throw failure(
                "has the shape \(record.shape) of \(type.rawValue), which does not fill its \(end - begin) bytes")
        }
        return Entry(name: record.name, type: type, shape: record.shape, range: body + begin..<body + end)
    }

    /// The tensors must follow one another without gap or overlap up to the end of the file.
    private static func checkCoverage(_ entries: [Entry], from body: Int, file: MappedFile) throws(Diagnostic) {
        var reached = body
        var last = "the header"
        let inOrder = entries.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        for entry in inOrder {
            guard entry.range.lowerBound == reached else {
                let relation = entry.range.lowerBound < reached ? "overlaps" : "leaves a gap after"
                throw failure("tensor '\(entry.name)' \(relation) \(last)", file.path)
            }
            reached = entry.range.upperBound
            last = "tensor '\(entry.name)'"
        }
        guard reached == file.count else {
            throw failure("\(file.count - reached) bytes after \(last) belong to no tensor", file.path)
        }
    }

    static func failure(_ reason: String, _ path: String) -> Diagnostic {
        Diagnostic(
            .error, "bad-safetensors", "not a sound safetensors file: \(reason)", at: .file(path),
            notes: [.init("fetch or export the file again")])
    }

    /// The entry of this name, or nil.
    package func entry(named name: String) -> Entry? { places[name].map { entries[$0] } }

    /// The tensor of this name as float32; float32 is borrowed from the file, not copied.
    ///
    /// - Throws: `unknown-tensor`, with a suggestion.
    package func tensor(named name: String) throws(Diagnostic) -> Tensor {
        guard let entry = entry(named: name) else {
            throw Diagnostic(
                .error, "unknown-tensor",
                "there is no tensor '\(name)'" + didYouMean(name, among: entries.map(\.name)), at: .file(path),
                notes: [.init("the file holds \(entries.count) tensors")])
        }
        return file.tensor(entry.type, shape: entry.shape, in: entry.range)
    }

    /// The same, but NaN and infinity are an error.
    package func weights(named name: String) throws(Diagnostic) -> Tensor {
        try tensor(named: name).checkedFinite(name, in: path)
    }
}
