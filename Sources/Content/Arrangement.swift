import Diagnostics

/// How the figures of an exhibit stand on its page: `layout: figures` or `layout: sheet`.
package enum Arrangement: String, SettingValue, CaseIterable {
    /// Each in full, with its numbers and its record.
    case figures
    /// As small pictures on contact sheets, each of which leads to the page of its kernel.
    case sheet
}
