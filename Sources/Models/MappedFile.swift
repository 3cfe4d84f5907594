package import Diagnostics
import Foundation

/// A regular file mapped read-only into memory: its pages are loaded when they are first read.
///
/// The file must not be cut short while it is mapped: reading a page that is gone ends the process.
package final class MappedFile: Sendable {
    /// The path as it was given, for messages.
    package let path: String
    package let count: Int
    // The mapping is read-only and lives as long as the object.
    nonisolated(unsafe) private let start: UnsafeRawPointer

    /// Follows symbolic links. Throws `missing-file`, `unreadable-file`, `not-a-file` or `empty-file`.
    package init(path: String) throws(Diagnostic) {
        // Without O_NONBLOCK, opening a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.refusal(errno, path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.refusal(errno, path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or a pipe"
            throw Diagnostic(.error, "not-a-file", "this is \(kind), not a file", at: .file(path))
        }
        guard status.st_size > 0 else {
            throw Diagnostic(
                .error, "empty-file", "the file is empty", at: .file(path), notes: [.init("fetch or export it again")])
        }
        guard let size = Int(exactly: status.st_size),
            let mapped = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), mapped != MAP_FAILED
        else { throw Self.refusal(errno, path) }
        self.path = path
        self.count = size
        self.start = UnsafeRawPointer(mapped)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: start), count) }

    private static func refusal(_ code: Int32, _ path: String) -> Diagnostic {
        if code == ENOENT || code == ENOTDIR {
            return Diagnostic(
                .error, "missing-file", "there is no such file", at: .file(path), notes: [.init("check the path")])
        }
        return Diagnostic(
            .error, "unreadable-file", "the file cannot be read: \(String(cString: strerror(code)))", at: .file(path))
    }

    /// The little-endian integer at an offset, or nil where it does not lie inside the file.
    package func integer<Word: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Word.Type) -> Word? {
        guard offset >= 0, offset <= count - MemoryLayout<Word>.size else { return nil }
        return Word(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: Word.self))
    }

    package func byte(at offset: Int) -> UInt8? { integer(at: offset, as: UInt8.self) }

    /// The text in a range, or nil where it is not UTF-8 or leaves the file.
    package func text(in range: Range<Int>) -> String? {
        guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
        return withBytes(in: range) { String(validating: $0, as: UTF8.self) }
    }

    /// The bytes of a range for the time of `body`.
    ///
    /// - Precondition: the range lies inside the file.
    package func withBytes<Result, Failure: Error>(
        in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let result = try body(UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count))
        withExtendedLifetime(self) {}
        return result
    }

    /// The bytes of a range as float32 in place, or nil where they are not aligned or the processor is big-endian;
    /// valid while the object lives.
    ///
    /// - Precondition: the range lies inside the file.
    func floats(in range: Range<Int>) -> UnsafeBufferPointer<Float>? {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let address = start + range.lowerBound
        guard Int(bitPattern: address) % MemoryLayout<Float>.alignment == 0, 1.littleEndian == 1 else { return nil }
        let elements = range.count / MemoryLayout<Float>.size
        return UnsafeBufferPointer(start: address.bindMemory(to: Float.self, capacity: elements), count: elements)
    }
}
