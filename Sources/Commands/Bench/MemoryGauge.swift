import Foundation

/// How much memory a piece of work takes at its peak beyond what the program held before.
struct MemoryGauge {
    /// What the number is read from.
    enum Source: String {
        /// The largest resident set since the gauge began, mapped files not counted.
        case peakResident = "VmHWM"
        /// Anonymous memory at the end, where the system does not let a program reset its peak.
        case anonymous = "RssAnon"
    }

    let source: Source
    private let before: Status?

    init() {
        Self.returnFreedMemory()
        source = Self.resetPeak() ? .peakResident : .anonymous
        before = Status()
    }

    /// Bytes; nil where the system does not say.
    var bytes: Int? {
        guard let before, let now = Status() else { return nil }
        switch source {
        case .peakResident: return max(0, now.peak - before.resident - max(0, now.file - before.file))
        case .anonymous: return max(0, now.anonymous - before.anonymous)
        }
    }

    /// Gives memory that was freed back to the system, where its allocator can: otherwise it would be used again and not
    /// be counted.
    private static func returnFreedMemory() {
        typealias Trim = @convention(c) (_ kept: Int) -> Int32
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: Trim.self)(0)
    }

    private static func resetPeak() -> Bool {
        guard let handle = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
        return (try? handle.write(contentsOf: Data("5".utf8))) != nil
    }

    /// The system's account of the program's memory, in bytes.
    private struct Status {
        let peak: Int
        let resident: Int
        let anonymous: Int
        let file: Int

        init?() {
            guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
            var kilobytes: [Substring: Int] = [:]
            for line in text.split(separator: "\n") {
                let words = line.split(whereSeparator: \.isWhitespace)
                if words.count == 3, words[2] == "kB" { kilobytes[words[0].dropLast()] = Int(words[1]) }
            }
            guard let peak = kilobytes["VmHWM"], let resident = kilobytes["VmRSS"],
                let anonymous = kilobytes["RssAnon"], let file = kilobytes["RssFile"]
            else { return nil }
            self.peak = peak << 10
            self.resident = resident << 10
            self.anonymous = anonymous << 10
            self.file = file << 10
        }
    }
}
