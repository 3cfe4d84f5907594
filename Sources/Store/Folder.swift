import Diagnostics
import Foundation

/// A folder that is held open, so that what happens in it stays in it whatever becomes of its path.
final class Folder: Sendable {
    let path: String
    let descriptor: Int32

    /// What is known of an entry without opening it.
    struct Entry {
        let name: String
        let isRegularFile: Bool
        let byteCount: Int
        let modified: Date
    }

    /// Opens the folder at a path; symbolic links on the way are followed.
    init(path: String) throws(Diagnostic) {
        switch uninterrupted({ open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }) {
        case .done(let opened): descriptor = opened
        case .refused(let code): throw .refused(code, to: "open this folder", path)
        }
        self.path = path
    }

    /// Opens a folder inside another, and makes it if `creating`; a symbolic link is refused.
    init(_ name: String, in parent: Folder, creating: Bool) throws(Diagnostic) {
        path = parent.path(of: name)
        if creating, mkdirat(parent.descriptor, name, 0o777) != 0, errno != EEXIST {
            throw .refused(errno, to: "make this folder", path)
        }
        switch uninterrupted({ openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }) {
        case .done(let opened): descriptor = opened
        case .refused(ELOOP), .refused(ENOTDIR):
            throw Diagnostic(
                .error, "not-a-folder", "this must be a folder, and not a symbolic link to one", at: .file(path),
                notes: [Diagnostic.Note("link the store's folder as a whole instead")])
        case .refused(let code): throw .refused(code, to: "open this folder", path)
        }
    }

    deinit { close(descriptor) }

    func path(of name: String) -> String {
        if path == "." { return name }
        return path.hasSuffix("/") ? path + name : path + "/" + name
    }

    /// The names of all entries, sorted; one that is no UTF-8 is given repaired and so matches none of ours.
    func names() throws(Diagnostic) -> [String] {
        // A stream takes its descriptor over, and with it the reading position.
        let copy: Int32
        switch uninterrupted({ openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }) {
        case .done(let opened): copy = opened
        case .refused(let code): throw .refused(code, to: "list this folder", path)
        }
        guard let stream = fdopendir(copy) else {
            let code = errno
            close(copy)
            throw .refused(code, to: "list this folder", path)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                let code = errno
                if code != 0 { throw .refused(code, to: "list this folder", path) }
                return names.sorted()
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// What is there under a name, itself if it is a symbolic link; nil where nothing is.
    func entry(_ name: String) throws(Diagnostic) -> Entry? {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            let code = errno
            if code == ENOENT { return nil }
            throw .refused(code, to: "look at this file", path(of: name))
        }
        let seconds = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        return Entry(
            name: name, isRegularFile: status.st_mode & S_IFMT == S_IFREG, byteCount: Int(status.st_size),
            modified: Date(timeIntervalSince1970: seconds))
    }

    /// The regular files that `isOurs` knows by name, with their sizes; names of the rest.
    func files(_ isOurs: (String) -> Bool) throws(Diagnostic) -> (ours: [Entry], others: [String]) {
        var ours: [Entry] = []
        var others: [String] = []
        for name in try names() {
            if isOurs(name), let entry = try entry(name), entry.isRegularFile {
                ours.append(entry)
            } else {
                others.append(name)
            }
        }
        return (ours, others)
    }

    /// Puts a whole new file under a name: written aside, synced, renamed. The name itself is only safe after `sync`.
    func put(_ data: Data, as name: String) throws(Diagnostic) {
        let temporary = TemporaryName()
        let target = path(of: name)
        let file: Int32
        switch uninterrupted({
            openat(descriptor, temporary.text, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        }) {
        case .done(let opened): file = opened
        case .refused(let code): throw .refused(code, to: "write", target)
        }
        var code = Self.fill(file, with: data)
        if code == 0, fsync(file) != 0 { code = errno }
        // Some network disks report a failed write only when the file is closed.
        if close(file) != 0, code == 0, errno != EINTR { code = errno }
        if code == 0, renameat(descriptor, temporary.text, descriptor, name) != 0 { code = errno }
        guard code == 0 else {
            unlinkat(descriptor, temporary.text, 0)
            throw .refused(code, to: "write", target)
        }
    }

    /// Removes a file or a link, never what a link leads to; false where nothing was there.
    @discardableResult
    func remove(_ name: String) throws(Diagnostic) -> Bool {
        if unlinkat(descriptor, name, 0) == 0 { return true }
        let code = errno
        if code == ENOENT { return false }
        throw .refused(code, to: "remove", path(of: name))
    }

    /// Makes renamed and removed names last.
    func sync() throws(Diagnostic) {
        if case .refused(let code) = uninterrupted({ fsync(descriptor) }) {
            // Some file systems cannot sync a folder and say so; there is nothing more to be done then.
            guard code == EINVAL || code == EOPNOTSUPP else { throw .refused(code, to: "write", path) }
        }
    }

    /// Gives 0, or the code of the error.
    private static func fill(_ file: Int32, with data: Data) -> Int32 {
        data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest)
                switch uninterrupted({ write(file, piece.baseAddress, piece.count) }) {
                case .done(let count): rest = rest.dropFirst(count)
                case .refused(let code): return code
                }
            }
            return 0
        }
    }
}
