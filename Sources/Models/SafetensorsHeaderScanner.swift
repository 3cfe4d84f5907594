import Diagnostics

/// Reads the JSON header of a safetensors file, and only what such a header may hold.
///
/// A scanner of its own, since duplicate names must be found and a header of many megabytes must not grow in memory.
struct SafetensorsHeaderScanner {
    struct Record {
        let name: String
        var type = ""
        var shape: [Int] = []
        var begin = 0
        var end = 0
    }

    private let file: MappedFile
    private let range: Range<Int>
    private var position: Int

    private static let axisLimit = 32

    init(file: MappedFile, range: Range<Int>) {
        self.file = file
        self.range = range
        self.position = range.lowerBound
    }

    mutating func header() throws(Diagnostic) -> (records: [Record], metadata: [String: String]) {
        var records: [Record] = []
        var metadata: [String: String] = [:]
        var names: Set<String> = []
        try expect("{")
        var isFirst = true
        while try !ends(with: "}", isFirst: &isFirst) {
            let name = try string()
            guard names.insert(name).inserted else { throw failure("'\(name)' is listed twice") }
            try expect(":")
            if name == "__metadata__" { metadata = try self.metadata() } else { records.append(try record(name)) }
        }
        skipSpace()
        guard position == range.upperBound else { throw failure("something follows the JSON object") }
        return (records, metadata)
    }

    private mutating func metadata() throws(Diagnostic) -> [String: String] {
        var metadata: [String: String] = [:]
        try expect("{")
        var isFirst = true
        while try !ends(with: "}", isFirst: &isFirst) {
            let key = try string()
            try expect(":")
            guard metadata.updateValue(try string(), forKey: key) == nil else {
                throw failure("'\(key)' is listed twice in __metadata__")
            }
        }
        return metadata
    }

    private mutating func record(_ name: String) throws(Diagnostic) -> Record {
        var record = Record(name: name)
        var keys: Set<String> = []
        try expect("{")
        var isFirst = true
        while try !ends(with: "}", isFirst: &isFirst) {
            let key = try string()
            guard keys.insert(key).inserted else { throw failure("tensor '\(name)' has '\(key)' twice") }
            try expect(":")
            switch key {
            case "dtype": record.type = try string()
            case "shape": record.shape = try integers()
            case "data_offsets":
                let offsets = try integers()
                guard offsets.count == 2 else { throw failure("tensor '\(name)' has \(offsets.count) offsets, not 2") }
                (record.begin, record.end) = (offsets[0], offsets[1])
            default: throw failure("tensor '\(name)' has an unknown key '\(key)'")
            }
        }
        guard keys.count == 3 else { throw failure("tensor '\(name)' lacks dtype, shape or data_offsets") }
        return record
    }

    private mutating func integers() throws(Diagnostic) -> [Int] {
        var values: [Int] = []
        try expect("[")
        var isFirst = true
        while try !ends(with: "]", isFirst: &isFirst) {
            guard values.count < Self.axisLimit else { throw failure("a list is longer than \(Self.axisLimit)") }
            values.append(try integer())
        }
        return values
    }

    private mutating func integer() throws(Diagnostic) -> Int {
        skipSpace()
        let first = position
        var value = 0
        while let byte = peek(), (0x30...0x39).contains(byte) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(byte - 0x30))
            guard !overflow, !carry else { throw failure("a number is too large") }
            value = sum
            position += 1
        }
        guard position > first else { throw failure("a number that is not negative is expected") }
        return value
    }

    private mutating func string() throws(Diagnostic) -> String {
        try expect("\"")
        let first = position
        var hasEscapes = false
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw failure("a control character stands in a text") }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        guard position < range.upperBound, let text = file.text(in: first..<position) else {
            throw failure("a text does not end, or is not UTF-8")
        }
        position += 1
        return hasEscapes ? try unescaped(text) : text
    }

    private func unescaped(_ text: String) throws(Diagnostic) -> String {
        var units: [UInt16] = []
        var rest = text.utf16[...]
        while let unit = rest.popFirst() {
            guard unit == 0x5C else {
                units.append(unit)
                continue
            }
            switch rest.popFirst().flatMap(Unicode.Scalar.init) {
            case "\""?: units.append(0x22)
            case "\\"?: units.append(0x5C)
            case "/"?: units.append(0x2F)
            case "b"?: units.append(0x08)
            case "f"?: units.append(0x0C)
            case "n"?: units.append(0x0A)
            case "r"?: units.append(0x0D)
            case "t"?: units.append(0x09)
            case "u"?:
                let digits = String(decoding: rest.prefix(4), as: UTF16.self)
                guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let code = UInt16(digits, radix: 16)
                else { throw failure("\\u wants four hexadecimal digits") }
                units.append(code)
                rest = rest.dropFirst(4)
            default: throw failure("an unknown escape stands in a text")
            }
        }
        guard let result = String(validating: units, as: UTF16.self) else { throw failure("half a surrogate pair") }
        return result
    }

    /// Whether a list or object ends here; otherwise what separates its elements is passed.
    private mutating func ends(with closing: Unicode.Scalar, isFirst: inout Bool) throws(Diagnostic) -> Bool {
        skipSpace()
        if peek() == UInt8(ascii: closing) {
            position += 1
            return true
        }
        if !isFirst { try expect(",") }
        isFirst = false
        return false
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Diagnostic) {
        skipSpace()
        guard peek() == UInt8(ascii: character) else {
            throw failure("'\(character)' is expected at byte \(position - range.lowerBound) of the header")
        }
        position += 1
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func peek() -> UInt8? { position < range.upperBound ? file.byte(at: position) : nil }

    private func failure(_ reason: String) -> Diagnostic {
        SafetensorsFile.failure("the header cannot be read: \(reason)", file.path)
    }
}
