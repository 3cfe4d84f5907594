package import Diagnostics
package import Foundation

/// Writes a whole file or nothing: aside in the same folder, synced, then renamed over what was there.
///
/// A symbolic link at `path` is replaced, not followed. The folder must exist.
///
/// - Parameter onlyIfChanged: leave a file alone that already holds these bytes.
/// - Returns: whether the file was written.
/// - Throws: `disk-full`, `no-permission`, `missing-file` or `file-error`, with the path.
@discardableResult
package func writeAtomically(
    _ data: Data, to path: String, onlyIfChanged: Bool = false
) throws(Diagnostic) -> Bool {
    let (parent, name) = splitLastComponent(of: path)
    guard name != "", name != ".", name != ".." else {
        throw Diagnostic(.error, "not-a-file", "this names a folder, not a file", at: .file(path))
    }
    let folder = try Folder(path: parent)
    if onlyIfChanged, let there = try? OpenFile(in: folder, name), (try? there.holds(data)) == true { return false }
    try folder.put(data, as: name)
    try folder.sync()
    return true
}

/// Makes a folder and those above it that are missing; one that is there is left as it is.
///
/// Throws `not-a-folder` where a file is in the way, `disk-full`, `no-permission` or `file-error`.
package func createFolder(at path: String) throws(Diagnostic) {
    var status = stat()
    if stat(path, &status) == 0 {
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Diagnostic(.error, "not-a-folder", "a file is where a folder is needed", at: .file(path))
        }
        return
    }
    let (parent, _) = splitLastComponent(of: path)
    if parent != path { try createFolder(at: parent) }
    if mkdir(path, 0o777) != 0 {
        let code = errno
        // Another process may have made it in the meantime.
        if code == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        throw .refused(code, to: "make this folder", path)
    }
}

/// A path's folder ("." where it names none) and its last component, slashes at the end aside.
private func splitLastComponent(of path: String) -> (folder: String, name: String) {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
    let folder = trimmed[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(trimmed[trimmed.index(after: slash)...]))
}
