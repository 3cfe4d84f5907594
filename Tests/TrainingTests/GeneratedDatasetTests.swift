import Diagnostics
import Tensors
import Testing
import Training

@Suite struct GeneratedDatasetTests {
    private let shapes = GeneratedDataset(.shapes)

    /// FNV-1a over the values as bytes.
    private func digest(_ image: [Float]) -> UInt64 {
        image.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    @Test func imagesAreAsTheyWere() {
        // Where these change, every network trained on the data set does: raise `TrainingRecipe.revision` with them.
        let digests = (0..<4).map { digest(shapes.image($0, of: .test)) }
        #expect(
            digests == [
                3_260_333_993_814_796_997, 4_494_361_941_548_506_318, 14_789_764_683_171_387_104,
                14_282_704_431_101_645_939,
            ])
        #expect(TrainingRecipe.revision == 1)
    }

    @Test func anImageDependsOnSeedSplitSizeAndIndexAlone() {
        let later = shapes.image(5, of: .train)
        _ = shapes.image(4, of: .train)
        #expect(GeneratedDataset(.shapes).image(5, of: .train) == later)
        #expect(shapes.tensor(5, of: .train) == Tensor(shape: [3, 48, 48], elements: later))
        #expect(shapes.image(5, of: .test) != later)
        #expect(shapes.image(11, of: .train) != later)
        #expect(GeneratedDataset(.shapes, seed: 1).image(5, of: .train) != later)
    }

    @Test func splitsHaveNoImageInCommon() {
        let train = Set((0..<120).map { digest(shapes.image($0, of: .train)) })
        let test = Set((0..<120).map { digest(shapes.image($0, of: .test)) })
        #expect(train.count == 120 && test.count == 120)
        #expect(train.isDisjoint(with: test))
    }

    @Test func classesAreBalanced() {
        #expect(shapes.labels == ["disc", "square", "triangle", "star", "cross", "ring"])
        for first in [0, 5, 100] {
            let counts = (first..<first + 60).reduce(into: [:]) { $0[shapes.label($1, of: .test), default: 0] += 1 }
            #expect(counts == [0: 10, 1: 10, 2: 10, 3: 10, 4: 10, 5: 10])
        }
    }

    @Test(arguments: [16, 48, 97, 256]) func valuesAreBytes(size: Int) {
        let set = GeneratedDataset(.shapes, size: size)
        for index in 0..<12 {
            let image = set.image(index, of: .train)
            #expect(image.count == 3 * size * size)
            #expect(image.allSatisfy { (0...255).contains($0) && $0 == $0.rounded() })
        }
    }

    @Test func colourDoesNotRevealTheClass() {
        var means = [[Double]](repeating: [0, 0, 0], count: 6)
        for index in 0..<1200 {
            let image = shapes.image(index, of: .train)
            for channel in 0..<3 {
                let sum = image[channel * 2304..<(channel + 1) * 2304].reduce(0, +)
                means[shapes.label(index, of: .train)][channel] += Double(sum) / 2304 / 200
            }
        }
        // The mean of 200 images has a standard error of about 4.
        for channel in 0..<3 {
            let values = means.map { $0[channel] }
            #expect((values.max() ?? 0) - (values.min() ?? 0) < 24)
        }
    }

    /// The same drawing at twice the size, averaged over squares of four pixels, is about the same picture: nothing
    /// is laid out in pixels. Textures that are drawn per pixel differ, hence only the images' means are compared.
    @Test func sizeChangesResolutionOnly() {
        for index in 0..<12 {
            let small = shapes.image(index, of: .test)
            let large = GeneratedDataset(.shapes, size: 96).image(index, of: .test)
            for channel in 0..<3 {
                let means = [(small, 2304), (large, 9216)].map { image, area in
                    image[channel * area..<(channel + 1) * area].reduce(0, +) / Float(area)
                }
                #expect(abs(means[0] - means[1]) < 6)
            }
        }
    }
}

@Suite struct GeneratedImageReferenceTests {
    @Test(arguments: [
        ("shapes/test/0..7", GeneratedDataset.Split.test, 0...7), ("shapes/train/12", .train, 12...12),
        ("shapes/test/3..3", .test, 3...3),
    ]) func reads(text: String, split: GeneratedDataset.Split, indices: ClosedRange<Int>) throws {
        let reference = try GeneratedImageReference(text)
        #expect(reference.kind == .shapes && reference.split == split && reference.indices == indices)
    }

    @Test(arguments: [
        ("hues", "'synthetic:hues' does not name data set, split and index"),
        ("shapes/test", "'synthetic:shapes/test' does not name data set, split and index"),
        ("shapes/test/1/2", "'synthetic:shapes/test/1/2' does not name data set, split and index"),
        ("shape/test/1", "expected 'shapes', found 'shape'; did you mean 'shapes'?"),
        ("shapes/tests/1", "expected 'train' or 'test', found 'tests'; did you mean 'test'?"),
        ("shapes/test/", "'' is neither an index nor a range of indices"),
        ("shapes/test/-1", "'-1' is neither an index nor a range of indices"),
        ("shapes/test/+1", "'+1' is neither an index nor a range of indices"),
        ("shapes/test/7..0", "'7..0' is neither an index nor a range of indices"),
        ("shapes/test/0..1..2", "'0..1..2' is neither an index nor a range of indices"),
        ("shapes/test/0..", "'0..' is neither an index nor a range of indices"),
        ("shapes/test/99999999999999999999", "'99999999999999999999' is neither an index nor a range of indices"),
        ("shapes/test/0..10000", "'0..10000' names 10001 images, more than 10000"),
    ]) func complains(text: String, message: String) {
        let error = #expect(throws: Diagnostic.self) { try GeneratedImageReference(text) }
        #expect(error?.message == message)
    }
}
