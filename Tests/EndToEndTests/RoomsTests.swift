import Foundation
import Testing

/// Holds the package's targets to the table of rooms: each is built on those above it, less what is forbidden.
@Suite struct RoomsTests {
    private static let rooms: [(name: String, forbidden: Set<String>)] = {
        let system: Set<String> = ["COpenBLAS", "CPNG", "CJPEG", "CMarkdown", "CKernels"]
        let numeric: Set<String> = [
            "Tensors", "Pictures", "Networks", "Models", "Methods", "Metrics", "Training",
            "COpenBLAS", "CKernels",
        ]
        let words: Set<String> = ["Content", "Store"]
        return [
            ("COpenBLAS", []), ("CPNG", []), ("CJPEG", []), ("CMarkdown", []), ("CKernels", []),
            ("Diagnostics", system),
            ("Store", numeric),
            ("Content", numeric),
            ("Tensors", words),
            ("Pictures", words.union(["CKernels"])),
            ("Networks", words.union(["Pictures"])),
            ("Models", words.union(["CKernels"])),
            ("Methods", words.union(["Pictures", "CKernels"])),
            ("Metrics", words.union(["CKernels"])),
            ("Training", words.union(["CKernels"])),
            ("Gallery", ["CMarkdown", "CKernels"]),
            ("Website", ["Tensors", "Networks", "Models", "Methods", "Metrics", "Training", "CKernels"]),
            ("Commands", []), ("vitrine", []),
        ]
    }()

    private static let libraries: [String: Set<String>] = [
        "Store": ["Crypto"], "Content": ["Yams"], "Website": ["Mustache"], "Commands": ["ArgumentParser"],
    ]

    private struct Package: Decodable {
        struct Target: Decodable {
            let name: String
            let type: String
            let dependencies: [[String: [Part?]]]
        }

        /// A dependency is a list of a name and things of other kinds.
        enum Part: Decodable {
            case text(String)
            case other

            init(from decoder: any Decoder) throws {
                self = (try? decoder.singleValueContainer().decode(String.self)).map { .text($0) } ?? .other
            }
        }

        let targets: [Target]
    }

    @Test func everyTargetImportsOnlyWhatItMay() throws {
        // A scratch folder of its own: the tests' own is locked while they run.
        let scratch = try Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["swift", "package", "--scratch-path", scratch.path, "dump-package"]
        process.currentDirectoryURL = Program.root
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let package = try JSONDecoder().decode(Package.self, from: data)
        let order = Self.rooms.map(\.name)
        for target in package.targets where target.type != "test" {
            let place = try #require(order.firstIndex(of: target.name), "\(target.name) stands in no room")
            for dependency in target.dependencies {
                for (kind, parts) in dependency {
                    guard case .text(let name)?? = parts.first else {
                        Issue.record("\(target.name) has a dependency that this test cannot read")
                        continue
                    }
                    if kind == "product" {
                        #expect(Self.libraries[target.name]?.contains(name) == true, "\(target.name) uses \(name)")
                    } else {
                        let other = try #require(order.firstIndex(of: name))
                        #expect(other < place, "\(target.name) is built on \(name), which stands below it")
                        #expect(!Self.rooms[place].forbidden.contains(name), "\(target.name) must not import \(name)")
                    }
                }
            }
        }
        #expect(Set(package.targets.filter { $0.type != "test" }.map(\.name)) == Set(order))
    }
}
