import Content
import Diagnostics
import Methods
import Metrics
import Models
import Pictures
import Store
import Tensors

/// Puts what compares two models together as a page shows it.
struct ComparisonGathering {
    let planned: PlannedComparison
    let exhibit: String
    let results: JobResults

    var titles: [String] { planned.models.map(\.title) }

    func result() -> ComparisonResult {
        var notes = planned.notes
        var tables: [TableResult] = []
        if let table = agreement { tables.append(table) }
        if let table = maps {
            tables.append(table)
            notes += seedNotes
        }
        let kernels = planned.kernels.compactMap(kernels)
        notes += unfinished(planned.kernels.map(\.matching), "matchings of kernels")
        return ComparisonResult(
            models: titles, tables: tables, disputes: DisputeGathering(self).grid, kernels: kernels, notes: notes)
    }

    /// What keeps results from being shown.
    private func unfinished(_ jobs: [Job], _ what: String) -> [String] {
        guard let reason = results.standing(of: jobs).reasons.first else { return [] }
        return ["Some \(what) are missing: \(reason)."]
    }

    // MARK: Predictions

    /// The values of a number for each image of a set; nil where it is undefined; none where there is no result.
    func values(_ number: AgreementBlueprint.Number, of set: PlannedComparison.ImageSet) -> [Double?] {
        results.record(of: set.agreement)?.body["numbers"]?[number.rawValue]?.arrayValue?.map(\.numberValue) ?? []
    }

    private var agreement: TableResult? {
        guard !planned.sets.isEmpty else { return nil }
        let classes = planned.models[0].model.classCount
        return TableResult(
            title: "Agreement of the predictions of \(titles[0]) and \(titles[1])", rowAxis: "images",
            columns: AgreementBlueprint.Number.allCases.map { $0.column(classes: classes) },
            rows: planned.sets.map { set in
                TableResult.Row(
                    label: set.label,
                    cells: AgreementBlueprint.Number.allCases.map { Self.cell(of: values($0, of: set)) })
            }, interval: Bootstrap.description,
            notes: unfinished(planned.sets.map(\.agreement), "comparisons of predictions"))
    }

    /// Mean, deviation and interval over images.
    static func cell(of values: [Double?]) -> TableResult.Cell? {
        let present = values.compactMap(\.self)
        guard !present.isEmpty else { return nil }
        let interval =
            present.count < Statistics.fewestForBest ? nil : Bootstrap(count: present.count).interval(present)
        return TableResult.Cell(
            mean: Statistics.mean(present), deviation: Statistics.deviation(present), low: interval?.lowerBound,
            high: interval?.upperBound, count: present.count, isBest: false)
    }

    // MARK: Maps

    private var maps: TableResult? {
        guard !planned.maps.isEmpty else { return nil }
        var rows: [TableResult.Row] = []
        for group in planned.maps {
            rows.append(row("\(group.label): \(titles[0]) and \(titles[1])", group.pairs.map { [$0.between] }))
            for (index, title) in titles.enumerated() where group.hasSeeds {
                rows.append(row("\(group.label): \(title), other seeds", group.pairs.map { $0.seeds[index] }))
            }
        }
        let jobs = planned.maps.flatMap { group in group.pairs.flatMap { [$0.between] + $0.seeds.joined() } }
        return TableResult(
            title: "Correlation of the maps", rowAxis: "maps",
            columns: [
                .described(
                    MapCorrelationBlueprint.pearson, "Pearson",
                    "correlation of the relevance of pixels, over several channels the sum of signed values, otherwise "
                        + "the largest magnitude; maps of different size resampled to the smaller; of a map that is the "
                        + "same everywhere it is undefined"),
                .described(
                    MapCorrelationBlueprint.spearman, "Spearman", "the same of the ranks, equal values sharing theirs"),
            ], rows: rows, interval: Bootstrap.description, notes: unfinished(jobs, "correlations of maps"))
    }

    /// - Parameter jobs: for each pair of figures those that are averaged first.
    private func row(_ label: String, _ jobs: [[Job]]) -> TableResult.Row {
        let numbers = [MapCorrelationBlueprint.pearson, MapCorrelationBlueprint.spearman]
        return TableResult.Row(label: label, cells: numbers.map { number in Self.cell(of: means(jobs, number)) })
    }

    private func means(_ jobs: [[Job]], _ number: String) -> [Double?] {
        jobs.map { jobs in
            let found = jobs.compactMap { results.record(of: $0)?.number(number) }
            return found.isEmpty ? nil : Statistics.mean(found)
        }
    }

    /// Whether the models' maps differ by more than a model's own maps do over seeds.
    private var seedNotes: [String] {
        var notes: [String] = []
        let seeded = planned.maps.filter(\.hasSeeds)
        for group in seeded {
            let between = means(group.pairs.map { [$0.between] }, MapCorrelationBlueprint.pearson)
            let own = planned.models.indices.map { index in
                means(group.pairs.map { $0.seeds[index] }, MapCorrelationBlueprint.pearson)
            }
            let differences = between.indices.compactMap { pair -> Double? in
                guard let between = between[pair], let first = own[0][pair], let second = own[1][pair] else {
                    return nil
                }
                return min(first, second) - between
            }
            notes.append("\(group.label): " + SeedFloor(differences).sentence)
        }
        let exact = planned.maps.filter { !$0.hasSeeds && !$0.method.drawsRandomNumbers }.map(\.label)
        if !exact.isEmpty {
            notes.append(
                "\(exact.joined(separator: ", ")): no random numbers are drawn; a model's own map repeats to the bit.")
        }
        if !seeded.isEmpty {
            notes.append(
                "The seeds are those of the methods. How far networks differ that are trained again from another start "
                    + "is not in this floor; to see it, compare two cards of one recipe.")
        }
        return notes
    }

    // MARK: Kernels

    private func kernels(_ pair: PlannedComparison.KernelPair) -> KernelComparison? {
        let numbers = results.record(of: pair.matching)?.body["numbers"]
        guard let first = KernelMatching(numbers?["first"]), let second = KernelMatching(numbers?["second"]) else {
            return nil
        }
        let names = zip(titles, pair.layers).map { "\($0) \($1)" }
        func summary(_ matching: KernelMatching, _ title: String, floor: String) -> KernelComparison.Summary {
            let correlations = matching.correlations
            let low = (numbers?[floor]?.arrayValue ?? []).compactMap(\.numberValue)
            return KernelComparison.Summary(
                title: title, matched: matching.count(of: .matched), moved: matching.count(of: .moved),
                lost: matching.count(of: .lost), silent: matching.count(of: .silent),
                median: correlations.isEmpty ? nil : percentile(50, ofSorted: correlations),
                floor: low.isEmpty ? nil : (percentile(50, ofSorted: low), percentile(95, ofSorted: low)))
        }
        return KernelComparison(
            layers: names, threshold: planned.settings.threshold, imageCount: pair.imageCount, cells: pair.cells,
            rows: first.matches.filter { pair.shown?.contains($0.kernel) ?? true }.map {
                KernelComparison.Row(
                    kernel: $0.kernel, best: $0.best, correlation: $0.correlation, label: $0.label.rawValue)
            },
            summaries: [
                summary(first, "\(titles[0]) in \(titles[1])", floor: "floor-first"),
                summary(second, "\(titles[1]) in \(titles[0])", floor: "floor-second"),
            ], stable: numbers?["stable"]?.numberValue)
    }
}

/// How the correlation between two models' maps stands to the correlations of a model's own maps over seeds.
struct SeedFloor {
    /// For each image how much less alike the models' maps are than the less alike of the models' own.
    private let differences: [Double]

    init(_ differences: [Double]) { self.differences = differences }

    /// Whether the models differ beyond chance: the bootstrap interval of the mean difference lies above 0. Nil for
    /// fewer images than an interval takes.
    var isBeyondChance: Bool? {
        guard differences.count >= Statistics.fewestForBest else { return nil }
        return Bootstrap(count: differences.count).interval(differences).lowerBound > 0
    }

    var sentence: String {
        switch isBeyondChance {
        case true?: "the models' maps are less alike than one model's maps by different seeds."
        case false?:
            "no difference is shown; one model's maps by different seeds are no more alike than the two models'."
        case nil: "fewer than \(Statistics.fewestForBest) images do not tell a difference of models from one of seeds."
        }
    }
}

extension PlannedComparison.MapGroup {
    var hasSeeds: Bool { pairs.contains { $0.seeds.contains { !$0.isEmpty } } }
}

extension Method {
    static var drawsRandomNumbers: Bool { optionDescriptions.contains { $0.name == "seed" } }
}

extension AgreementBlueprint.Number {
    fileprivate func column(classes: Int) -> TableResult.Column {
        let top = min(AgreementBlueprint.top, classes)
        switch self {
        case .top:
            return .described(rawValue, "Same first class", "1 where both models find the same class most probable")
        case .overlap:
            let chance = (Double(top) / Double(classes) * 1000).rounded() / 1000
            return .described(
                rawValue, "Top-\(top) overlap",
                "share of the \(top) most probable classes that both have; orders drawn at random share \(chance)")
        case .divergence:
            return .described(
                rawValue, "JS divergence",
                "Jensen–Shannon divergence of the probabilities, base 2: 0 for equal ones, 1 for such as share no class"
            )
        case .rank:
            return .described(rawValue, "Rank correlation", "Spearman's, of the scores before softmax over all classes")
        }
    }
}

extension TableResult.Column {
    /// A number that describes and does not judge.
    fileprivate static func described(_ name: String, _ title: String, _ definition: String) -> Self {
        Self(metric: nil, name: name, title: title, direction: .none, definition: definition, unit: "")
    }
}
