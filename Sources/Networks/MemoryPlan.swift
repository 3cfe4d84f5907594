/// Where buffers with known lifetimes lie in one stretch of memory.
///
/// Buffers that are alive at the same time do not overlap; the largest are placed first, each at the lowest free place
/// (greedy by size, Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net Inference, 2020, §5).
package struct MemoryPlan {
    package struct Request {
        /// Elements.
        package let size: Int
        /// First and last step at which the buffer is in use.
        package let lifetime: ClosedRange<Int>

        package init(size: Int, lifetime: ClosedRange<Int>) {
            self.size = size
            self.lifetime = lifetime
        }
    }

    /// The first element of each buffer.
    package let offsets: [Int]
    /// Elements in all.
    package let size: Int

    private static let alignment = 16

    package init(_ requests: [Request]) {
        var offsets = [Int](repeating: 0, count: requests.count)
        var placed: [Int] = []
        var total = 0
        let order = requests.indices.sorted {
            (requests[$1].size, $0) < (requests[$0].size, $1)
        }
        for index in order {
            let request = requests[index]
            var offset = 0
            for other in placed where requests[other].lifetime.overlaps(request.lifetime) {
                if offsets[other] >= offset + request.size { break }
                offset = max(offset, Self.aligned(offsets[other] + requests[other].size))
            }
            offsets[index] = offset
            total = max(total, offset + request.size)
            let position = placed.firstIndex { offsets[$0] > offset } ?? placed.count
            placed.insert(index, at: position)
        }
        self.offsets = offsets
        self.size = Self.aligned(total)
    }

    private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}
