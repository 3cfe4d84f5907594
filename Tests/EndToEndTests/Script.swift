import Foundation
import Testing

/// A test as a user would type it: commands with what they should say, then the files they work on.
///
///     run 1 vitrine build          the exit status, 0 where none is given
///     stdout TEXT                  the last command's standard output holds the text
///     !stdout TEXT                 it does not
///     stderr TEXT
///     exists PATH
///     !exists PATH
///     contains PATH TEXT
///     -- PATH --                   a file, up to the next such line
struct Script: CustomTestStringConvertible {
    let name: String
    private let commands: [(line: Int, words: [String], rest: String)]
    private let files: [(name: String, text: String)]

    var testDescription: String { name }

    static let all: [Script] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Scripts")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted().map { name in
            let text = (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
            return Script(name: name, text: text)
        }
    }()

    init(name: String, text: String) {
        self.name = name
        var commands: [(Int, [String], String)] = []
        var files: [(String, String)] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("-- "), line.hasSuffix(" --") {
                files.append((String(line.dropFirst(3).dropLast(3)), ""))
            } else if !files.isEmpty {
                files[files.count - 1].1 += line + "\n"
            } else if !line.isEmpty, !line.hasPrefix("#") {
                let words = line.split(separator: " ").map(String.init)
                commands.append((number + 1, words, String(line.drop { $0 != " " }.dropFirst())))
            }
        }
        self.commands = commands
        self.files = files
    }

    func run() throws {
        let scratch = try Scratch()
        for file in files { try scratch.write(file.text, to: file.name) }
        var last = Program.Outcome(status: 0, output: "", errors: "")
        for (line, words, rest) in commands {
            let place = "\(name):\(line)"
            switch words[0] {
            case "run":
                let expected = Int32(words[1])
                let arguments = Array(words.dropFirst(expected == nil ? 2 : 3))
                last = try Program.run(arguments, in: scratch.path)
                #expect(last.status == expected ?? 0, "\(place)\n\(last.output)\(last.errors)")
            case "stdout": #expect(last.output.contains(rest), "\(place)\n\(last.output)")
            case "!stdout": #expect(!last.output.contains(rest), "\(place)\n\(last.output)")
            case "stderr": #expect(last.errors.contains(rest), "\(place)\n\(last.errors)")
            case "!stderr": #expect(!last.errors.contains(rest), "\(place)\n\(last.errors)")
            case "exists": #expect(FileManager.default.fileExists(atPath: scratch.path + "/" + rest), "\(place)")
            case "!exists": #expect(!FileManager.default.fileExists(atPath: scratch.path + "/" + rest), "\(place)")
            case "contains":
                let text = String(decoding: try scratch.read(words[1]), as: UTF8.self)
                let wanted = String(rest.dropFirst(words[1].count + 1))
                #expect(text.contains(wanted), "\(place)")
            default: Issue.record("\(place): unknown command '\(words[0])'")
            }
        }
    }
}

@Suite struct ScriptTests {
    @Test(arguments: Script.all)
    func script(_ script: Script) throws {
        try script.run()
    }

    @Test func scriptsWereFound() {
        #expect(Script.all.count >= 5)
    }
}
