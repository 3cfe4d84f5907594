/// A group of named settings that decodes itself: the fields listed once drive decoding, validation, keys, records and
/// the documentation table.
package protocol Settings: Sendable {
    init()
    static var fields: [SettingField<Self>] { get }
    /// What holds where nothing is written, which one of the settings may decide: a preset.
    static func start(_ entries: [Setting.Entry]) -> Self
    /// What no single field can say, such as "crop is larger than resize".
    func validate() throws(Diagnostic)
}

extension Settings {
    package static func start(_ entries: [Setting.Entry]) -> Self { Self() }
    package func validate() throws(Diagnostic) {}
}

/// One named setting of a group.
package struct SettingField<Root>: Sendable {
    package let name: String
    package let summary: String
    package let expectation: String
    fileprivate let read: @Sendable (Root) -> JSON
    fileprivate let write: @Sendable (inout Root, Setting) throws(Diagnostic) -> Void

    /// - Parameter check: gives what is wrong with a value of the right type, such as "must be positive".
    package init<Value: SettingValue>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String,
        check: @escaping @Sendable (Value) -> String? = { _ in nil }
    ) {
        self.name = name
        self.summary = summary
        self.expectation = Value.expectation
        self.read = { $0[keyPath: path].json }
        self.write = { (root: inout Root, setting: Setting) throws(Diagnostic) in
            let value = try Value.decode(setting)
            if let complaint = check(value) {
                throw Diagnostic(
                    .error, "bad-value", "'\(name)' \(complaint), found \(setting.kind)", at: setting.range)
            }
            root[keyPath: path] = value
        }
    }

    private init(
        _ name: String, _ summary: String, _ expectation: String, read: @escaping @Sendable (Root) -> JSON,
        write: @escaping @Sendable (inout Root, Setting) throws(Diagnostic) -> Void
    ) {
        self.name = name
        self.summary = summary
        self.expectation = expectation
        self.read = read
        self.write = write
    }

    /// The same setting of a group that another one holds.
    package func within<Outer>(_ path: any WritableKeyPath<Outer, Root> & Sendable) -> SettingField<Outer> {
        SettingField<Outer>(
            name, summary, expectation, read: { read($0[keyPath: path]) },
            write: { (outer: inout Outer, setting: Setting) throws(Diagnostic) in
                try write(&outer[keyPath: path], setting)
            })
    }
}

/// A field as documentation shows it.
package struct SettingDescription: Sendable {
    package let name: String
    package let summary: String
    package let expectation: String
    package let defaultValue: JSON
}

extension Settings {
    package static var descriptions: [SettingDescription] {
        let defaults = Self()
        return fields.map { field in
            SettingDescription(
                name: field.name, summary: field.summary, expectation: field.expectation,
                defaultValue: field.read(defaults))
        }
    }

    /// Every field with its value, defaults filled in: what enters a job's key.
    package var json: JSON {
        .object(Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.name, $0.read(self)) }))
    }

    /// Decodes the entries over the defaults and reports every mistake, not only the first.
    ///
    /// - Parameters:
    ///   - owner: what the entries belong to, for messages: "method 'gradient'".
    ///   - start: what holds where nothing is written; by default what `start` says.
    ///   - neighbours: keys that somebody else took from the same mapping; a misspelt one may have been meant.
    /// - Returns: nil if anything was wrong.
    package static func decode(
        _ entries: [Setting.Entry], of owner: String, over start: Self? = nil, neighbours: [String] = [],
        at range: SourceRange? = nil, log: DiagnosticLog
    ) -> Self? {
        var settings = start ?? Self.start(entries)
        var sound = true
        let fields = Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.name, $0) })
        for entry in entries {
            guard let field = fields[entry.key] else {
                log.error(
                    "unknown-key",
                    "\(owner) has no setting '\(entry.key)'"
                        + didYouMean(entry.key, among: fields.keys.sorted() + neighbours),
                    at: entry.keyRange ?? entry.value.range,
                    notes: fields.isEmpty
                        ? [.init("it has no settings at all")]
                        : [.init("it has " + fields.keys.sorted().map { "'\($0)'" }.joined(separator: ", "))])
                sound = false
                continue
            }
            do {
                try field.write(&settings, entry.value)
            } catch {
                var named = Diagnostic(
                    error.severity, error.id, "'\(entry.key)': \(error.message)", at: error.place, notes: error.notes)
                if error.message.hasPrefix("'\(entry.key)'") { named = error }
                log.add(named.placed(at: entry.value.range ?? entry.keyRange))
                sound = false
            }
        }
        guard sound else { return nil }
        return log.attempt(at: range) { () throws(Diagnostic) in
            try settings.validate()
            return settings
        }
    }
}
