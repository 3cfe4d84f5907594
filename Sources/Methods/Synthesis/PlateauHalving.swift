/// A rate that is halved when a loss has not fallen for a number of steps.
///
/// A loss that is no number counts as one that has not fallen.
package struct PlateauHalving: Sendable {
    /// Steps without a new lowest loss that it waits; 0 for a rate that stays.
    package let patience: Int
    /// What the rate is multiplied by: 1, ½, ¼, ….
    package private(set) var factor = 1.0
    /// The lowest loss so far.
    package private(set) var lowest = Double.infinity
    /// Steps since.
    package private(set) var waited = 0

    package init(patience: Int) { self.patience = patience }

    package mutating func append(_ loss: Double) {
        if loss < lowest {
            lowest = loss
            waited = 0
            return
        }
        waited += 1
        guard patience > 0, waited >= patience else { return }
        factor /= 2
        waited = 0
    }
}
