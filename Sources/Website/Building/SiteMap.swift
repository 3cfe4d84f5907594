import Content
import Gallery

/// Which pages the site has, where they are, and how they follow each other.
struct SiteMap {
    struct Section {
        /// Its name on the front page.
        let id: String
        let title: String
        let pages: [Page]
    }

    let sections: [Section]
    /// All pages but the front page, in the order in which they are read.
    let pages: [Page]
    let models: [ModelResult]
    let methods: [MethodSummary]
    let metrics: [MetricSummary]
    let kernels: KernelIndex
    private let modelTitles: [String: String]
    private let methodTitles: [String: String]

    init(_ results: GalleryResults) {
        let source = results.source
        let others = source.pages.filter { !$0.isHome }
        var byName: [String: Page] = [:]
        for page in others { byName[page.name] = page }
        var placed: Set<String> = []
        var sections: [Section] = []
        var ids: Set<String> = []
        func add(_ title: String, _ pages: [Page]) {
            let slug = "section-" + HeadingName.slug(of: title)
            let id = ids.insert(slug).inserted ? slug : "\(slug)-\(sections.count + 1)"
            if !pages.isEmpty { sections.append(Section(id: id, title: title, pages: pages)) }
        }
        for section in source.sections {
            let pages = section.pages.compactMap { byName[$0] }.filter { placed.insert($0.name).inserted }
            add(section.title, pages)
        }
        let rest = others.filter { !placed.contains($0.name) }
        add(sections.isEmpty ? "Pages" : "More", rest)
        self.sections = sections
        pages = sections.flatMap(\.pages)
        models = results.models
        methods = results.methods
        metrics = results.metrics
        kernels = KernelIndex(results)
        modelTitles = Dictionary(models.map { ($0.card.name, $0.card.title) }, uniquingKeysWith: { $1 })
        methodTitles = Dictionary(methods.map { ($0.id, $0.title) }, uniquingKeysWith: { $1 })
    }

    static let home = "index.html"
    static let notFound = "404.html"
    static func model(_ name: String) -> String { "model-\(name).html" }
    static func method(_ id: String) -> String { "method-\(id).html" }

    static func metric(_ id: String) -> String { "metric-\(id).html" }

    func modelReference(_ name: String) -> Reference {
        Reference(title: modelTitles[name] ?? name, href: modelTitles[name] == nil ? nil : Self.model(name))
    }

    func methodReference(_ id: String) -> Reference {
        Reference(title: methodTitles[id] ?? id, href: methodTitles[id] == nil ? nil : Self.method(id))
    }

    /// The address of a metric's page, where the site has it.
    func metricAddress(_ id: String) -> String? { metrics.contains { $0.id == id } ? Self.metric(id) : nil }

    func section(of page: Page) -> Section? {
        sections.first { $0.pages.contains { $0.name == page.name } }
    }

    /// The names of all the site's pages.
    var addresses: Set<String> {
        var all: Set<String> = [Self.home, Self.notFound]
        all.formUnion(pages.map(\.address))
        all.formUnion(models.map { Self.model($0.card.name) })
        all.formUnion(methods.map { Self.method($0.id) })
        all.formUnion(metrics.map { Self.metric($0.id) })
        all.formUnion(kernels.addresses)
        return all
    }

    /// Links to what comes before and after the element at an index.
    static func neighbours<Element>(
        of index: Int, in elements: [Element], link: (Element) -> PageLink
    ) -> (previous: PageLink?, next: PageLink?) {
        (
            index > 0 ? link(elements[index - 1]) : nil,
            index + 1 < elements.count ? link(elements[index + 1]) : nil
        )
    }
}
