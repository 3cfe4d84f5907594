/// One message about something a person can mend.
package struct Diagnostic: Error, Sendable {
    package enum Severity: String, Sendable, Comparable {
        case note, warning, error

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    /// Where a message points: into a text, or at a file as a whole.
    package enum Place: Sendable {
        case text(SourceRange)
        case file(String)
    }

    /// A further remark, with a place of its own where it has one.
    package struct Note: Sendable {
        package let message: String
        package let place: Place?

        package init(_ message: String, at place: Place? = nil) {
            self.message = message
            self.place = place
        }
    }

    /// A stable name for the kind of message, in kebab-case, for scripts.
    package let id: String
    package var severity: Severity
    package let message: String
    package var place: Place?
    package var notes: [Note]

    package init(
        _ severity: Severity = .error, _ id: String, _ message: String, at place: Place? = nil, notes: [Note] = []
    ) {
        self.id = id
        self.severity = severity
        self.message = message
        self.place = place
        self.notes = notes
    }

    package init(
        _ severity: Severity = .error, _ id: String, _ message: String, at range: SourceRange?, notes: [Note] = []
    ) {
        self.init(severity, id, message, at: range.map(Place.text), notes: notes)
    }

    /// The same message with a place, unless it already has one.
    package func placed(at fallback: SourceRange?) -> Diagnostic {
        guard place == nil, let fallback else { return self }
        var placed = self
        placed.place = .text(fallback)
        return placed
    }

    /// The same message pointing at `range`; a place it had before becomes a note.
    package func askedFor(at range: SourceRange?) -> Diagnostic {
        guard let range else { return self }
        var moved = self
        if let place { moved.notes.insert(Note("the cause is here", at: place), at: 0) }
        moved.place = .text(range)
        return moved
    }
}
