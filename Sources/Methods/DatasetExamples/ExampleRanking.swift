import Tensors

/// The images that every channel of a layer answers to most and least, kept while a pass over many images goes on.
///
/// Equal values stand in the order of their images.
struct ExampleRanking {
    /// An image and how a channel answers to it.
    struct Entry: Equatable {
        let image: Int
        let value: Float
        /// The place of the layer that the value is of; 0, 0 where it is of the whole channel.
        let row: Int
        let column: Int
    }

    /// Entries that are kept of each kind, whatever an exhibit asks for, so that all exhibits share one pass.
    static let kept = 64

    private(set) var highest: [[Entry]]
    private(set) var lowest: [[Entry]]

    init(channels: Int) {
        highest = [[Entry]](repeating: [], count: channels)
        lowest = highest
    }

    /// Takes the next image's answer.
    mutating func add(_ entry: Entry, to channel: Int) {
        Self.insert(entry, into: &highest[channel]) { $0.value > $1.value }
        Self.insert(entry, into: &lowest[channel]) { $0.value < $1.value }
    }

    private static func insert(_ entry: Entry, into entries: inout [Entry], before: (Entry, Entry) -> Bool) {
        if entries.count == kept, let last = entries.last {
            guard before(entry, last) else { return }
            entries.removeLast()
        }
        let place = entries.lastIndex { !before(entry, $0) }.map { $0 + 1 } ?? 0
        entries.insert(entry, at: place)
    }
}

extension ExampleRanking {
    /// Numbers of an entry: image, value, row, column.
    private static let numbers = 4

    /// Channels × 2 (highest, lowest) × entries × 4 (image, value, row, column). Indices are exact below 2²⁴.
    var tensor: Tensor {
        let count = highest.first?.count ?? 0
        let all = zip(highest, lowest).flatMap { $0 + $1 }
        return Tensor(
            shape: [highest.count, 2, count, Self.numbers],
            elements: all.flatMap { [Float($0.image), $0.value, Float($0.row), Float($0.column)] })
    }

    /// - Parameters:
    ///   - tensor: as `tensor` gives it.
    ///   - images: of the pass.
    /// - Returns: nil for what is no such ranking.
    init?(_ tensor: Tensor, channels: Int, images: Int) {
        guard tensor.shape == [channels, 2, min(images, Self.kept), Self.numbers] else { return nil }
        let values = tensor.elements
        let entries = stride(from: 0, to: values.count, by: Self.numbers).compactMap { start -> Entry? in
            guard let image = Int(exactly: values[start]), (0..<images).contains(image),
                let row = Int(exactly: values[start + 2]), let column = Int(exactly: values[start + 3])
            else { return nil }
            return Entry(image: image, value: values[start + 1], row: row, column: column)
        }
        let count = tensor.shape[2]
        guard entries.count == channels * 2 * count else { return nil }
        func list(_ place: Int) -> [Entry] { Array(entries[place * count..<(place + 1) * count]) }
        highest = (0..<channels).map { list(2 * $0) }
        lowest = (0..<channels).map { list(2 * $0 + 1) }
    }
}
