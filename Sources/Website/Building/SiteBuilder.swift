import Content
import Diagnostics
import Foundation
import Gallery
import Store

/// Builds the pages of a site one after the other.
struct SiteBuilder {
    let results: GalleryResults
    let theme: Theme
    let options: Website.Options
    let log: DiagnosticLog
    let map: SiteMap
    let draughtsman: Draughtsman
    let links: LinkTable
    private(set) var files = SiteFiles()
    var exhibits: ExhibitBuilder

    init(
        _ results: GalleryResults, theme: Theme, store: ResultStore?, options: Website.Options, log: DiagnosticLog
    ) {
        self.results = results
        self.theme = theme
        self.options = options
        self.log = log
        map = SiteMap(results)
        draughtsman = Draughtsman(store: store, log: log)
        links = LinkTable(results.source, map: map, draughtsman: draughtsman, log: log)
        exhibits = ExhibitBuilder(map: map, draughtsman: draughtsman, log: log)
    }

    mutating func build() {
        // The front page shows pictures of the others, but its own text may hold exhibits for their pages too.
        let home = results.source.home.map { (page: $0, body: body(of: $0)) }
        for index in map.pages.indices { addContentPage(index) }
        addHome(home)
        for index in map.models.indices { addModelPage(index) }
        addKernelPages()
        for index in map.methods.indices { addMethodPage(index) }
        for index in map.metrics.indices { addMetricPage(index) }
        add(
            theme.render(NotFoundPage(frame: frame("Not found", nil, at: SiteMap.notFound)), with: .notFound),
            at: SiteMap.notFound)
        links.checkFragments()
        for (path, record) in exhibits.output.records { add(Data(record.prettyText.utf8), at: path) }
        for (path, data) in exhibits.data.contents { add(data, at: path) }
        for (path, data) in draughtsman.files { add(data, at: path) }
        for (path, data) in theme.files { add(data, at: path) }
    }

    mutating func add(_ text: String, at path: String, place: Diagnostic.Place? = nil) {
        add(Data(text.utf8), at: path, place: place)
    }

    private mutating func add(_ data: Data, at path: String, place: Diagnostic.Place? = nil) {
        do {
            try files.add(data, at: path, place: place)
        } catch {
            log.add(error)
        }
    }

    /// The frame of a page, with the part of the gallery that it belongs to.
    func frame(_ title: String, _ description: String?, at address: String, in current: String? = nil) -> Frame {
        let site = results.source.site
        var navigation = map.sections.map { ($0.title, $0.id) }
        if !map.models.isEmpty { navigation.append(("Models", "models")) }
        if !map.methods.isEmpty { navigation.append(("Methods", "methods")) }
        if !map.metrics.isEmpty { navigation.append(("Metrics", "metrics")) }
        let base = (options.baseURL ?? site.baseURL?.text).map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        let footer = site.footer.map {
            renderer(of: results.source.home?.source, at: SiteMap.home).renderInline($0, at: nil)
        }
        return Frame(
            language: site.language, siteTitle: site.title,
            title: title == site.title ? title : "\(title) · \(site.title)", description: description,
            canonical: address == SiteMap.notFound
                ? nil : base.map { "\($0)/\(address == SiteMap.home ? "" : address)" },
            isHome: address == SiteMap.home,
            navigation: navigation.map { title, id in
                NavigationLink(title: title, href: "\(SiteMap.home)#\(id)", isCurrent: id == current)
            },
            credit: site.credit, footer: footer,
            engine: "engine \(results.engine.version), revision \(results.engine.revision)")
    }

    func renderer(of file: SourceFile?, at address: String) -> ProseRenderer {
        ProseRenderer(
            links: links.links(in: file ?? SourceFile(path: "", text: ""), shownAt: address),
            allowsHTML: options.allowsHTML, log: log)
    }

    // MARK: Content

    /// A page's text with its exhibits.
    private mutating func body(of page: Page, taken: Set<String> = []) -> HTML {
        var renderer = renderer(of: page.source, at: page.address)
        var markup: [Int: HTML] = [:]
        var ids = taken
        for exhibit in page.exhibits {
            let reference = ExhibitReference(page: page.name, exhibit: exhibit.id)
            let result = results.exhibits[reference]
            let caption = (result?.caption ?? exhibit.caption).map { renderer.renderInline($0, at: exhibit.range) }
            let view =
                result.map {
                    exhibits.view(of: $0, block: exhibit, caption: caption, isLazy: exhibit.ordinal > 0)
                } ?? exhibits.placeholder(for: exhibit, caption: caption)
            markup[exhibit.ordinal] = HTML(markup: theme.render(view, with: .exhibit))
            ids.insert(exhibit.id)
            ids.formUnion(result?.figures.map(\.id) ?? [])
            ids.formUnion(result?.comparison?.disputes?.cells.joined().compactMap { $0?.id } ?? [])
            ids.formUnion(view.plots.flatMap(\.names))
        }
        renderer.exhibit = { markup[$0] }
        let body = renderer.render(
            page.body, of: page.source, firstLine: page.bodyLine, skipsHeading: page.hasTitleInBody, taken: ids)
        links.define(renderer.ids, at: page.address)
        return body
    }

    private mutating func addContentPage(_ index: Int) {
        let page = map.pages[index]
        let section = map.section(of: page)
        let neighbours = SiteMap.neighbours(of: index, in: map.pages) { PageLink(title: $0.title, href: $0.address) }
        let body = body(of: page)
        let models = modelNames(on: page).map(map.modelReference)
        let view = ContentPage(
            frame: frame(page.title, page.description, at: page.address, in: section?.id), title: page.title,
            description: page.description,
            section: section.map { PageLink(title: $0.title, href: "\(SiteMap.home)#\($0.id)") },
            date: page.date.map { NamedText(name: $0.description, text: written($0)) }, models: models,
            hasModels: !models.isEmpty, body: body, previous: neighbours.previous, next: neighbours.next)
        add(theme.render(view, with: .page), at: page.address, place: .file(page.source.path))
    }

    /// The models that a page's figures come from, in the order of the gallery.
    private func modelNames(on page: Page) -> [String] {
        let used = Set(figures(on: page).map(\.model))
        let known = map.models.map(\.card.name).filter { used.contains($0) }
        return known + used.subtracting(known).sorted()
    }

    private func figures(on page: Page) -> [Figure] {
        page.exhibits.flatMap {
            results.exhibits[ExhibitReference(page: page.name, exhibit: $0.id)]?.figures ?? []
        }
    }

    private func written(_ date: CalendarDate) -> String {
        guard results.source.site.language.prefix(2).lowercased() == "en" else { return date.description }
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return "\(date.day) \(months[date.month - 1]) \(date.year)"
    }

    // MARK: The front page

    private mutating func addHome(_ home: (page: Page, body: HTML)?) {
        let site = results.source.site
        let sections = map.sections.map { section in
            HomePage.Section(id: section.id, title: section.title, cards: section.pages.map(card))
        }
        let title = home?.page.title ?? site.title
        let description = home?.page.description ?? site.description
        links.define(Set(sections.map(\.id) + ["models", "methods", "metrics"]), at: SiteMap.home)
        let view = HomePage(
            frame: frame(title, description, at: SiteMap.home), title: title, description: description,
            body: home.flatMap { $0.body.markup.allSatisfy(\.isWhitespace) ? nil : $0.body }, sections: sections,
            models: map.models.map(card), methods: map.methods.map(card), metrics: map.metrics.map(card),
            hasModels: !map.models.isEmpty, hasMethods: !map.methods.isEmpty, hasMetrics: !map.metrics.isEmpty)
        add(theme.render(view, with: .home), at: SiteMap.home)
    }

    private func card(_ page: Page) -> Card {
        let picture = exhibits.output.shown.first { $0.reference.page == page.name }?.picture
        return Card(
            title: page.title, href: page.address, description: page.description, picture: picture?.decorative,
            remark: Self.counted(figures(on: page).count, "figure"))
    }

    private func card(_ model: ModelResult) -> Card {
        let picture = exhibits.output.shown.first { $0.model == model.card.name }?.picture
        return Card(
            title: model.card.title, href: SiteMap.model(model.card.name), description: model.card.description,
            picture: picture?.decorative,
            remark: "\(model.classCount) classes, \(NumberText.grouped(model.parameterCount)) parameters")
    }

    private func card(_ method: MethodSummary) -> Card {
        let picture = exhibits.output.shown.first { $0.method == method.id }?.picture
        return Card(
            title: method.title, href: SiteMap.method(method.id), description: method.summary,
            picture: picture?.decorative, remark: nil)
    }

    private func card(_ metric: MetricSummary) -> Card {
        Card(
            title: metric.title, href: SiteMap.metric(metric.id), description: metric.summary, picture: nil, remark: nil
        )
    }

    static func counted(_ count: Int, _ noun: String) -> String? {
        count == 0 ? nil : count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
