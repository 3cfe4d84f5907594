/// Memory with margins of NaN on both sides: what is written beyond its bounds shows in the margins, what is read from
/// beyond shows as NaN in a result. It starts at an odd place, as an image of a batch may.
final class GuardedMemory {
    private static let margin = 4099
    private static let mark: UInt32 = 0x7FC0_DEAD
    private let words: UnsafeMutablePointer<UInt32>
    private let count: Int

    init(count: Int) {
        self.count = count
        words = .allocate(capacity: count + 2 * Self.margin)
        words.initialize(repeating: Self.mark, count: count + 2 * Self.margin)
    }

    convenience init(_ elements: [Float]) {
        self.init(count: elements.count)
        start.update(from: elements, count: elements.count)
    }

    deinit { words.deallocate() }

    var start: UnsafeMutablePointer<Float> { UnsafeMutableRawPointer(wordStart).assumingMemoryBound(to: Float.self) }

    var wordStart: UnsafeMutablePointer<UInt32> { words + Self.margin }

    var elements: [Float] { (0..<count).map { Float(bitPattern: wordStart[$0]) } }

    var isIntact: Bool {
        (0..<Self.margin).allSatisfy { words[$0] == Self.mark && words[Self.margin + count + $0] == Self.mark }
    }
}
