import Diagnostics
import Testing

@Suite struct SuggestionTests {
    /// (written, candidates, suggestion)
    @Test(arguments: [
        ("transfomation-invariant", ["gradient", "transformation-invariant"], "transformation-invariant"),
        ("lpr", ["lrp", "lime"], "lrp"), ("Models", ["models"], "models"), ("modle", ["model", "models"], "model"),
        ("x", ["model"], nil), ("model", ["model"], nil), ("", ["a"], "a"), ("tile", ["title", "tilt"], "tilt"),
        ("gradient", [], nil), ("abcdef", ["uvwxyz"], nil),
    ])
    func theClosestNameIsSuggested(written: String, candidates: [String], expected: String?) {
        #expect(suggestion(for: written, among: candidates) == expected)
        #expect(didYouMean(written, among: candidates) == (expected.map { "; did you mean '\($0)'?" } ?? ""))
    }
}
