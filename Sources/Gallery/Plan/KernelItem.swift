package import Content
package import Diagnostics
import Models
import Networks
import Tensors

/// Kernels as pages write them: `layer/3`, `layer/0..15`, `layer/random:4`, `layer/random:4:SEED`, `layer/all`.
///
/// The layer is what stands before the last slash, so that ONNX names with slashes need no quoting.
package struct KernelItem {
    package let layer: String
    package let choice: Choice

    package enum Choice: Equatable {
        case channels(ClosedRange<Int>)
        case random(Int, seed: Int)
        case all
    }

    package init(_ written: LocatedText) throws(Diagnostic) {
        func malformed() -> Diagnostic {
            Diagnostic(
                .error, "bad-kernel",
                "expected LAYER/CHANNEL, LAYER/FIRST..LAST, LAYER/random:COUNT, LAYER/random:COUNT:SEED or LAYER/all, "
                    + "found '\(written.text)'",
                at: written.range)
        }
        guard let slash = written.text.lastIndex(of: "/"), slash > written.text.startIndex else { throw malformed() }
        layer = String(written.text[..<slash])
        let rest = written.text[written.text.index(after: slash)...]
        if let channel = Int(rest), channel >= 0 {
            choice = .channels(channel...channel)
        } else if rest.hasPrefix("random:") {
            let numbers = rest.dropFirst(7).split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(numbers.count), let count = numbers[0], (1...4096).contains(count),
                let seed = numbers.count == 2 ? numbers[1] : 0, seed >= 0
            else { throw malformed() }
            choice = .random(count, seed: seed)
        } else if rest == "all" {
            choice = .all
        } else {
            let ends = rest.split(separator: ".", omittingEmptySubsequences: false)
            guard ends.count == 3, ends[1].isEmpty, let first = Int(ends[0]), let last = Int(ends[2]),
                0 <= first, first <= last, last - first < 4096
            else { throw malformed() }
            choice = .channels(first...last)
        }
    }

    /// The channels meant, in ascending order; a random choice depends on the seed, and on the layer's name
    /// and size.
    func channels(of model: Model) throws(Diagnostic) -> [Int] {
        switch choice {
        case .channels(let channels):
            try model.network.checkChannel(channels.upperBound, of: layer)
            return Array(channels)
        case .all: return Array(0..<(try model.network.channelCount(of: layer)))
        case .random(let wanted, let seed):
            let count = try model.network.channelCount(of: layer)
            guard wanted <= count else {
                throw Diagnostic(
                    .error, "no-such-kernel", "layer '\(layer)' of '\(model.name)' has only \(count) channels")
            }
            var random = RandomStream(seed: UInt64(seed), purpose: "kernels of " + layer)
            return random.permutation(of: count).prefix(wanted).sorted()
        }
    }
}
