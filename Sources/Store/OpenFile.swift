import Crypto
import Diagnostics
import Foundation

/// A regular file that is open for reading.
///
/// Files are read, not mapped: a mapped file that somebody else cuts short kills the process that looks at it.
final class OpenFile: Sendable {
    let path: String
    let byteCount: Int
    private let descriptor: Int32

    private static let pieceSize = 1 << 18

    /// Follows symbolic links.
    convenience init(path: String) throws(Diagnostic) {
        try self.init(path: path, opening: AT_FDCWD, path, flags: 0)
    }

    /// Follows no symbolic link at `name`.
    convenience init(in folder: Folder, _ name: String) throws(Diagnostic) {
        try self.init(path: folder.path(of: name), opening: folder.descriptor, name, flags: O_NOFOLLOW)
    }

    private init(path: String, opening folder: Int32, _ name: String, flags: Int32) throws(Diagnostic) {
        // Without O_NONBLOCK, opening a named pipe would wait for a writer.
        let flags = flags | O_RDONLY | O_CLOEXEC | O_NONBLOCK
        switch uninterrupted({ openat(folder, name, flags) }) {
        case .done(let opened): descriptor = opened
        case .refused(ELOOP) where flags & O_NOFOLLOW != 0:
            throw Diagnostic(.error, "not-a-file", "this is a symbolic link, not a file", at: .file(path))
        case .refused(let code): throw .refused(code, to: "read", path)
        }
        self.path = path
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .refused(code, to: "read", path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or a pipe"
            throw Diagnostic(.error, "not-a-file", "this is \(kind), not a file", at: .file(path))
        }
        byteCount = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The digest of everything up to the end of the file.
    func digest() throws(Diagnostic) -> Digest {
        var hash = SHA256()
        try forEachPiece { piece in
            hash.update(bufferPointer: piece)
            return true
        }
        return Digest(hash)
    }

    /// Whether the file holds exactly these bytes.
    func holds(_ data: Data) throws(Diagnostic) -> Bool {
        guard data.count == byteCount else { return false }
        var offset = 0
        var isSame = true
        try forEachPiece { piece in
            isSame = data.withUnsafeBytes { bytes in
                piece.count <= bytes.count - offset && piece.elementsEqual(bytes[offset..<offset + piece.count])
            }
            offset += piece.count
            return isSame
        }
        return isSame && offset == data.count
    }

    /// Everything in the file; a file that changes its length meanwhile is given as far as it reaches.
    func contents() throws(Diagnostic) -> Data {
        var data = Data(count: byteCount)
        var filled = 0
        while filled < byteCount {
            let result = data.withUnsafeMutableBytes { bytes in
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
                return uninterrupted { read(descriptor, rest.baseAddress, rest.count) }
            }
            switch result {
            case .done(0): return data.prefix(filled)
            case .done(let count): filled += count
            case .refused(let code): throw .refused(code, to: "read", path)
            }
        }
        return data
    }

    /// Hands over the file in order until its end, or until `body` gives false.
    private func forEachPiece(_ body: (UnsafeRawBufferPointer) -> Bool) throws(Diagnostic) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
        defer { buffer.deallocate() }
        var offset = 0
        while true {
            switch uninterrupted({ pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }) {
            case .done(0): return
            case .done(let count):
                offset += count
                guard body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return }
            case .refused(let code): throw .refused(code, to: "read", path)
            }
        }
    }
}
