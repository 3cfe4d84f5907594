import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct ScreeningTests {
    private func setting(_ texts: [String]) -> Setting {
        Setting(.list(texts.map { Setting($0) }), at: nil)
    }

    private func box(_ texts: String...) throws -> ImageBox { try ImageBox.decode(setting(texts)) }

    private func model(
        range: Double = 1, mean: [Double] = [], std: [Double] = []
    ) throws -> Model {
        var preprocessing = Preprocessing()
        (preprocessing.range, preprocessing.mean, preprocessing.std) = (range, mean, std)
        let smooth = try SmallModel.smooth()
        return try Model(name: "smooth", network: smooth.network, preprocessing: preprocessing)
    }

    private func run(
        _ model: Model, _ options: Screening.Options, files: [String: SuppliedFile] = [:]
    ) throws -> (input: Tensor, result: MethodResult) {
        let input = Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { Float($0 % 23) / 9 - 1.2 })
        let request = MethodRequest(model: model, input: input, target: nil, files: files, workers: .one)
        return (input, try Screening.run(request, options))
    }

    @Test(
        arguments: [
            (["2", "1", "3", "5"], 2..<5, 1..<6), (["0", "0", "10", "20"], 0..<10, 0..<20),
            (["50%", "25%", "50%", "75%"], 5..<10, 5..<20), (["25%", "0%", "25%", "3"], 3..<5, 0..<3),
            (["33.3%", "10%", "33.3%", "10%"], 3..<7, 2..<4),
        ] as [([String], Range<Int>, Range<Int>)])
    func boxesAreInPixelsOrShares(_ texts: [String], _ rows: Range<Int>, _ columns: Range<Int>) throws {
        let found = try ImageBox.decode(setting(texts)).pixels(height: 10, width: 20)
        #expect(found.rows == rows && found.columns == columns)
    }

    @Test(arguments: [["0", "0", "11", "1"], ["60%", "0", "50%", "1"], ["0", "0", "0", "4"], ["0", "19", "1", "2"]])
    func boxesBeyondTheImageAreRefused(_ texts: [String]) throws {
        let box = try ImageBox.decode(setting(texts))
        #expect { try box.pixels(height: 10, width: 20) } throws: { ($0 as? Diagnostic)?.id == "bad-region" }
    }

    @Test(arguments: [
        ["1", "2", "3"], ["1", "2", "3", "x"], ["-1", "2", "3", "4"], ["1.5", "2", "3", "4"], ["1", "2", "3", "101%"],
    ])
    func whatIsNoBoxIsRefused(_ texts: [String]) {
        #expect(throws: Diagnostic.self) { try ImageBox.decode(setting(texts)) }
    }

    @Test func boxesAreWrittenInRecordsAsTheyWereRead() throws {
        #expect(try box("1", "25%", "3", "12.5%").json.canonicalText == #"[1,"25%",3,"12.5%"]"#)
    }

    /// Zero of a model's input, and what it shows in 0–255: the paper's mid-gray for −1 … 1, black for 0 … 1, the mean
    /// colour where one is subtracted.
    @Test(
        arguments: [
            (Screening.Fill.zero, 1.0, [0.5], [0.5], 127.5), (.zero, 1, [], [], 0), (.zero, 255, [104], [1], 104),
            (.black, 1, [0.5], [0.25], 0), (.gray, 1, [0.5], [0.25], 128), (.zero, 1, [0.25], [0.5], 63.75),
            // A mean that no picture can show is clipped.
            (.zero, 1, [1.5], [0.5], 255), (.zero, 1, [-0.5], [0.5], 0),
        ] as [(Screening.Fill, Double, [Double], [Double], Double)])
    func coversWithTheModelsOwnZero(
        _ fill: Screening.Fill, _ range: Double, _ mean: [Double], _ std: [Double], _ level: Double
    ) throws {
        let model = try model(range: range, mean: mean, std: std)
        var options = Screening.Options()
        (options.region, options.fill) = (try box("2", "3", "4", "2"), fill)
        let (input, result) = try run(model, options)
        let screened = try #require(result.series["screened"])
        let value = (level / 255 * range - (mean.first ?? 0)) / (std.first ?? 1)
        #expect(screened.shape == input.shape)
        for index in 0..<192 {
            let (row, column) = (index % 64 / 8, index % 8)
            let isInside = (2..<6).contains(row) && (3..<5).contains(column)
            #expect(
                abs(Double(screened[index]) - (isInside ? value : Double(input[index]))) < 1e-5 * max(1, abs(value)))
        }
        #expect(result.numbers.first { $0.name == "covered-share" }?.value == 8.0 / 64)
    }

    @Test func scoresAreThoseOfBothPictures() throws {
        let model = try SmallModel.smooth()
        var options = Screening.Options()
        options.region = try box("0", "0", "8", "8")
        let (input, result) = try run(model, options)
        let before = try SmallModel.values(model, "fc", input)
        let after = try SmallModel.values(model, "fc", Tensor(shape: input.shape))
        #expect(result.map.shape == [2, 5] && result.map.elements == before + after)
        #expect(result.cells.map(\.label) == ["original", "screened"])
        let probabilities = [before, after].map { Model.probabilities(fromLogits: $0) }
        let first = try #require(before.indices.max { before[$0] < before[$1] })
        let last = try #require(after.indices.max { after[$0] < after[$1] })
        let expected = [
            "class": Double(first), "class-after": Double(last), "probability": probabilities[0][first],
            "probability-after": probabilities[1][first], "changed": first == last ? 0 : 1, "covered-share": 1,
        ]
        #expect(Dictionary(uniqueKeysWithValues: result.numbers.map { ($0.name, $0.value) }) == expected)
    }

    @Test func aMaskCoversWhereItIsWhite() throws {
        let model = try SmallModel.smooth()
        var options = Screening.Options()
        options.masks = "masks"
        let mask = Tensor(shape: [1, 8, 8], elements: (0..<64).map { $0 % 3 == 0 ? 0.5 : 0.49 })
        let (input, result) = try run(model, options, files: ["masks": .mask(mask)])
        let screened = try #require(result.series["screened"])
        for index in 0..<192 { #expect(screened[index] == (index % 64 % 3 == 0 ? 0 : input[index])) }
        #expect(throws: Diagnostic.self) {
            try run(model, options, files: ["masks": .mask(Tensor(shape: [1, 8, 8]))])
        }
        #expect(throws: Diagnostic.self) { try run(model, options) }
    }

    @Test func eitherARegionOrMasks() throws {
        var options = Screening.Options()
        #expect { try options.validate() } throws: { ($0 as? Diagnostic)?.id == "no-region" }
        options.region = try box("0", "0", "1", "1")
        try options.validate()
        options.masks = "masks"
        #expect { try options.validate() } throws: { ($0 as? Diagnostic)?.id == "conflicting-options" }
    }
}
