import Diagnostics
import Testing
import Training

@Suite struct TrainingRecipeTests {
    /// Decodes `key=value` settings, lists in brackets, and gives the messages.
    private func decode(_ settings: [String]) -> (recipe: TrainingRecipe?, messages: [String]) {
        let entries = settings.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let value =
                parts[1].hasPrefix("[")
                ? Setting(
                    .list(parts[1].dropFirst().dropLast().split(separator: ",").map { Setting(String($0)) }), at: nil)
                : Setting(parts[1])
            return Setting.Entry(key: parts[0], keyRange: nil, value: value)
        }
        let log = DiagnosticLog()
        let recipe = TrainingRecipe.decode(entries, of: "recipe 'x'", log: log)
        return (recipe, log.all.map(\.message))
    }

    @Test(arguments: [
        (["sise=48"], ["recipe 'x' has no setting 'sise'; did you mean 'size'?"]),
        (["dataset=shape"], ["'dataset': expected 'shapes', found 'shape'; did you mean 'shapes'?"]),
        (["size=8"], ["'size' must lie within 16 to 256, found '8'"]),
        (["size=100000"], ["'size' must lie within 16 to 256, found '100000'"]),
        (
            ["train=0", "test=-1"],
            [
                "'train' must lie within 1 to 200000, found '0'", "'test' must lie within 1 to 50000, found '-1'",
            ]
        ),
        (["channels=[]"], ["'channels' must name 1 to 6 blocks, found a list"]),
        (["channels=[8,0]"], ["'channels' must lie within 1 to 512 each, found a list"]),
        (["channels=[1,1,1,1,1,1,1]"], ["'channels' must name 1 to 6 blocks, found a list"]),
        (["kernels=4"], ["'kernels' must be odd and at most 11, found '4'"]),
        (["kernels=[]"], ["'kernels' must name at least one size, found a list"]),
        (["channels=[8,8]", "kernels=[3,3,3]"], ["'kernels' names 3 sizes for 2 blocks of 'channels'"]),
        (["size=16", "channels=[8,8,8,8,8]", "kernels=3"], ["5 blocks halve an image of 16 pixels to nothing"]),
        (["head=mean"], ["'head': expected 'average', 'maximum' or 'flatten', found 'mean'"]),
        (["dense=5000"], ["'dense' must lie within 0 to 4096, found '5000'"]),
        (["epochs=0"], ["'epochs' must lie within 1 to 1000, found '0'"]),
        (["batch=2000"], ["'batch' must lie within 1 to 1024, found '2000'"]),
        (["train=10", "batch=16"], ["'batch' asks for 16 images at a time, 'train' has 10"]),
        (["rate=0"], ["'rate' must lie above 0 and be at most 1, found '0'"]),
        (["rate=nan"], ["'rate': expected a finite number, found 'nan'"]),
        (["schedule=linear"], ["'schedule': expected 'constant', 'cosine' or 'steps', found 'linear'"]),
        (["weight-decay=2"], ["'weight-decay' must lie within 0 to 1, found '2'"]),
        (["seed=-1"], ["'seed' must lie within 0 to 9007199254740992, found '-1'"]),
        (["train=200000", "size=256"], ["the images would take 37612 MiB, more than 2048"]),
        (
            ["size=256", "train=2000", "batch=1024", "channels=[512]", "kernels=3"],
            ["a step would take 591368 MiB, more than 4096"]
        ),
    ]) func mistakesAreNamed(settings: [String], messages: [String]) {
        let found = decode(settings)
        #expect(found.messages == messages)
        #expect(found.recipe == nil)
    }

    @Test func theSmallestAndTheStandardRecipeHold() throws {
        try TrainingRecipe().validate()
        let found = decode([
            "size=16", "train=1", "test=1", "channels=1", "kernels=1", "epochs=1", "batch=1", "head=flatten",
        ])
        #expect(found.messages == [])
        #expect(found.recipe?.channels == [1])
    }

    @Test func everyFieldEntersTheKey() {
        let standard = TrainingRecipe().json
        let changed = [
            "size=32", "train=60", "test=61", "data-seed=1", "channels=4", "kernels=3", "head=average", "dense=8",
            "epochs=9", "batch=8", "rate=0.01", "schedule=constant", "weight-decay=0", "seed=1",
        ]
        let recipe = decode(changed.map { $0 == "channels=4" ? "channels=[4]" : $0 }).recipe
        for name in changed.map({ $0.prefix { $0 != "=" } }).map(String.init) {
            #expect(recipe?.json[name] != standard[name], "\(name)")
        }
        #expect(standard.objectValue?.count == changed.count + 1, "all but 'dataset', which has one value")
    }
}
