import Diagnostics
import Methods
import Models
import Testing

@Suite struct GradientTimesInputTests {
    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: FixtureModel.files)
    func agreesWithFixtures(_ file: FixtureModel.File) throws {
        let fixture = try FixtureModel(file)
        let expected = try #require(try fixture.expected("input_x_gradient.npy"))
        let results = try fixture.results(GradientTimesInput.self)
        let difference = fixture.difference(results.map(\.map), from: expected)
        #expect(difference < expected.tolerance, "\(difference)")
        let sums = try #require(expected.entry["sum_per_image"]?.numbers)
        for (result, sum) in zip(results, sums) {
            #expect(abs(try #require(result.number("attribution-sum")) - sum) < 1e-3 * max(1, abs(sum)))
        }
    }
}
