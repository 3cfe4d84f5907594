package import Content
package import Diagnostics
import Foundation
import Methods
package import Store

/// What a build does with results that are not in the store.
package enum ComputeMode: String, Sendable, CaseIterable {
    /// Computes what is missing.
    case missing
    /// Computes nothing; figures without a result say so.
    case never
    /// Computes everything anew.
    case always
}

/// The way from a gallery's content to its results: train what is to be trained, plan, look up, compute, gather.
package struct GalleryBuild {
    let source: GallerySource
    let store: ResultStore
    let mode: ComputeMode
    let resources: Resources
    let monitor: any BuildMonitor
    let interruption: Interruption
    let log: DiagnosticLog

    package init(
        source: GallerySource, store: ResultStore, mode: ComputeMode = .missing, resources: Resources,
        monitor: any BuildMonitor = SilentMonitor(), interruption: Interruption = Interruption(), log: DiagnosticLog
    ) {
        self.source = source
        self.store = store
        self.mode = mode
        self.resources = resources
        self.monitor = monitor
        self.interruption = interruption
        self.log = log
    }

    /// How a job stands.
    package enum Standing: Sendable {
        case stored(StoreRecord)
        /// nil where the store has nothing, otherwise what is wrong with what it has.
        case missing(Diagnostic?)
    }

    /// A plan with the standing of each of its jobs.
    package struct Survey {
        package let plan: GalleryPlan
        package let standings: [Digest: Standing]
        /// Trainings that are not in the store. Until they are, the jobs of their models have provisional keys.
        package let untrained: [Job]
        let models: ModelRepository

        /// Jobs without a whole result in the store.
        package var missing: [Job] { plan.jobs.filter { !isStored($0) } }

        /// Jobs whose results are in the store.
        package var stored: [Job] { plan.jobs.filter(isStored) }

        package func isStored(_ job: Job) -> Bool {
            if case .stored = standings[job.key] { true } else { false }
        }
    }

    /// Plans without computing. Mistakes in the content are in the log.
    package func survey() throws(Diagnostic) -> Survey {
        let survey = try self.survey(training: [:])
        let stored = JobResults(
            outcome: { job in
                if case .stored(let record) = survey.standings[job.key] { .success(record) } else { nil }
            }, file: { blob throws(Diagnostic) in try store.blob(blob) }, log: log)
        for planned in survey.plan.exhibits { OwnNumbers(planned: planned, results: stored).check(log: log) }
        return survey
    }

    private func survey(training outcomes: [Digest: Result<StoreRecord, Diagnostic>]) throws(Diagnostic) -> Survey {
        let models = try ModelRepository(
            source, store: store, outcomes: outcomes, retrains: mode == .always, log: log)
        var planner = Planner(models: models, log: log)
        let plan = planner.plan(source)
        var standings: [Digest: Standing] = [:]
        for job in plan.jobs {
            try interruption.check()
            standings[job.key] = standing(of: job.key)
        }
        return Survey(plan: plan, standings: standings, untrained: models.untrained, models: models)
    }

    private func standing(of key: Digest) -> Standing {
        switch store.verified(key) {
        case .hit(let record): .stored(record)
        case .miss: .missing(nil)
        case .damaged(let reason): .missing(reason)
        }
    }

    /// Computes what is missing and gathers the results.
    ///
    /// - Parameter preview: called before anything is computed with results in which every figure is missing, so that
    ///   what is wrong with pages is found then and not after hours of work; it adds to the log.
    /// - Returns: nil where the content has mistakes, which are in the log. A failed job is logged too, but its figure
    ///   says so and the rest stands.
    package func run(
        preview: (GalleryResults) -> Void = { _ in }
    ) throws(Diagnostic) -> (results: GalleryResults, report: Report)? {
        var survey = try survey()
        preview(try Gathering(build: self, survey: survey, outcomes: [:], isPreview: true).results())
        guard !log.hasErrors else { return nil }
        var report = Report()
        if !survey.untrained.isEmpty, mode != .never {
            let outcomes = try compute(survey.untrained, phase: "training", found: 0, &report)
            survey = try self.survey(training: outcomes)
        }
        let unready = survey.plan.unready
        let wanted = mode == .always ? survey.plan.jobs : mode == .never ? [] : survey.missing
        let jobs = wanted.filter { !unready.contains($0.key) }
        for job in survey.plan.jobs {
            if case .missing(let reason?) = survey.standings[job.key] { log.add(reason) }
        }
        report.stored = mode == .always ? 0 : survey.stored.count
        let outcomes = try compute(jobs, phase: "computing", found: report.stored, &report)
        report.missing = survey.plan.jobs.count - jobs.count - report.stored
        let gathering = Gathering(build: self, survey: survey, outcomes: outcomes, isPreview: false)
        return (try gathering.results(), report)
    }

    private func compute(
        _ jobs: [Job], phase: String, found: Int, _ report: inout Report
    ) throws(Diagnostic) -> [Digest: Result<StoreRecord, Diagnostic>] {
        monitor.phaseBegan(phase, missing: jobs.count, found: found)
        defer { monitor.phaseEnded() }
        guard !jobs.isEmpty else { return [:] }
        let schedule = Schedule(
            jobs, store: store, resources: resources, monitor: monitor, interruption: interruption, log: log)
        let outcomes = schedule.run()
        try interruption.check()
        for job in jobs {
            switch outcomes[job.key] {
            case .success: report.computed += 1
            // Its reason has been reported by the job that failed.
            case .failure(let failure) where failure.id == "skipped": report.skipped += 1
            case .failure(let failure):
                report.failed += 1
                log.add(failure)
            case nil: break
            }
        }
        return outcomes
    }

    /// Counts of jobs.
    package struct Report: Sendable, Equatable {
        package var computed = 0
        package var stored = 0
        /// Neither computed nor in the store.
        package var missing = 0
        package var failed = 0
        /// Not computed because a job that they read failed.
        package var skipped = 0

        package init() {}
    }
}

extension GalleryBuild {
    /// Loads one model of a gallery; a trained one must be in the store.
    ///
    /// - Returns: nil where its card has mistakes, which are in the log.
    package static func model(
        named name: String, in source: GallerySource, store: ResultStore, log: DiagnosticLog
    ) throws(Diagnostic) -> LoadedModel? {
        let models = try ModelRepository(source, only: name, store: store, log: log)
        let model = try models.model(named: name)
        guard model?.isReady ?? true else {
            throw Diagnostic(
                .error, "untrained", "'\(name)' is trained by the build and is not in the store",
                notes: [.init("run 'vitrine build' first")])
        }
        return model
    }
}
