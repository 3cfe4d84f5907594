import Content
import Diagnostics
import Gallery

extension SiteBuilder {
    mutating func addMethodPage(_ index: Int) {
        let method = map.methods[index]
        let address = SiteMap.method(method.id)
        let neighbours = SiteMap.neighbours(of: index, in: map.methods) {
            PageLink(title: $0.title, href: SiteMap.method($0.id))
        }
        let exhibits = exhibitCards(of: { $0.methods.contains(method.id) }, figures: { $1.method == method.id })
        let view = MethodPage(
            frame: frame(method.title, method.summary, at: address, in: "methods"), id: method.id, title: method.title,
            summary: method.summary,
            discussion: discussion(method.discussion, of: "method \(method.id)", at: address),
            reference: method.reference, revision: method.revision, options: method.options.map(OptionView.init),
            hasOptions: !method.options.isEmpty, exhibits: exhibits, hasExhibits: !exhibits.isEmpty,
            previous: neighbours.previous, next: neighbours.next)
        add(theme.render(view, with: .method), at: address)
    }

    mutating func addMetricPage(_ index: Int) {
        let metric = map.metrics[index]
        let address = SiteMap.metric(metric.id)
        let neighbours = SiteMap.neighbours(of: index, in: map.metrics) {
            PageLink(title: $0.title, href: SiteMap.metric($0.id))
        }
        let exhibits = exhibitCards(of: { $0.metrics.contains(metric.id) }, figures: { _, _ in true })
        let view = MetricPage(
            frame: frame(metric.title, metric.summary, at: address, in: "metrics"), id: metric.id, title: metric.title,
            summary: metric.summary,
            discussion: discussion(metric.discussion, of: "metric \(metric.id)", at: address),
            reference: metric.reference, revision: metric.revision,
            numbers: metric.columns.map { column in
                MetricPage.Number(
                    name: column.name, title: column.title, unit: column.unit.isEmpty ? nil : column.unit,
                    direction: column.direction.rawValue, definition: column.definition)
            }, curves: metric.curves.isEmpty ? nil : metric.curves.joined(separator: ", "),
            options: metric.options.map(OptionView.init), hasOptions: !metric.options.isEmpty, exhibits: exhibits,
            hasExhibits: !exhibits.isEmpty, previous: neighbours.previous, next: neighbours.next)
        add(theme.render(view, with: .metric), at: address)
    }

    private func discussion(_ text: String, of subject: String, at address: String) -> HTML {
        var renderer = renderer(of: nil, at: address)
        let discussion = renderer.render(
            text, of: SourceFile(path: subject, text: text), firstLine: 1, taken: Self.partNames)
        links.define(renderer.ids, at: address)
        return discussion
    }
}
