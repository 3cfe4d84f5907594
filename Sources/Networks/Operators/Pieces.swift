import Diagnostics
import Tensors

/// How operators cut their loops: pieces follow from shapes alone, and small loops are not cut at all, because handing
/// work to another thread costs as much as tens of thousands of additions.
extension Workers {
    private static var pieceWork: Int { 65_536 }
    private static var leastWork: Int { 2 * pieceWork }

    /// Calls `body` with ranges that make up 0 ..< `count`.
    func forEachRange(of count: Int, _ body: (Range<Int>) -> Void) {
        if count < Self.leastWork { return body(0..<count) }
        forEach((count + Self.pieceWork - 1) / Self.pieceWork) { piece in
            body(piece * Self.pieceWork..<min((piece + 1) * Self.pieceWork, count))
        }
    }

    /// Calls `body` once for each of `units`, several small ones in one piece.
    ///
    /// - Parameter work: about how many elements a unit reads or writes.
    func forEachUnit(_ units: Int, work: Int, _ body: (Int) -> Void) {
        let (together, pieces, workers) = cut(units, work: work)
        workers.forEach(pieces) { piece in
            for unit in piece * together..<min((piece + 1) * together, units) { body(unit) }
        }
    }

    /// Calls `body` with ranges that make up 0 ..< `units`.
    func forEachRange(of units: Int, work: Int, _ body: (Range<Int>) -> Void) {
        let (together, pieces, workers) = cut(units, work: work)
        workers.forEach(pieces) { body($0 * together..<min(($0 + 1) * together, units)) }
    }

    /// The same as `forEachUnit` with `floats` of uninitialised memory, reused from unit to unit.
    func forEachUnit(
        _ units: Int, work: Int, scratch floats: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        let (together, pieces, workers) = cut(units, work: work)
        workers.forEach(pieces, scratch: floats) { piece, scratch in
            for unit in piece * together..<min((piece + 1) * together, units) { body(unit, scratch) }
        }
    }

    /// The sum of what `body` gives for ranges that make up 0 ..< `units`, added in their order.
    func total(of units: Int, work: Int = 1, _ body: (Range<Int>) -> Double) -> Double {
        let together = max(1, Self.pieceWork / max(1, work))
        let pieces = (units + together - 1) / together
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, pieces)) { sums in
            guard let sums = sums.baseAddress else { return 0 }
            forEachUnit(pieces, work: Self.pieceWork) { piece in
                sums[piece] = body(piece * together..<min((piece + 1) * together, units))
            }
            return (0..<pieces).reduce(0) { $0 + sums[$1] }
        }
    }

    private func cut(_ units: Int, work: Int) -> (together: Int, pieces: Int, workers: Workers) {
        let together = max(1, Self.pieceWork / max(1, work))
        let isSmall = units.multipliedReportingOverflow(by: work).partialValue < Self.leastWork
        return (together, (units + together - 1) / together, isSmall ? .one : self)
    }
}

extension [[Int]] {
    /// The shape of an operator's single input.
    func only() throws(Diagnostic) -> [Int] {
        guard count == 1 else { throw .shapeMismatch("reads one input, given \(count)") }
        return self[0]
    }
}
