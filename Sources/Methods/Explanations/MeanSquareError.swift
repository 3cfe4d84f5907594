extension UnsafeBufferPointer<Float> {
    /// The mean of (xᵢ − yᵢ)², added in Double.
    ///
    /// - Precondition: as many values in one as in the other, and at least one.
    package func meanSquareError(to other: UnsafeBufferPointer<Float>) -> Double {
        precondition(count == other.count && !isEmpty, "as many values in one as in the other")
        var sum = 0.0
        for index in indices {
            let difference = Double(self[index]) - Double(other[index])
            sum += difference * difference
        }
        return sum / Double(count)
    }
}
