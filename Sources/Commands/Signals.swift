import Dispatch
import Foundation
import Gallery

/// Turns Ctrl-C and a request to terminate into an orderly stop; a second one ends the program at once.
final class Signals {
    private let sources: [any DispatchSourceSignal]

    init(_ interruption: Interruption, console: Console) {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if interruption.isRequested { _exit(130) }
                interruption.request()
                console.note("stopping at the next step; once more to stop at once")
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
