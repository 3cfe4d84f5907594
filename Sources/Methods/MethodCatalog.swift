package import Diagnostics
package import Models

/// The methods there are, in the order in which they are listed.
package enum MethodCatalog {
    package static let all: [any Method.Type] = [
        ActivationGrid.self,
        ActivationMaximization.self,
        CenterMap.self,
        DatasetExamples.self,
        Deconvolution.self,
        DeepLIFT.self,
        EpsilonLRP.self,
        GradCAM.self,
        Gradient.self,
        GradientTimesInput.self,
        GuidedBackpropagation.self,
        GuidedGradCAM.self,
        IntegratedGradients.self,
        KernelPairs.self,
        KernelSuppression.self,
        LayerOutputs.self,
        LRP.self,
        LocationInversion.self,
        NoiseMask.self,
        Occlusion.self,
        PredictionDifference.self,
        Predictions.self,
        RandomMap.self,
        Screening.self,
        SemanticDictionary.self,
        SmoothGrad.self,
        SobelEdges.self,
        TransformationInvariant.self,
    ]

    /// The method of this name, or an error that suggests one.
    package static func method(named id: String) throws(Diagnostic) -> any Method.Type {
        if let method = all.first(where: { $0.id == id }) { return method }
        throw Diagnostic(
            .error, "unknown-method", "unknown method '\(id)'" + didYouMean(id, among: all.map { $0.id }),
            notes: [.init("'vitrine list methods' shows them all")])
    }
}

/// A method with its options decoded, ready to run.
package struct ConfiguredMethod: Sendable {
    package let method: any Method.Type
    /// Every option with its value, defaults filled in.
    package let options: JSON
    package let passes: Int
    /// What the result holds.
    package let output: MethodOutput
    /// The files that the options name.
    package let files: [FileNeed]
    private let runner: @Sendable (MethodRequest) throws(Diagnostic) -> MethodResult
    private let preparing: @Sendable (Model, Target?) throws(Diagnostic) -> Preparation?
    /// The decoded options, an `Options` of the method.
    private let settings: any Sendable
    private let batch: (@Sendable ([MethodRequest], [ConfiguredMethod]) throws(Diagnostic) -> [MethodResult])?
    /// The options that may differ within a batch; nil for a method that runs one request at a time.
    package let batchedOptions: Set<String>?
    private let memory: @Sendable (Model, Target?) throws(Diagnostic) -> Int

    /// Decodes the options and reports every mistake in them; nil if there was one.
    ///
    /// - Parameter neighbours: further keys that stand where the options do, for suggestions.
    package init?(
        _ method: any Method.Type, options entries: [Setting.Entry], neighbours: [String] = [], at range: SourceRange?,
        log: DiagnosticLog
    ) {
        func open<Opened: Method>(_ method: Opened.Type) -> ConfiguredMethod? {
            Opened.Options.decode(
                entries, of: "method '\(Opened.id)'", neighbours: neighbours, at: range, log: log
            ).map { ConfiguredMethod(method, $0) }
        }
        guard let configured = open(method) else { return nil }
        self = configured
    }

    private init<Opened: Method>(_ method: Opened.Type, _ options: Opened.Options) {
        self.method = method
        self.options = options.json
        passes = Opened.passes(options)
        output = Opened.output(options)
        files = Opened.files(options)
        runner = { (request: MethodRequest) throws(Diagnostic) in try Opened.run(request, options) }
        preparing = { (model: Model, target: Target?) throws(Diagnostic) in
            try Opened.preparation(model: model, target: target, options)
        }
        settings = options
        if let batched = method as? any BatchedMethod.Type {
            (batchedOptions, batch) = (batched.batchedOptions, Self.batch(of: batched))
        } else {
            (batchedOptions, batch) = (nil, nil)
        }
        memory = { (model: Model, target: Target?) throws(Diagnostic) in
            try Opened.memoryNeed(model: model, target: target, options)
        }
    }

    package func run(_ request: MethodRequest) throws(Diagnostic) -> MethodResult { try runner(request) }

    private static func batch<Batched: BatchedMethod>(
        of method: Batched.Type
    ) -> @Sendable ([MethodRequest], [ConfiguredMethod]) throws(Diagnostic) -> [MethodResult] {
        { (requests: [MethodRequest], methods: [ConfiguredMethod]) throws(Diagnostic) in
            try method.run(batch: requests, methods.compactMap { $0.settings as? Batched.Options })
        }
    }

    /// Runs several requests at once, each by the options of its own; nil for a method that cannot.
    ///
    /// - Precondition: the methods are of one kind, with options that differ in `batchedOptions` at most.
    package static func run(
        _ requests: [MethodRequest], by methods: [ConfiguredMethod]
    ) throws(Diagnostic) -> [MethodResult]? {
        guard let batch = methods.first?.batch else { return nil }
        return try batch(requests, methods)
    }

    package func preparation(model: Model, target: Target?) throws(Diagnostic) -> Preparation? {
        try preparing(model, target)
    }

    package func memoryNeed(model: Model, target: Target?) throws(Diagnostic) -> Int { try memory(model, target) }
}

extension Method {
    package static var optionDescriptions: [SettingDescription] { Options.descriptions }
}
