import Diagnostics

/// Reads one pickle as torch.save writes them, and builds nothing but tables and views of storages.
///
/// Format: Python, Lib/pickletools.py, protocols 2 to 5. Names of Python are compared with a short list and stand for
/// values of our own; nothing is looked up, imported or called.
struct Unpickler {
    private var reader: PickleReader
    private var stack: [PickleValue] = []
    /// Heights of the stack at the marks that are open.
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]
    private(set) var objects: [PickleObject] = []
    private var copiedItems = 0

    /// The table of contents of the largest networks has some hundred kilobytes.
    static let sizeLimit = 4 << 20

    init(_ file: MappedFile, _ range: Range<Int>) {
        reader = PickleReader(file, range.lowerBound..<min(range.upperBound, range.lowerBound + Self.sizeLimit))
    }

    /// The first byte after what has been read.
    var end: Int { reader.position }

    /// The value of the next pickle; further ones share the table of objects.
    mutating func load() throws(Diagnostic) -> PickleValue {
        (stack, marks, memo) = ([], [], [:])
        while true {
            let code = UInt8(try reader.byte())
            if code == UInt8(ascii: ".") {
                guard stack.count == 1, marks.isEmpty else { throw reader.failure("it ends in the middle of a value") }
                return stack[0]
            }
            try perform(code)
        }
    }

    private mutating func perform(_ code: UInt8) throws(Diagnostic) {
        switch code {
        case 0x80:
            let version = try reader.byte()
            guard (2...5).contains(version) else { throw reader.failure("it is of protocol \(version)") }
        case 0x95: _ = try reader.integer(UInt64.self)
        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88: stack.append(.bool(true))
        case 0x89: stack.append(.bool(false))
        case UInt8(ascii: "J"): stack.append(.integer(Int(try reader.integer(Int32.self))))
        case UInt8(ascii: "K"): stack.append(.integer(try reader.byte()))
        case UInt8(ascii: "M"): stack.append(.integer(Int(try reader.integer(UInt16.self))))
        case 0x8A: stack.append(.integer(try reader.long(UInt64(try reader.byte()))))
        case 0x8B: stack.append(.integer(try reader.long(UInt64(try reader.integer(UInt32.self)))))
        case UInt8(ascii: "G"):
            stack.append(.float(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped)))
        case UInt8(ascii: "U"), 0x8C: stack.append(.text(try reader.text(UInt64(try reader.byte()))))
        case UInt8(ascii: "T"), UInt8(ascii: "X"):
            stack.append(.text(try reader.text(UInt64(try reader.integer(UInt32.self)))))
        case 0x8D: stack.append(.text(try reader.text(try reader.integer(UInt64.self))))
        case UInt8(ascii: "q"): memo[try reader.byte()] = try top()
        case UInt8(ascii: "r"): memo[Int(try reader.integer(UInt32.self))] = try top()
        case 0x94: memo[memo.count] = try top()
        case UInt8(ascii: "h"): try recall(try reader.byte())
        case UInt8(ascii: "j"): try recall(Int(try reader.integer(UInt32.self)))
        case UInt8(ascii: "("): marks.append(stack.count)
        default: try performOnObjects(code)
        }
    }

    private mutating func performOnObjects(_ code: UInt8) throws(Diagnostic) {
        switch code {
        case UInt8(ascii: "}"): push(.dictionary([]))
        case UInt8(ascii: "]"): push(.list([]))
        case UInt8(ascii: ")"): push(.tuple([]))
        case UInt8(ascii: "t"): push(.tuple(try popToMark()))
        case 0x85...0x87: push(.tuple(try pop(Int(code) - 0x84)))
        case UInt8(ascii: "a"): try append(try pop(1))
        case UInt8(ascii: "e"): try append(try popToMark())
        case UInt8(ascii: "s"): try setItems(try pop(2))
        case UInt8(ascii: "u"): try setItems(try popToMark())
        case UInt8(ascii: "c"): try pushGlobal(module: try reader.line(), name: try reader.line())
        case 0x93:
            let names = try pop(2)
            guard case .text(let module) = names[0], case .text(let name) = names[1] else {
                throw reader.failure("a name of Python is no text")
            }
            try pushGlobal(module: module, name: name)
        case UInt8(ascii: "Q"): push(.storage(try storage(try pop(1)[0])))
        case UInt8(ascii: "R"): try call()
        case UInt8(ascii: "b"):
            // The attributes of an ordered dictionary, which torch gives to state dictionaries, say nothing of weights.
            let state = try pop(1)[0]
            guard case .object(let index) = try top(), case .dictionary = objects[index], items(of: state) != nil else {
                throw reader.failure("attributes are set on something else than an ordered dictionary")
            }
        default: throw reader.failure("operation \(code) is none that files of weights use")
        }
    }

    private mutating func push(_ object: PickleObject) {
        stack.append(.object(objects.count))
        objects.append(object)
    }

    /// The lowest place of the stack that operations may reach.
    private var floor: Int { marks.last ?? 0 }

    private func top() throws(Diagnostic) -> PickleValue {
        guard stack.count > floor, let top = stack.last else { throw reader.failure("a value is missing") }
        return top
    }

    private mutating func pop(_ count: Int) throws(Diagnostic) -> [PickleValue] {
        guard stack.count - floor >= count else { throw reader.failure("a value is missing") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(Diagnostic) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw reader.failure("a mark is missing") }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private mutating func recall(_ key: Int) throws(Diagnostic) {
        guard let value = memo[key] else { throw reader.failure("value \(key) is used before it is made") }
        stack.append(value)
    }

    private mutating func append(_ values: [PickleValue]) throws(Diagnostic) {
        guard case .object(let index) = try top(), case .list(var list) = objects[index] else {
            throw reader.failure("a value is appended to something else than a list")
        }
        // Emptied for the time, so that the list is not copied.
        objects[index] = .list([])
        list += values
        objects[index] = .list(list)
    }

    private mutating func setItems(_ values: [PickleValue]) throws(Diagnostic) {
        guard values.count.isMultiple(of: 2), case .object(let index) = try top(),
            case .dictionary(var items) = objects[index]
        else { throw reader.failure("a value is put into something else than a dictionary") }
        objects[index] = .dictionary([])
        for place in stride(from: 0, to: values.count, by: 2) { items.append((values[place], values[place + 1])) }
        objects[index] = .dictionary(items)
    }

    private mutating func pushGlobal(module: String, name: String) throws(Diagnostic) {
        guard let global = PickleGlobal(module: module, name: name) else {
            throw Diagnostic(
                .error, "torch-not-weights",
                "the file asks for '\(module).\(name)' of Python, which is no part of a file of weights",
                at: .file(reader.file.path),
                notes: [
                    .init("nothing of it was run"),
                    .init("save the weights alone: torch.save(model.state_dict(), \"weights.pth\")"),
                ])
        }
        stack.append(.global(global))
    }

    private mutating func call() throws(Diagnostic) {
        let operands = try pop(2)
        guard case .global(let function) = operands[0], let arguments = elements(of: operands[1]) else {
            throw reader.failure("something is called that is no function")
        }
        switch function {
        case .orderedDictionary: push(.dictionary(try pairs(arguments)))
        case .rebuildTensor: push(.tensor(try tensor(arguments)))
        case .rebuildParameter:
            guard let value = arguments.first, tensor(value) != nil else {
                throw reader.failure("a parameter is no tensor")
            }
            stack.append(value)
        case .storage: throw reader.failure("a storage is made in place")
        }
    }

    /// The items of `OrderedDict([(key, value), …])`, as Python 2 wrote it.
    private mutating func pairs(_ arguments: [PickleValue]) throws(Diagnostic) -> [(
        key: PickleValue, value: PickleValue
    )] {
        guard let argument = arguments.first else { return [] }
        let list = elements(of: argument) ?? [.none]
        // One list may be used many times, and every use takes memory.
        copiedItems += list.count
        guard copiedItems <= Self.sizeLimit / 4 else { throw reader.failure("its dictionaries are too large") }
        var items: [(key: PickleValue, value: PickleValue)] = []
        for pair in list {
            guard arguments.count == 1, let parts = elements(of: pair), parts.count == 2 else {
                throw reader.failure("an ordered dictionary is made of something else than pairs")
            }
            items.append((parts[0], parts[1]))
        }
        return items
    }

    /// ("storage", type, key, device, count), and in old files a view, of which there is none.
    private func storage(_ identifier: PickleValue) throws(Diagnostic) -> TorchStorage {
        guard let parts = elements(of: identifier), (5...6).contains(parts.count), parts[0] == .text("storage"),
            case .global(.storage(let type)) = parts[1], case .text(let key) = parts[2],
            case .integer(let count) = parts[4], count >= 0, parts.count == 5 || parts[5] == .none
        else { throw reader.failure("a storage is not described as torch does") }
        return TorchStorage(key: key, type: type, count: count)
    }

    /// Storage, offset, shape, strides, and more that is of no matter here.
    private func tensor(_ arguments: [PickleValue]) throws(Diagnostic) -> TorchTensor {
        guard arguments.count >= 4, case .object(let index) = arguments[0], case .storage(let storage) = objects[index],
            case .integer(let offset) = arguments[1], let shape = integers(arguments[2]),
            let strides = integers(arguments[3])
        else { throw reader.failure("a tensor is not described as torch does") }
        guard let tensor = TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides) else {
            throw reader.failure(
                "a tensor of shape \(shape) with strides \(strides) from element \(offset) does not fit its storage "
                    + "of \(storage.count)")
        }
        return tensor
    }

    private func integers(_ value: PickleValue) -> [Int]? {
        guard let elements = elements(of: value), elements.count <= 32 else { return nil }
        let integers = elements.compactMap { if case .integer(let number) = $0 { number } else { nil } }
        return integers.count == elements.count ? integers : nil
    }
}

extension Unpickler {
    /// The elements of a tuple or list; nil for another value.
    func elements(of value: PickleValue) -> [PickleValue]? {
        guard case .object(let index) = value else { return nil }
        switch objects[index] {
        case .tuple(let elements), .list(let elements): return elements
        default: return nil
        }
    }

    /// The items of a dictionary; nil for another value.
    func items(of value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        guard case .object(let index) = value, case .dictionary(let items) = objects[index] else { return nil }
        return items
    }

    /// The tensor a value is; nil for another value.
    func tensor(_ value: PickleValue) -> TorchTensor? {
        guard case .object(let index) = value, case .tensor(let tensor) = objects[index] else { return nil }
        return tensor
    }
}
