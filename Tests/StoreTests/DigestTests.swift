import Diagnostics
import Foundation
import Store
import Testing

@Suite struct DigestTests {
    /// The examples NIST publishes for FIPS 180-4: no, one and two blocks, and a million letters.
    static let knownAnswers: [(text: String, hex: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: knownAnswers)
    func knownAnswersOfMemoryAndFile(text: String, hex: String) throws {
        let folder = try TemporaryFolder()
        try overwrite(folder["file"], Data(text.utf8))
        #expect(Digest(of: Data(text.utf8)).hex == hex)
        #expect(try Digest(ofFile: folder["file"]).hex == hex)
    }

    /// Files around the size of one reading piece, against coreutils.
    @Test(
        .enabled(if: output(of: "/usr/bin/sha256sum", ["/dev/null"]) != nil, "needs sha256sum"),
        arguments: [1, 55, 56, 64, 262_143, 262_144, 262_145, 1_000_003])
    func filesAgreeWithCoreutils(size: Int) throws {
        let folder = try TemporaryFolder()
        let data = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) })
        try overwrite(folder["file"], data)
        let expected = try #require(output(of: "/usr/bin/sha256sum", [folder["file"]])).prefix(64)
        #expect(try Digest(ofFile: folder["file"]).hex == expected)
        #expect(Digest(of: data).hex == expected)
        // A slice does not begin at index 0.
        #expect(Digest(of: (Data([1, 2, 3]) + data).dropFirst(3)).hex == expected)
    }

    @Test func jsonIsDigestedAsItsCanonicalText() {
        let value = JSON.object(["b": .number(1), "a": .array([.null])])
        #expect(Digest(of: value) == Digest(of: Data(#"{"a":[null],"b":1}"#.utf8)))
    }

    @Test func hexIsReadBack() throws {
        let hex = Self.knownAnswers[1].hex
        #expect(Digest(hex: hex)?.hex == hex)
        #expect(Digest(hex: hex.uppercased())?.hex == hex)
        #expect(Digest(hex: hex) == Digest(of: Data("abc".utf8)))
        let all = (0..<4).map { row in (0..<16).map { String(($0 + row) % 16, radix: 16) }.joined() }.joined()
        #expect(Digest(hex: all)?.description == all)
    }

    @Test(arguments: [
        "", "ba78", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "g", count: 64), String(repeating: "0", count: 63) + " ",
        "+" + String(repeating: "0", count: 63),
        String(repeating: "é", count: 32), String(repeating: "0", count: 62) + "\u{FF10}",
    ])
    func whatIsNoDigestGivesNil(text: String) {
        #expect(Digest(hex: text) == nil)
    }

    @Test func orderIsThatOfTheText() {
        let texts =
            (0..<200).map { Digest(of: Data("\($0)".utf8)).hex } + [
                String(repeating: "0", count: 63) + "1", String(repeating: "f", count: 64),
                "8" + String(repeating: "0", count: 63),
                String(repeating: "0", count: 64),
                String(repeating: "0", count: 15) + "1" + String(repeating: "0", count: 48),
            ]
        #expect(texts.compactMap(Digest.init(hex:)).sorted().map(\.hex) == texts.sorted())
    }

    @Test func whatCannotBeReadIsADiagnosticWithThePath() throws {
        let folder = try TemporaryFolder()
        for (path, id) in [
            (folder["absent"], "missing-file"), (folder.path, "not-a-file"), ("/dev/null", "not-a-file"),
        ] {
            let failure = #expect(throws: Diagnostic.self) { try Digest(ofFile: path) }
            #expect(failure?.id == id)
            #expect(failure?.place?.description == path)
        }
    }

    /// A named pipe nobody writes to must not stop the program.
    @Test func aPipeIsRefusedWithoutWaiting() throws {
        let folder = try TemporaryFolder()
        try #require(mkfifo(folder["pipe"], 0o600) == 0)
        #expect(throws: Diagnostic.self) { try Digest(ofFile: folder["pipe"]) }
    }
}
