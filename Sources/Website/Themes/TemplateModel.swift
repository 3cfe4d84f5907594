import Mustache

/// A type that a template shows. Its members are listed once: the list gives both what a template may name, known
/// before there is any value, and the values.
protocol TemplateModel: TemplateValue {
    static var members: [TemplateMember<Self>] { get }
}

/// One name that a template can use, and how its value is found.
struct TemplateMember<Root>: Sendable {
    let name: String
    fileprivate let shape: TemplateShape
    fileprivate let value: @Sendable (Root) -> any Sendable

    init<Value: TemplateValue>(_ name: String, _ read: @escaping @Sendable (Root) -> Value) {
        self.name = name
        shape = Value.shape
        value = { read($0).templateValue }
    }
}

extension TemplateModel {
    static var shape: TemplateShape {
        .object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.shape) }))
    }

    var templateValue: any Sendable {
        var values: [String: any Sendable] = [:]
        values.reserveCapacity(Self.members.count)
        for member in Self.members { values[member.name] = member.value(self) }
        return TemplateObject(values: values)
    }
}

/// A type of value that a template can show or open a section with.
protocol TemplateValue: Sendable {
    static var shape: TemplateShape { get }
    /// The value in the form that the template engine knows.
    var templateValue: any Sendable { get }
}

extension String: TemplateValue {
    static var shape: TemplateShape { .text }
    var templateValue: any Sendable { TemplateText(renderText: self, isNull: false) }
}

extension Int: TemplateValue {
    static var shape: TemplateShape { .text }
    var templateValue: any Sendable { String(self).templateValue }
}

extension HTML: TemplateValue {
    static var shape: TemplateShape { .html }
    var templateValue: any Sendable { TemplateText(renderText: markup, isNull: false) }
}

extension Bool: TemplateValue {
    static var shape: TemplateShape { .flag }
    var templateValue: any Sendable { self }
}

extension Array: TemplateValue where Element: TemplateValue {
    static var shape: TemplateShape { .list(Element.shape) }
    var templateValue: any Sendable { map(\.templateValue) }
}

extension Optional: TemplateValue where Wrapped: TemplateValue {
    static var shape: TemplateShape { .optional(Wrapped.shape) }
    /// Absent values are values too: the engine would look for the name further out otherwise.
    var templateValue: any Sendable { self?.templateValue ?? TemplateText(renderText: "", isNull: true) }
}

private struct TemplateText: MustacheCustomRenderable, MustacheParent, Sendable {
    let renderText: String
    let isNull: Bool

    func child(named: String) -> Any? { nil }
}

private struct TemplateObject: MustacheParent, Sendable {
    let values: [String: any Sendable]

    func child(named name: String) -> Any? { values[name] }
}
