/// What stored results depend on besides their inputs.
package enum Engine {
    /// Raised whenever an operator or its arrangement changes numbers; a golden test holds it to them.
    package static let revision = 2
}
