import Diagnostics
import Foundation

extension Diagnostic {
    /// What the operating system refused, in words, with a way out.
    ///
    /// - Parameters:
    ///   - code: the value of `errno`.
    ///   - verb: what was tried, such as "write".
    static func refused(_ code: Int32, to verb: String, _ path: String) -> Diagnostic {
        let id: String
        let reason: String
        let wayOut: String?
        switch code {
        case ENOSPC, EDQUOT:
            id = "disk-full"
            reason = code == EDQUOT ? "the quota is used up" : "no space is left on the disk"
            wayOut = "free some space, or choose a folder on another disk"
        case EACCES, EPERM:
            id = "no-permission"
            reason = "permission denied"
            wayOut = "change the permissions or the owner, or choose another folder"
        case EROFS:
            id = "no-permission"
            reason = "the disk is mounted read-only"
            wayOut = "choose a folder that can be written"
        case ENOENT:
            id = "missing-file"
            reason = "there is no such file or folder"
            wayOut = nil
        case EMFILE, ENFILE:
            id = "file-error"
            reason = "too many files are open"
            wayOut = "raise the limit ('ulimit -n'), or run fewer jobs at once"
        default:
            id = "file-error"
            reason = String(cString: strerror(code)).lowercased()
            wayOut = nil
        }
        return Diagnostic(
            .error, id, "cannot \(verb): \(reason)", at: .file(path),
            notes: wayOut.map { [Diagnostic.Note($0)] } ?? [])
    }
}

/// Repeats a system call that a signal interrupted; gives its result, or the error's code.
func uninterrupted<Value: SignedInteger>(_ call: () -> Value) -> SystemResult<Value> {
    while true {
        let value = call()
        if value >= 0 { return .done(value) }
        let code = errno
        if code != EINTR { return .refused(code) }
    }
}

/// What a system call gave, or the `errno` it left.
enum SystemResult<Value> {
    case done(Value)
    case refused(Int32)
}
