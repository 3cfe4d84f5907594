package import Content

/// Everything a build knows when its computing is done: what the website shows, without tensors or networks.
package struct GalleryResults: Sendable {
    package let source: GallerySource
    /// By page address and exhibit id.
    package let exhibits: [ExhibitReference: ExhibitResult]
    package let models: [ModelResult]
    /// The methods that the exhibits use, in the catalog's order.
    package let methods: [MethodSummary]
    /// The metrics that the exhibits use, in the catalog's order.
    package let metrics: [MetricSummary]
    package let engine: EngineSummary
    /// Whether nothing was computed yet, so that every figure is missing and what is in them is not known.
    package let isPreview: Bool

    package init(
        source: GallerySource, exhibits: [ExhibitReference: ExhibitResult], models: [ModelResult],
        methods: [MethodSummary], metrics: [MetricSummary] = [], engine: EngineSummary,
        isPreview: Bool = false
    ) {
        self.source = source
        self.exhibits = exhibits
        self.models = models
        self.methods = methods
        self.metrics = metrics
        self.engine = engine
        self.isPreview = isPreview
    }
}

/// An exhibit's place: the page's address without `.html`, and the exhibit's id on that page.
package struct ExhibitReference: Hashable, Sendable, Comparable {
    package let page: String
    package let exhibit: String

    package init(page: String, exhibit: String) {
        self.page = page
        self.exhibit = exhibit
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.page, left.exhibit) < (right.page, right.exhibit)
    }
}
