import Foundation
import Methods
import Networks
import Tensors
import Testing

@Suite struct TransformationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// A transformation of a picture of three channels, drawn from a stream.
        let make: @Sendable (inout RandomStream, Extent) -> any Transformation
    }

    static let cases: [Case] = [
        Case(testDescription: "pad") { random, _ in
            MarginPad(
                Padding(
                    top: random.integer(below: 4), left: random.integer(below: 4), bottom: random.integer(below: 4),
                    right: random.integer(below: 4)), fill: [0.5, -1, 2])
        },
        Case(testDescription: "crop") { random, _ in
            MarginCrop(Padding(top: random.integer(below: 2), left: random.integer(below: 3), bottom: 1, right: 0))
        },
        Case(testDescription: "centre fit") { random, _ in
            CentreFit(
                to: Extent(height: 2 + random.integer(below: 12), width: 2 + random.integer(below: 12)),
                fill: [1, 2, 3])
        },
        Case(testDescription: "shift") { random, _ in
            Shift(rows: random.integer(below: 9) - 4, columns: random.integer(below: 9) - 4, fill: [3])
        },
        Case(testDescription: "flip") { random, _ in
            Flip(horizontal: random.integer(below: 2) == 0, vertical: random.integer(below: 2) == 0)
        },
        Case(testDescription: "rotation") { random, _ in
            Rotation(degrees: Double(random.uniform(in: -400..<400)), fill: [1])
        },
        Case(testDescription: "nearest rotation") { random, _ in
            Rotation(degrees: Double(random.uniform(in: -400..<400)), .nearest)
        },
        Case(testDescription: "scaling") { random, _ in Scaling(by: Double(random.uniform(in: 0.4..<2.2))) },
        Case(testDescription: "resampling") { random, _ in
            Resampling(to: Extent(height: 1 + random.integer(below: 15), width: 1 + random.integer(below: 15)))
        },
        Case(testDescription: "zoom") { random, _ in Zoom(by: Double(random.uniform(in: 0.4..<2.2)), fill: [0.2]) },
        Case(testDescription: "lucid's series") { random, extent in
            TransformationSeries([
                MarginPad(Padding(12), fill: [0.5]),
                MarginCrop(Padding(top: 3, left: 8, bottom: 5, right: 0)),
                Scaling(by: 0.9 + 0.02 * Double(random.integer(below: 11))),
                Rotation(degrees: Double(random.integer(below: 21)) - 10, .nearest),
                MarginCrop(Padding(top: 4, left: 1, bottom: 0, right: 3)),
                CentreFit(to: extent),
            ])
        },
        Case(testDescription: "no parts") { _, _ in TransformationSeries([]) },
    ]

    /// ⟨A x − A 0, y⟩ = ⟨x, Aᵀ y⟩ over random sizes, the constant part A 0 of the fill taken off.
    @Test(arguments: cases, [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func adjoint(transformation: Case, seed: UInt64) {
        var random = RandomStream(seed: seed, purpose: "test")
        let extent = Extent(height: 4 + random.integer(below: 9), width: 4 + random.integer(below: 9))
        let transformation = transformation.make(&random, extent)
        let shape = [2, 3, extent.height, extent.width]
        let target = transformation.extent(of: extent)
        let x = SmallModel.random(shape, &random)
        let result = transformation.apply(x)
        #expect(result.shape == [2, 3, target.height, target.width])
        let constant = transformation.apply(Tensor(shape: shape))
        let y = SmallModel.random(result.shape, &random)
        let back = transformation.applyAdjoint(y, to: extent)
        #expect(back.shape == shape)
        var left = 0.0
        for index in 0..<y.count { left += (Double(result[index]) - Double(constant[index])) * Double(y[index]) }
        let right = zip(x.elements, back.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let size = zip(x.elements, back.elements).reduce(0) { $0 + abs(Double($1.0) * Double($1.1)) }
        #expect(abs(left - right) <= 1e-6 * max(size, 1))
    }

    /// A picture of one colour that is filled with that colour stays as it is.
    @Test(
        arguments: [
            MarginPad(Padding(top: 1, left: 2, bottom: 3, right: 0), fill: [2, 5]),
            CentreFit(to: Extent(height: 9, width: 4), fill: [2, 5]), Shift(rows: 2, columns: -20, fill: [2, 5]),
            Rotation(degrees: 33, fill: [2, 5]), Rotation(degrees: 33, .nearest, fill: [2, 5]),
            Zoom(by: 0.3, fill: [2, 5]),
        ] as [any Transformation])
    func fillsEveryChannelWithItsOwnColour(transformation: any Transformation) {
        let colours: [Float] = [2, 5]
        let picture = Tensor(shape: [1, 2, 7, 7], elements: (0..<98).map { colours[$0 / 49] })
        let result = transformation.apply(picture)
        let area = result.count / 2
        for index in 0..<result.count { #expect(abs(result[index] - colours[index / area]) < 1e-5) }
    }

    private func ramp(_ height: Int, _ width: Int) -> Tensor {
        Tensor(shape: [1, 1, height, width], elements: (1...height * width).map { Float($0) })
    }

    /// By hand, of [[1, 2, 3], [4, 5, 6]].
    @Test func movesPixels() {
        let picture = ramp(2, 3)
        #expect(
            MarginPad(Padding(top: 1, left: 0, bottom: 0, right: 1), fill: [9]).apply(picture).elements
                == [9, 9, 9, 9, 1, 2, 3, 9, 4, 5, 6, 9])
        #expect(MarginCrop(Padding(top: 1, left: 1, bottom: 0, right: 0)).apply(picture).elements == [5, 6])
        #expect(Shift(rows: 1, columns: 1, fill: [7]).apply(picture).elements == [7, 7, 7, 7, 1, 2])
        #expect(Flip(horizontal: true).apply(picture).elements == [3, 2, 1, 6, 5, 4])
        #expect(Flip(horizontal: false, vertical: true).apply(picture).elements == [4, 5, 6, 1, 2, 3])
        #expect(CentreFit(to: Extent(height: 2, width: 1)).apply(picture).elements == [2, 5])
        #expect(CentreFit(to: Extent(height: 4, width: 1)).apply(picture).elements == [0, 2, 5, 0])
        #expect(Rotation(degrees: 180).apply(picture).elements == [6, 5, 4, 3, 2, 1])
    }

    /// A quarter turn counter-clockwise brings the right column to the top.
    @Test(arguments: [Sampling.bilinear, .nearest])
    func quarterTurnsAreExact(sampling: Sampling) {
        let turned = Rotation(degrees: 90, sampling).apply(ramp(3, 3))
        #expect(turned.elements == [3, 6, 9, 2, 5, 8, 1, 4, 7])
        #expect(Rotation(degrees: -270, sampling).apply(ramp(3, 3)) == turned)
        let even = ramp(4, 4)
        #expect(Rotation(degrees: 270, sampling).apply(Rotation(degrees: 450, sampling).apply(even)) == even)
    }

    /// Lucid's extents: 144 pixels times 0.9, 0.92, … 1.1, in TensorFlow's float32.
    @Test func scaledExtentsAreCutOff() {
        let sides = (0...10).map { Scaling(by: 0.9 + 0.02 * Double($0)).extent(of: Extent(144)).height }
        #expect(sides == [129, 132, 135, 138, 141, 144, 146, 149, 152, 155, 158])
        #expect(Scaling(by: 0.9).extent(of: Extent(150)).width == 135)
        #expect(Scaling(by: 0.001).extent(of: Extent(10)) == Extent(1))
    }

    @Test(
        .enabled(if: SharedFiles.haveImaging, "needs the fixtures of VITRINE_SHARED"),
        arguments: ["rotate_torchvision", "rotate_scipy_grid_constant"])
    func rotationAgrees(file: String) throws {
        let gray = try SharedFiles.npy("fixtures/imaging/gray.npy")
        let expected = try SharedFiles.npy("fixtures/imaging/\(file).npy")
        let turned = Rotation(degrees: 10).apply(gray.reshaped(to: [1, 1] + gray.shape))
        // torchvision's own float32 is 4e-6 from its float64.
        for (value, wanted) in zip(turned.elements, expected.elements) { #expect(abs(value - wanted) < 1e-6) }
    }

    /// Of a picture whose element i is (37 i mod 17)/8, in float64 and rounded.
    private var pattern: Tensor { Tensor(shape: [1, 1, 4, 5], elements: (0..<20).map { Float($0 * 37 % 17) / 8 }) }

    private func expect(_ result: Tensor, _ expected: [Float]) {
        #expect(result.count == expected.count)
        for (value, wanted) in zip(result.elements, expected) { #expect(abs(value - wanted) < 2e-6) }
    }

    /// torch 2.15, `interpolate(mode: bilinear, align_corners: False)`.
    @Test(arguments: [
        (
            Extent(height: 3, width: 7),
            [
                0.3125, 0.324404762, 0.44047619, 0.708333333, 0.976190476, 1.244047619, 1.458333333, 1.75, 1.357142857,
                0.866071429, 0.375, 0.642857143, 0.910714286, 1.125, 1.416666667, 1.630952381, 1.291666667, 0.041666667,
                0.30952381, 0.577380952, 0.791666667,
            ]
        ),
        (
            Extent(height: 6, width: 3),
            [
                0.125, 0.75, 1.375, 0.708333333, 0.625, 1.25, 1.368055556, 0.458333333, 1.083333333, 1.673611111,
                0.291666667, 0.916666667, 1.625, 0.125, 0.75, 1.5, 0, 0.625,
            ]
        ),
        (Extent(2), [0.421875, 1.09375, 1.78125, 0.59375]),
    ])
    func resamplingAgreesWithTorch(extent: Extent, expected: [Float]) {
        expect(Resampling(to: extent).apply(pattern), expected)
    }

    /// torchvision 0.29, `affine(scale: …)` and `rotate`, zeros outside.
    @Test func zoomAndNearestRotationAgreeWithTorchvision() {
        expect(
            Zoom(by: 1.5).apply(pattern),
            [
                0.479167, 0.375, 0.625, 0.875, 1.125, 0.902778, 0.444444, 0.458333, 0.708333, 0.958333, 1.680556,
                1.222222, 0.291667, 0.541667, 0.791667, 1.75, 1.291667, 0.125, 0.375, 0.625,
            ])
        expect(
            Zoom(by: 0.6).apply(pattern),
            [
                0, 0, 0, 0, 0, 0, 0.902778, 0.583333, 1.208333, 0, 0, 1.666667, 0.166667, 0.791667, 0, 0, 0, 0, 0, 0,
            ])
        expect(
            Rotation(degrees: 25, .nearest).apply(pattern),
            [
                0, 0.75, 1.125, 1.25, 1.25, 0, 0.125, 0.5, 0.875, 1, 1.875, 2, 0.25, 0.625, 0.75, 1.625, 1.625, 1.75,
                0, 0,
            ])
    }
}
