import Diagnostics
import Foundation
import Gallery
import Models
import Testing

/// What identifies a model in the keys of jobs.
@Suite struct ModelIdentityTests {
    /// A folder with weights of zeros for two classes, under both names that models go by.
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "identity-\(UUID().uuidString)/net")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var members: [String] = []
        var offset = 0
        for parameter in try ArchitectureCatalog.architecture(named: "squeezenet1_1").description(classes: 2).parameters
        {
            let end = offset + 4 * parameter.shape.reduce(1, *)
            let place = #""shape":\#(parameter.shape),"data_offsets":[\#(offset),\#(end)]"#
            members.append(#""\#(parameter.name)":{"dtype":"F32",\#(place)}"#)
            offset = end
        }
        let header = Data("{\(members.joined(separator: ","))}".utf8)
        let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
        try (length + header + Data(count: offset)).write(to: folder.appending(path: "model.safetensors"))
        return folder
    }

    private func configure(_ folder: URL, _ settings: String) throws {
        let text = #"{"architecture": "squeezenet1_1", \#(settings)}"#
        try Data(text.utf8).write(to: folder.appending(path: "config.json"))
    }

    private func identity(_ model: FileModel) throws -> JSON {
        let log = DiagnosticLog()
        let loaded = try model.load(log: log)
        #expect(log.all.isEmpty, "\(log.all)")
        return try #require(loaded).identity
    }

    @Test func architectureInputAndWeightsAreInIt() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        let weights = folder.appending(path: "model.safetensors").path
        let named = try identity(FileModel(architecture: "squeezenet1.1", path: weights))
        #expect(named["architecture"] == .string("squeezenet1_1"))
        #expect(named["preprocessing"]?["crop"] == .array([.integer(224), .integer(224)]))
        #expect(named["files"]?.arrayValue?.count == 1)

        // The same network by another way has the same identity, whatever else the configuration says.
        try configure(folder, #""input_size": [3, 224, 224], "crop_pct": 0.875"#)
        #expect(try identity(FileModel(path: folder.path)) == named)
        try configure(folder, #""input_size": [3, 224, 224], "crop_pct": 0.875, "label_names": ["a", "b"]"#)
        #expect(try identity(FileModel(path: folder.path)) == named)
        try configure(folder, #""input_size": [3, 128, 128], "crop_pct": 0.875"#)
        #expect(try identity(FileModel(path: folder.path)) != named)
    }

    @Test func theCommandLineNamesItAgain() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        let weights = folder.appending(path: "model.safetensors").path
        let log = DiagnosticLog()
        let named = try #require(try FileModel(architecture: "squeezenet1.1", path: weights).load(log: log))
        #expect(named.argument == "squeezenet1.1:\(weights)")
        try configure(folder, #""num_classes": 2"#)
        let whole = try #require(try FileModel(path: folder.path).load(log: log))
        #expect(whole.argument == folder.path)
        #expect(whole.files.map(\.path) == [weights, folder.appending(path: "config.json").path])
    }
}
