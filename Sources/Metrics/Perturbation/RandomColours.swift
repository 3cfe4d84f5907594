import Models
import Tensors

extension ImagePreparation {
    /// A picture of uniformly random colours, each sample a whole number of 0 … 255, as the model's input: C × H × W.
    ///
    /// A pixel's colour depends on the seed and on the pixel, so that whoever replaces a pixel replaces it by the same.
    ///
    /// - Parameter number: which of the pictures of this seed.
    func randomColours(seed: UInt64, number: Int = 0) -> [Float] {
        let (channels, area) = (inputShape[0], inputShape[1] * inputShape[2])
        let isReversed = settings.channels == .bgr
        let (lowest, highest) = (lowest.map(Double.init), highest.map(Double.init))
        var colours = [Float](repeating: 0, count: channels * area)
        for pixel in 0..<area {
            var random = RandomStream(seed: seed, purpose: "perturbation colours", step: UInt64(number * area + pixel))
            for colour in 0..<channels {
                let channel = isReversed ? channels - 1 - colour : colour
                let share = Double(random.integer(below: 256)) / 255
                colours[channel * area + pixel] = Float(lowest[channel] + (highest[channel] - lowest[channel]) * share)
            }
        }
        return colours
    }
}
