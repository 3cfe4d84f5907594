import Content
import Diagnostics
import Gallery
import Testing

@Suite struct KernelItemTests {
    @Test(arguments: [
        ("conv/3", "conv", 3...3), ("a/b/c/0..15", "a/b/c", 0...15),
        ("/features.1/Relu_output_0/7", "/features.1/Relu_output_0", 7...7),
    ])
    func readsLayerAndChannels(text: String, layer: String, channels: ClosedRange<Int>) throws {
        let item = try KernelItem(LocatedText(text, at: nil))
        #expect(item.layer == layer)
        #expect(item.choice == .channels(channels))
    }

    @Test func readsARandomChoice() throws {
        #expect(try KernelItem(LocatedText("conv/random:4", at: nil)).choice == .random(4, seed: 0))
        #expect(try KernelItem(LocatedText("conv/random:4:17", at: nil)).choice == .random(4, seed: 17))
    }

    @Test func readsAllOfALayer() throws {
        let item = try KernelItem(LocatedText("/block/conv/all", at: nil))
        #expect(item.layer == "/block/conv" && item.choice == .all)
    }

    @Test(arguments: [
        "conv", "/3", "conv/", "conv/-1", "conv/x", "conv/3..1", "conv/1...3", "conv/random:0", "conv/random:x",
        "conv/random:2:x", "conv/random:2:-1", "conv/random:2:1:1", "conv/random:",
        "conv/0..99999", "conv/9999999999999999999999",
    ])
    func refusesTheRest(text: String) {
        let failure = #expect(throws: Diagnostic.self) { try KernelItem(LocatedText(text, at: nil)) }
        #expect(
            failure?.message
                == "expected LAYER/CHANNEL, LAYER/FIRST..LAST, LAYER/random:COUNT, LAYER/random:COUNT:SEED or LAYER/all, found '\(text)'"
        )
    }
}
