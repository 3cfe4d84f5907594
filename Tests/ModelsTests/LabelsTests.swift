import Diagnostics
import Foundation
import Models
import Testing

struct LabelsTests {
    private func load(_ text: String) throws -> Labels {
        let scratch = try Scratch()
        return try Labels.load(scratch.write(Data(text.utf8)))
    }

    @Test(arguments: [
        "tench\ngreat white shark\n", "tench\r\ngreat white shark\r\n\r\n", #"["tench", "great white shark"]"#,
        "n01440764 tench\nn01484850 great white shark",
        #"{"1": ["n01484850", "great_white_shark"], "0": ["n01440764", "tench"]}"#,
        #"{"architectures": [], "id2label": {"0": "tench", "1": "great white shark"}}"#,
        #" {"0": "tench", "1": "great white shark"}"#,
    ])
    func everyFormReads(_ text: String) throws {
        let labels = try load(text)
        #expect(labels.count == 2)
        #expect(try labels.index(of: "tench") == 0)
        #expect(try labels.index(of: "great white shark") == 1)
        #expect(try labels.index(of: "great_white_shark") == 1)
        #expect(try labels.index(of: "1") == 1)
        if text.contains("n01484850") {
            #expect(try labels.index(of: "n01484850") == 1)
            #expect(labels.wordNetIDs == ["n01440764", "n01484850"])
        }
    }

    @Test func synonymsAreFound() throws {
        let labels = Labels(names: ["tench, Tinca tinca", "crane", "crane, bird"])
        #expect(try labels.index(of: "Tinca tinca") == 0)
        #expect(try labels.index(of: "tench, Tinca tinca") == 0)
        #expect(try labels.index(of: "bird") == 2)
    }

    @Test func namesThatOccurTwiceListTheirIndices() throws {
        let labels = try load(#"{"0": ["n02012849", "crane"], "1": ["n1", "cock"], "2": ["n03126707", "crane"]}"#)
        let error = diagnostic { _ = try labels.index(of: "crane") }
        #expect(error?.id == "ambiguous-class")
        #expect(error?.message == "2 classes are named 'crane': 0 (n02012849), 2 (n03126707)")
        #expect(try labels.index(of: "n03126707") == 2)
    }

    @Test func unknownNamesSuggest() throws {
        let labels = Labels(names: ["soccer ball", "golf ball"])
        let error = diagnostic { _ = try labels.index(of: "socer ball") }
        #expect(error?.message == "no class is named 'socer ball'; did you mean 'soccer ball'?")
        #expect(
            diagnostic { _ = try labels.index(of: "2") }?.message == "class 2 does not exist: the classes are 0 to 1")
        #expect(diagnostic { _ = try labels.index(of: "-1") }?.id == "unknown-class")
        let digits = Labels(names: ["1", "2", "3"])
        #expect(try digits.index(of: "1") == 0)
        #expect(Labels(count: 2).names == ["class 0", "class 1"])
    }

    @Test(arguments: [
        "\n\n", "a\n\nb", "{", "[1, 2]", "{\"id2label\": {}}", "{\"0\": \"a\", \"2\": \"b\"}", "{\"0\": 7}",
        "\u{0}\u{FFFD}[",
    ])
    func badFilesAreRefused(_ text: String) throws {
        guard text.first != "\u{0}" else {
            let scratch = try Scratch()
            let path = try scratch.write(Data([0xC3, 0x28]))
            #expect(diagnostic { _ = try Labels.load(path) }?.id == "bad-labels")
            return
        }
        #expect(diagnostic { _ = try load(text) }?.id == "bad-labels")
    }

    @Test(.enabled(if: SharedFiles.haveLabels, "the label files are not here"))
    func imageNetLabels() throws {
        let keras = try Labels.load(SharedFiles.path("data/labels/imagenet_class_index.json"))
        let lines = try Labels.load(SharedFiles.path("data/labels/imagenet_classes.txt"))
        #expect(keras.count == 1000 && lines.count == 1000)
        for labels in [keras, lines] {
            #expect(try labels.index(of: "soccer ball") == 805)
            #expect(try labels.index(of: "Persian cat") == 283)
            for name in ["crane", "maillot"] {
                #expect(diagnostic { _ = try labels.index(of: name) }?.id == "ambiguous-class")
            }
        }
        #expect(try keras.index(of: "n04254680") == 805)
    }
}
