import Diagnostics
import Metrics
import Testing

@Suite struct MetricCatalogTests {
    @Test func identifiersAreUnique() {
        let ids = MetricCatalog.all.map { $0.id }
        #expect(Set(ids).count == ids.count)
    }

    @Test func anUnknownNameIsAnError() {
        #expect(throws: Diagnostic.self) { try MetricCatalog.metric(named: "ssmi") }
    }
}
