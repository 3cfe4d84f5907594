import Methods

/// The mean of (xᵢ − yᵢ)², added in Double.
///
/// - Precondition: as many values in one as in the other, and at least one.
package func meanSquareError(_ first: [Float], _ second: [Float]) -> Double {
    first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { first.meanSquareError(to: $0) }
    }
}
