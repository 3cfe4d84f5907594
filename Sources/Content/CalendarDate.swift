package import Diagnostics

/// A day of the Gregorian calendar, written `2026-11-20` (ISO 8601).
package struct CalendarDate: SettingValue, Hashable, Comparable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Nil where there is no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...days[month - 1]).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    package static var expectation: String { "a date such as 2026-11-20" }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> CalendarDate {
        guard case .scalar(let text, _) = setting.value, !setting.isNull else {
            throw setting.mismatch(expected: expectation)
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isWellFormed =
            parts.map(\.utf8.count) == [4, 2, 2]
            && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        let numbers = parts.compactMap { Int($0) }
        guard isWellFormed, numbers.count == 3 else { throw setting.mismatch(expected: expectation) }
        guard let date = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            throw Diagnostic(.error, "bad-date", "there is no day '\(text)'", at: setting.range)
        }
        return date
    }

    package var json: JSON { .string(description) }

    package var description: String {
        func padded(_ number: Int, to width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(year, to: 4) + "-" + padded(month, to: 2) + "-" + padded(day, to: 2)
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}
