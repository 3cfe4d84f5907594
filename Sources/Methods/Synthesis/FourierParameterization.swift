import Foundation
package import Tensors

/// A picture by its spectrum and by colours that are not correlated, as lucid parameterizes it: ascent in these
/// coordinates gives every frequency and colour the weight that it has in natural pictures.
///
/// picture = lowest + (highest − lowest) · σ(M c), c = irfft2(spectrum · √(W H) ∕ max(frequency, 1 ∕ max(W, H))) ∕ 4,
/// M the square root of natural colours' covariance over its largest column norm (lucid, optvis/param/spatial.py and
/// color.py; Olah, Mordvintsev, Schubert, Feature Visualization, 2017). A gray picture has one channel and no M. The
/// parameters are 1 × 2 × C × H × K, real parts before imaginary ones.
package struct FourierParameterization: Parameterization {
    package let space: SynthesisSpace
    private let spectrum: RealSpectrum
    /// By row and column frequency.
    private let scale: [Float]

    /// Lucid's `color_correlation_normalized`, rows for red, green and blue.
    package static let colourMatrix: [[Float]] = {
        let root = [[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]]
        let norms = (0..<3).map { column in root.reduce(0) { $0 + $1[column] * $1[column] }.squareRoot() }
        return root.map { $0.map { Float($0 / (norms.max() ?? 1)) } }
    }()

    package init(_ space: SynthesisSpace) {
        self.space = space
        let (height, width) = (space.shape[2], space.shape[3])
        spectrum = RealSpectrum(height: height, width: width)
        let columns = spectrum.columns
        let lowest = 1 / Double(max(width, height))
        scale = (0..<height * columns).map { index in
            let rowFrequency = Double(min(index / columns, height - index / columns)) / Double(height)
            let column = index % columns
            let columnFrequency = Double(min(column, width - column)) / Double(width)
            let frequency = (rowFrequency * rowFrequency + columnFrequency * columnFrequency).squareRoot()
            return Float(Double(width * height).squareRoot() / max(frequency, lowest) / 4)
        }
    }

    /// 1 × 2 × C × H × K.
    package var parameterShape: [Int] { [1, 2, space.shape[1], space.shape[2], spectrum.columns] }

    /// A spectrum of normal numbers; lucid's has the deviation 0.01.
    package func noise(deviation: Float, seed: UInt64) -> Tensor {
        var random = RandomStream(seed: seed, purpose: "start")
        return Tensor(shape: parameterShape) { values in
            for index in values.indices { values[index] = deviation * random.normal() }
        }
    }

    package func picture(_ parameters: Tensor) -> Tensor {
        var picture = spectrum.pictures(scaled(parameters)).reshaped(to: space.shape)
        correlate(&picture)
        space.forEachChannel(of: &picture) { values, channel in
            let (low, range) = (space.lowest[channel], space.highest[channel] - space.lowest[channel])
            for index in values.indices { values[index] = low + range * sigmoid(values[index]) }
        }
        return picture
    }

    package func pulledBack(_ gradient: Tensor, to parameters: Tensor, of picture: Tensor) -> Tensor {
        var gradient = gradient
        let area = space.shape[2] * space.shape[3]
        picture.withUnsafeBufferPointer { picture in
            space.forEachChannel(of: &gradient) { values, channel in
                let (low, range) = (space.lowest[channel], space.highest[channel] - space.lowest[channel])
                for index in values.indices {
                    let share = (picture[channel * area + index] - low) / range
                    values[index] *= range * share * (1 - share)
                }
            }
        }
        correlateAdjoint(&gradient)
        let spectra = spectrum.adjoint(gradient.reshaped(to: Array(space.shape.dropFirst())))
        return scaled(spectra.reshaped(to: parameterShape))
    }

    /// Values at black and white, which σ never reaches, count as a 1000th inside.
    package func parameters(of picture: Tensor) -> Tensor {
        var values = picture
        space.forEachChannel(of: &values) { values, channel in
            let (low, range) = (space.lowest[channel], space.highest[channel] - space.lowest[channel])
            for index in values.indices {
                let share = min(max((values[index] - low) / range, 0.001), 0.999)
                values[index] = log(share / (1 - share))
            }
        }
        decorrelate(&values)
        var spectra = spectrum.spectra(of: values.reshaped(to: Array(space.shape.dropFirst())))
        spectra.withUnsafeMutableBufferPointer { values in
            for index in values.indices { values[index] /= scale[index % scale.count] }
        }
        return spectra.reshaped(to: parameterShape)
    }

    package func clip(_ parameters: inout Tensor) {}

    private func scaled(_ spectra: Tensor) -> Tensor {
        var result = spectra
        result.withUnsafeMutableBufferPointer { values in
            scale.withUnsafeBufferPointer { scale in
                for start in stride(from: 0, to: values.count, by: scale.count) {
                    for index in scale.indices { values[start + index] *= scale[index] }
                }
            }
        }
        return result
    }

    /// From the coordinates that are not correlated, which have no order of colours, to the model's channels.
    private func correlate(_ picture: inout Tensor) {
        guard let colours = space.colours else { return }
        multiply(
            &picture,
            by: colours.indices.map { channel in
                Self.colourMatrix[colours.firstIndex(of: channel) ?? channel]
            })
    }

    private func correlateAdjoint(_ gradient: inout Tensor) {
        guard let colours = space.colours else { return }
        multiply(
            &gradient,
            by: (0..<3).map { column in
                (0..<3).map { channel in Self.colourMatrix[colours.firstIndex(of: channel) ?? channel][column] }
            })
    }

    private func decorrelate(_ picture: inout Tensor) {
        guard let colours = space.colours else { return }
        let inverse = Self.inverse(of: Self.colourMatrix)
        multiply(
            &picture,
            by: (0..<3).map { row in
                (0..<3).map { channel in inverse[row][colours.firstIndex(of: channel) ?? channel] }
            })
    }

    private func multiply(_ picture: inout Tensor, by matrix: [[Float]]) {
        let area = picture.count / 3
        let (a, b, c) = (matrix[0], matrix[1], matrix[2])
        let rows = ((a[0], a[1], a[2]), (b[0], b[1], b[2]), (c[0], c[1], c[2]))
        picture.withUnsafeMutableBufferPointer { values in
            for pixel in 0..<area {
                let (x, y, z) = (values[pixel], values[area + pixel], values[2 * area + pixel])
                values[pixel] = rows.0.0 * x + rows.0.1 * y + rows.0.2 * z
                values[area + pixel] = rows.1.0 * x + rows.1.1 * y + rows.1.2 * z
                values[2 * area + pixel] = rows.2.0 * x + rows.2.1 * y + rows.2.2 * z
            }
        }
    }

    /// By cofactors.
    private static func inverse(of matrix: [[Float]]) -> [[Float]] {
        func minor(_ row: Int, _ column: Int) -> Double {
            let (r, s) = ((row + 1) % 3, (row + 2) % 3)
            let (c, d) = ((column + 1) % 3, (column + 2) % 3)
            return Double(matrix[r][c]) * Double(matrix[s][d]) - Double(matrix[r][d]) * Double(matrix[s][c])
        }
        let determinant = (0..<3).reduce(0) { $0 + Double(matrix[0][$1]) * minor(0, $1) }
        return (0..<3).map { row in (0..<3).map { Float(minor($0, row) / determinant) } }
    }
}
