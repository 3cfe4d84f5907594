import Diagnostics
import Models
import Pictures
import Tensors
import Testing

struct PreprocessingTests {
    private func settings(_ change: (inout Preprocessing) -> Void) -> Preprocessing {
        var settings = Preprocessing()
        change(&settings)
        return settings
    }

    @Test func defaultsComeFromTheNetwork() throws {
        let colour = try ImagePreparation(Preprocessing(), inputShape: [3, 32, 48]).settings
        #expect(
            colour.json.canonicalText
                == #"{"channels":"rgb","crop":[32,48],"interpolation":"bilinear","mean":[0,0,0],"range":1,"resize":48,"std":[1,1,1]}"#
        )
        #expect(try ImagePreparation(Preprocessing(), inputShape: [1, 28, 28]).settings.channels == .gray)
    }

    @Test func valuesFollowRangeMeanDeviationAndOrder() throws {
        let pixels: [UInt8] = [255, 128, 0, 10, 20, 30]
        let picture = Raster(width: 2, height: 1, channels: 3, samples: pixels)
        let preparation = try ImagePreparation(
            settings {
                $0.channels = .bgr
                $0.range = 255
                $0.mean = [104, 117, 123]
                $0.std = [1, 2, 1]
                $0.resize = 1
                $0.crop = [1, 2]
            }, inputShape: [3, 1, 2])
        let input = try preparation.tensor(from: picture)
        #expect(input.shape == [1, 3, 1, 2])
        #expect(input.elements == [-104, -74, 5.5, -48.5, 132, -113])
        #expect(preparation.raster(from: input) == picture)
        #expect(preparation.lowest == [-104, -58.5, -123])
        #expect(preparation.highest == [151, 69, 132])
        #expect(preparation.deviation.map { Int($0 * 100) } == [5760, 2880, 5760])
    }

    @Test func everySampleComesBack() throws {
        let samples = (0..<256 * 3).map { UInt8($0 % 256) }
        let picture = Raster(width: 256, height: 1, channels: 3, samples: samples)
        let preparation = try ImagePreparation(
            settings {
                $0.mean = [0.485, 0.456, 0.406]
                $0.std = [0.229, 0.224, 0.225]
                $0.resize = 1
            }, inputShape: [3, 1, 256])
        #expect(try preparation.raster(from: preparation.tensor(from: picture)) == picture)
        let beyond = Tensor(shape: [3, 1, 1], elements: [100, -100, .nan])
        #expect(preparation.raster(from: beyond).samples == [255, 0, 0])
    }

    @Test func grayNetworksSeeGray() throws {
        let picture = Raster(width: 1, height: 1, channels: 3, samples: [255, 0, 0])
        let preparation = try ImagePreparation(settings { $0.range = 255 }, inputShape: [1, 1, 1])
        #expect(try preparation.tensor(from: picture).elements == [76])
        #expect(preparation.raster(from: Tensor(shape: [1, 1, 1, 1], elements: [76])).channels == 1)
    }

    static let faults: [([(String, String)], String)] = [
        ([("resize", "0")], "'resize' must be a number of pixels"), ([("crop", "1.5")], "'crop'"),
        ([("std", "0")], "'std' must be positive"), ([("range", "-1")], "'range' must be positive"),
        ([("channels", "rbg")], "did you mean 'rgb'?"), ([("interpolation", "cubic")], "'bicubic'"),
        ([("means", "1")], "did you mean 'mean'?"), ([("resize", "100"), ("crop", "224")], "does not fit"),
    ]

    @Test(arguments: faults.indices)
    func settingsAreChecked(_ index: Int) {
        let log = DiagnosticLog()
        let entries = Self.faults[index].0.map { Setting.Entry(key: $0.0, keyRange: nil, value: Setting($0.1)) }
        #expect(Preprocessing.decode(entries, of: "the model's input", log: log) == nil)
        #expect(log.all.count == 1)
        #expect(log.all.first?.message.contains(Self.faults[index].1) == true, "\(log.all)")
    }

    @Test func settingsMustFitTheNetwork() {
        let cases: [(Preprocessing, [Int], String)] = [
            (settings { $0.crop = [224] }, [3, 299, 299], "'crop' gives [224], but the network reads 299×299"),
            (settings { $0.channels = .gray }, [3, 8, 8], "'channels' is gray, but the network reads 3"),
            (settings { $0.mean = [1, 2] }, [3, 8, 8], "'mean' has 2 numbers for 3 channels"),
            (settings { $0.resize = 4 }, [3, 8, 8], "'crop' of 8 does not fit"),
            (Preprocessing(), [4, 8, 8], "no gray or colour image"),
        ]
        for (settings, shape, message) in cases {
            let error = diagnostic { _ = try ImagePreparation(settings, inputShape: shape) }
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        }
    }
}
