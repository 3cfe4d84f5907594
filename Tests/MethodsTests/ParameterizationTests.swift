import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct ParameterizationTests {
    private func random(_ shape: [Int], _ seed: UInt64, scale: Float = 1) -> Tensor {
        var stream = RandomStream(seed: seed, purpose: "test")
        return Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in scale * stream.normal() })
    }

    private func dot(_ a: Tensor, _ b: Tensor) -> Double {
        zip(a.elements, b.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    /// Coordinates of a model with these channels, 0 to 1.
    private func space(_ height: Int, _ width: Int, _ channels: Preprocessing.Channels = .rgb) throws -> SynthesisSpace
    {
        let count = channels == .gray ? 1 : 3
        var builder = NetworkBuilder(inputShape: [count, height, width])
        try builder.add("flat", Flatten(), 0)
        var preprocessing = Preprocessing()
        preprocessing.channels = channels
        return SynthesisSpace(try Model(name: "plain", network: builder.build(output: 1), preprocessing: preprocessing))
    }

    /// Row, column, colour to colour, row, column, in the order of a model's channels.
    private func planar(_ image: Tensor, reversed: Bool = false) -> Tensor {
        let (height, width) = (image.shape[0], image.shape[1])
        return Tensor(
            shape: [1, 3, height, width],
            elements: (0..<3).flatMap { channel in
                (0..<height * width).map { image[$0 * 3 + (reversed ? 2 - channel : channel)] }
            })
    }

    private static let sizes = [(8, 8), (7, 9)]

    /// Lucid's formulas computed with numpy and torch.
    @Test(.enabled(if: SharedFiles.haveLucid, "the fixtures are not here"), arguments: sizes, [false, true])
    func fourierIsLucids(size: (height: Int, width: Int), isBGR: Bool) throws {
        let name = "\(size.height)x\(size.width)"
        func fixture(_ what: String) throws -> Tensor { try SharedFiles.npy("fixtures/lucid/\(what)_\(name).npy") }
        let space = try space(size.height, size.width, isBGR ? .bgr : .rgb)
        let fourier = FourierParameterization(space)
        let spectrum = try fixture("spectrum")
        let parameters = spectrum.reshaped(to: [1] + spectrum.shape)
        let picture = fourier.picture(parameters)
        #expect(fourier.parameterShape == parameters.shape)
        let rgb = planar(try fixture("rgb"), reversed: isBGR)
        for (value, expected) in zip(space.modelInput(picture).elements, rgb.elements) {
            #expect(abs(value - expected) < 2e-6)
        }
        // d rgb ∕ d u is the deviation.
        let cotangent = space.modelInput(planar(try fixture("cotangent"), reversed: isBGR))
        let gradient = fourier.pulledBack(cotangent, to: parameters, of: picture)
        for (value, expected) in zip(gradient.elements, try fixture("spectrum_gradient").elements) {
            #expect(abs(value - expected) < 1e-5)
        }
    }

    @Test(.enabled(if: SharedFiles.haveLucid, "the fixtures are not here"))
    func coloursAreLucids() throws {
        let expected = try SharedFiles.npy("fixtures/lucid/color_matrix.npy").elements
        for (value, expected) in zip(FourierParameterization.colourMatrix.flatMap(\.self), expected) {
            #expect(abs(value - expected) < 1e-6)
        }
    }

    private static let extents = [(1, 1), (1, 4), (2, 2), (5, 3), (6, 8), (7, 7), (12, 10)]

    /// ⟨A x, y⟩ = ⟨x, Aᵀ y⟩, and the spectrum of a picture gives the picture again.
    @Test(arguments: extents)
    func spectrumHasItsAdjointAndInverse(height: Int, width: Int) {
        let spectrum = RealSpectrum(height: height, width: width)
        let (x, y) = (random([2, 3, height, spectrum.columns], 1), random([3, height, width], 2))
        #expect(abs(dot(spectrum.pictures(x), y) - dot(x, spectrum.adjoint(y))) < 1e-4)
        let again = spectrum.pictures(spectrum.spectra(of: y))
        for (value, expected) in zip(again.elements, y.elements) { #expect(abs(value - expected) < 1e-5) }
    }

    /// The naive sum in Double.
    @Test(arguments: extents.filter { $0.1 > 1 })
    func spectrumIsTheSumOfItsWaves(height: Int, width: Int) {
        let spectrum = RealSpectrum(height: height, width: width)
        let (columns, period) = (spectrum.columns, 2 * (spectrum.columns - 1))
        let x = random([2, 1, height, columns], 3)
        let picture = spectrum.pictures(x)
        for row in 0..<height {
            for column in 0..<width {
                var sum = 0.0
                for f in 0..<height {
                    // Negative column frequencies are the conjugates of positive ones.
                    for k in 0..<columns {
                        let (re, im) = (Double(x[f * columns + k]), Double(x[(height + f) * columns + k]))
                        let down = 2 * Double.pi * Double(f * row) / Double(height)
                        let (real, imaginary) = (re * cos(down) - im * sin(down), re * sin(down) + im * cos(down))
                        let across = 2 * Double.pi * Double(k * column) / Double(period)
                        if k == 0 || k == columns - 1 {
                            sum += real * cos(across)
                        } else {
                            sum += 2 * (real * cos(across) - imaginary * sin(across))
                        }
                    }
                }
                #expect(abs(Double(picture[row * width + column]) - sum / Double(height * period)) < 1e-5)
            }
        }
    }

    /// Every parameterization against differences: ⟨J d, y⟩ = ⟨d, Jᵀ y⟩ along random directions.
    @Test(arguments: ["fourier", "gray fourier", "mask", "pixels"], [1, 2, 3] as [UInt64])
    func pullsGradientsBack(name: String, seed: UInt64) throws {
        let space = try space(6, 5, name == "gray fourier" ? .gray : .bgr)
        let parameterization: any Parameterization
        let start: Tensor
        switch name {
        case "mask":
            let mask = MaskParameterization(space, image: random(space.shape, 8), fill: random(space.shape, 9))
            (parameterization, start) = (mask, random([1, 1, 6, 5], seed))
        case "pixels": (parameterization, start) = (PixelParameterization(space), random(space.shape, seed))
        default:
            let fourier = FourierParameterization(space)
            (parameterization, start) = (fourier, random(fourier.parameterShape, seed, scale: 0.2))
        }
        let (direction, y) = (random(start.shape, seed + 10), random(space.shape, seed + 20))
        let gradient = parameterization.pulledBack(y, to: start, of: parameterization.picture(start))
        #expect(gradient.shape == start.shape)
        func moved(_ step: Float) -> Tensor {
            let elements = zip(start.elements, direction.elements).map { $0 + step * $1 }
            return parameterization.picture(Tensor(shape: start.shape, elements: elements))
        }
        let step: Float = 1 / 256
        let expected = (dot(moved(step), y) - dot(moved(-step), y)) / Double(2 * step)
        #expect(abs(dot(gradient, direction) - expected) < 2e-3 * max(1, abs(expected)))
    }

    @Test(arguments: [Preprocessing.Channels.rgb, .bgr, .gray], extents.filter { $0.1 > 1 })
    func fourierTakesPictures(channels: Preprocessing.Channels, extent: (height: Int, width: Int)) throws {
        let space = try space(extent.height, extent.width, channels)
        var stream = RandomStream(seed: 4, purpose: "test")
        let input = Tensor(
            shape: space.shape, elements: (0..<space.shape.reduce(1, *)).map { _ in stream.uniform(in: 0.1..<0.9) })
        let fourier = FourierParameterization(space)
        let again = space.modelInput(fourier.picture(fourier.parameters(of: space.picture(input))))
        for (value, expected) in zip(again.elements, input.elements) { #expect(abs(value - expected) < 1e-4) }
    }

    @Test func aMaskBlends() throws {
        let space = try space(4, 4)
        let (image, fill) = (random(space.shape, 1), random(space.shape, 2))
        let mask = MaskParameterization(space, image: image, fill: fill)
        let parameters = mask.start(mask: 0.25)
        #expect(mask.mask(parameters).elements.allSatisfy { abs($0 - 0.25) < 1e-6 })
        let picture = mask.picture(parameters)
        for index in 0..<picture.count {
            #expect(abs(picture[index] - (0.25 * image[index] + 0.75 * fill[index])) < 1e-5)
        }
        for (value, expected) in zip(mask.parameters(of: picture).elements, parameters.elements) {
            #expect(abs(value - expected) < 1e-4)
        }
    }
}
