import Diagnostics
import Methods
import Metrics
import Models
import Tensors
import Testing

@Suite struct LocalizationTests {
    private let model: Model
    private let input = Tensor(shape: [1, 3, 3, 4])
    /// 3 rows of 4; the right half.
    private let mask = Tensor(shape: [1, 3, 4], elements: [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0.5, 1] as [Float])

    init() throws {
        model = try SmallModel.counting(weights: [Float](repeating: 1, count: 12), height: 3, width: 4)
    }

    private func numbers(
        _ values: [Float], channels: Int = 1, isSigned: Bool = true, _ options: [String: String] = [:],
        mask: Tensor? = nil
    ) throws -> [String: Double] {
        let request = MetricRequest(
            model, input, map: Tensor(shape: [1, channels, 3, 4], elements: values), isSigned: isSigned,
            files: ["masks": .mask(mask ?? self.mask)])
        return try evaluate(Localization.self, request, ["masks": "m"].merging(options) { $1 }).numbers
    }

    @Test func countsPositiveRelevanceInside() throws {
        let found = try numbers([1, -5, 4, 0, 2, 0, -9, 0, 0, 0, 0, 1])
        #expect(found == ["relevance-inside": 5 / 8.0, "pointing-game": 1, "mask-share": 0.5])
    }

    @Test func takesTheFirstOfEqualPixels() throws {
        #expect(try numbers([0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])["pointing-game"] == 0)
        #expect(try numbers([0, 0, 3, 0, 3, 0, 0, 0, 0, 0, 0, 0])["pointing-game"] == 1)
    }

    @Test func toleranceIsADistance() throws {
        // The first column of the last row is two pixels from the mask.
        let far: [Float] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
        #expect(try numbers(far)["pointing-game"] == 0)
        #expect(try numbers(far, ["tolerance": "1.9"])["pointing-game"] == 0)
        #expect(try numbers(far, ["tolerance": "2"])["pointing-game"] == 1)
    }

    @Test func channelsCountAsTheMapSays() throws {
        var values = [Float](repeating: 0, count: 24)
        (values[0], values[12]) = (3, -2)
        (values[3], values[15]) = (1, 1)
        #expect(try numbers(values, channels: 2)["relevance-inside"] == 2 / 3.0)
        #expect(try numbers(values, channels: 2, isSigned: false)["relevance-inside"] == 1 / 4.0)
    }

    @Test func aMapWithoutPositiveRelevanceHasNoNumber() throws {
        #expect(try numbers([Float](repeating: -1, count: 12)) == ["mask-share": 0.5])
    }

    @Test func refusesMasksThatDoNotFit() {
        let values = [Float](repeating: 1, count: 12)
        func failure(_ mask: Tensor) -> String? { diagnostic { _ = try numbers(values, mask: mask) }?.id }
        #expect(failure(Tensor(shape: [1, 3, 3])) == "mask-size")
        #expect(failure(Tensor(shape: [1, 3, 4])) == "empty-mask")
        let none = MetricRequest(model, input, map: Tensor(shape: [1, 1, 3, 4]))
        #expect(diagnostic { _ = try evaluate(Localization.self, none, ["masks": "m"]) }?.id == "no-mask")
    }

    @Test func needsAFolderOfMasks() throws {
        #expect(configured(Localization.self) == nil)
        let metric = try #require(configured(Localization.self, ["masks": "here"]))
        #expect(metric.files == [FileNeed(option: "masks", path: "here", kind: .masks)])
    }
}
