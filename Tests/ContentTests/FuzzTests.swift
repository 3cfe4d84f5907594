import Content
import Diagnostics
import Foundation
import Testing

/// Broken pages must be reported or read, never end the process.
@Suite struct FuzzTests {
    private static let page = """
        ---
        title: "Three \\u00e4 networks"
        date: 2026-11-20
        models: [resnet50, 'vgg''19']
        layers: {resnet50: [a, b], "vgg'19": [c]}
        ---
        Text *with* `code`.

        > - ```exhibit
        >   id: drawings
        >   method: lrp
        >   caption: >-
        >     folded
        >     text
        >   sweep: {rate: {from: 0, to: 1, by: 0.1, and: [5]}}
        >   options: {lrp: {epsilon: 1e-4}}
        >   ```

        """

    /// A multiplicative generator with the constants of Numerical Recipes, so that failures repeat.
    private struct Numbers {
        var state: UInt64

        mutating func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    private func read(_ bytes: [UInt8], in gallery: TemporaryGallery) throws -> (Page?, DiagnosticLog) {
        try gallery.write(Data(bytes), to: "Content/page.md")
        let (source, log) = gallery.load()
        // Rendering must survive every place that is reported.
        for message in log.all { _ = message.rendered(as: .text) }
        return (source?.pages.first, log)
    }

    @Test func theSeedPageIsRight() throws {
        let (page, log) = try read(Array(Self.page.utf8), in: TemporaryGallery())
        #expect(log.all.isEmpty)
        #expect(page?.exhibits.map(\.id) == ["drawings"])
    }

    @Test func everyTruncationIsReadOrReported() throws {
        let gallery = try TemporaryGallery()
        let bytes = Array(Self.page.utf8)
        for length in 0..<bytes.count {
            let (page, log) = try read(Array(bytes[..<length]), in: gallery)
            #expect(page != nil || log.hasErrors, "the first \(length) bytes vanish without a word")
        }
    }

    @Test(arguments: 1...4)
    func changedBytesAreReadOrReported(seed: UInt64) throws {
        let gallery = try TemporaryGallery()
        var numbers = Numbers(state: seed)
        let telling = Array("\0\t\r\n \"'#&*!|>%@`-?:,[]{}~<\u{FEFF}\u{2028}é".utf8)
        for round in 0..<500 {
            var bytes = Array(Self.page.utf8)
            for _ in 0...numbers.next(below: 4) {
                let place = numbers.next(below: bytes.count)
                switch numbers.next(below: 4) {
                case 0: bytes[place] ^= UInt8(1 << numbers.next(below: 8))
                case 1: bytes[place] = telling[numbers.next(below: telling.count)]
                case 2: bytes.insert(telling[numbers.next(below: telling.count)], at: place)
                default: bytes.remove(at: place)
                }
            }
            let (page, log) = try read(bytes, in: gallery)
            #expect(
                page != nil || log.hasErrors || String(decoding: bytes, as: UTF8.self).contains("draft"), "\(round)")
        }
    }
}
