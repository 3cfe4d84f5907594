import Foundation
package import Tensors

/// Real pictures from half of their spectrum, lucid's `irfft2d`, by products with cosines and sines.
///
/// x[y, x] = 1 ∕ (H W′) Σ over f, k of w_k (Re cos φ − Im sin φ), φ = 2π (f y ∕ H + k x ∕ W′), over K column frequencies;
/// W′ = 2 (K − 1) is the width, or one more where that is odd (its last column is cropped); w_k = 1 for the first and
/// the last frequency, whose imaginary parts along a row no real picture has, else 2.
package struct RealSpectrum: Sendable {
    package let height: Int
    package let width: Int
    /// K, column frequencies: half the width and one, or two where the width is odd.
    package let columns: Int
    /// 2H × 2H: the complex product with e^(2πi f y ∕ H) ∕ H, real parts above imaginary ones.
    private let rowWaves: [Float]
    /// K × W each: what real and imaginary parts add to the picture.
    private let cosines: [Float]
    private let sines: [Float]

    package init(height: Int, width: Int) {
        self.height = height
        self.width = width
        columns = width / 2 + 1 + width % 2
        let period = 2 * (columns - 1)
        var waves = [Float](repeating: 0, count: 4 * height * height)
        for y in 0..<height {
            for f in 0..<height {
                let angle = 2 * Double.pi * Double(f * y % height) / Double(height)
                let (cosine, sine) = (Float(cos(angle) / Double(height)), Float(sin(angle) / Double(height)))
                waves[y * 2 * height + f] = cosine
                waves[y * 2 * height + height + f] = -sine
                waves[(height + y) * 2 * height + f] = sine
                waves[(height + y) * 2 * height + height + f] = cosine
            }
        }
        rowWaves = waves
        var (cosines, sines) = ([Float](), [Float]())
        for k in 0..<columns {
            let weight = (k == 0 || k == columns - 1 ? 1.0 : 2.0) / Double(period)
            for x in 0..<width {
                let angle = 2 * Double.pi * Double(k * x % period) / Double(period)
                cosines.append(Float(weight * cos(angle)))
                // sin πx is 0, not what is left of rounding.
                sines.append(k == 0 || k == columns - 1 ? 0 : Float(-weight * sin(angle)))
            }
        }
        (self.cosines, self.sines) = (cosines, sines)
    }

    /// Elements of a spectrum's real or imaginary part.
    package var count: Int { height * columns }

    /// The pictures of spectra.
    ///
    /// - Parameter spectra: 2 × C × H × K, real parts before imaginary ones.
    /// - Returns: C × H × W.
    package func pictures(_ spectra: Tensor) -> Tensor {
        let channels = spectra.count / (2 * count)
        var turned = [Float](repeating: 0, count: spectra.count)
        let row = channels * columns
        multiply(rowWaves, transposed: false, stack(spectra, channels), into: &turned, columns: row)
        return Tensor(shape: [channels, height, width]) { target in
            turned.withUnsafeBufferPointer { turned in
                guard let start = target.baseAddress, let source = turned.baseAddress else { return }
                for channel in 0..<channels {
                    let real = source + channel * columns
                    for (part, waves, beta) in [(real, cosines, Float(0)), (real + height * row, sines, 1)] {
                        waves.withUnsafeBufferPointer { waves in
                            guard let waves = waves.baseAddress else { return }
                            BLAS.multiply(
                                .init(part, stride: row), .init(waves, stride: width),
                                into: start + channel * height * width, stride: width, rows: height, columns: width,
                                depth: columns, beta: beta)
                        }
                    }
                }
            }
        }
    }

    /// The adjoint of `pictures`.
    ///
    /// - Parameter gradients: C × H × W.
    /// - Returns: 2 × C × H × K.
    package func adjoint(_ gradients: Tensor) -> Tensor {
        let channels = gradients.count / (height * width)
        let row = channels * columns
        var turned = [Float](repeating: 0, count: 2 * height * row)
        turned.withUnsafeMutableBufferPointer { turned in
            gradients.withUnsafeBufferPointer { gradients in
                guard let source = gradients.baseAddress, let target = turned.baseAddress else { return }
                for channel in 0..<channels {
                    let real = target + channel * columns
                    for (part, waves) in [(real, cosines), (real + height * row, sines)] {
                        waves.withUnsafeBufferPointer { waves in
                            guard let waves = waves.baseAddress else { return }
                            BLAS.multiply(
                                .init(source + channel * height * width, stride: width),
                                .init(waves, stride: width, transposed: true), into: part, stride: row, rows: height,
                                columns: columns, depth: width)
                        }
                    }
                }
            }
        }
        var stacked = [Float](repeating: 0, count: turned.count)
        multiply(rowWaves, transposed: true, turned, into: &stacked, columns: row)
        return unstack(stacked, channels)
    }

    /// The spectra of pictures: `pictures` of them are these pictures again.
    ///
    /// - Parameter pictures: C × H × W.
    package func spectra(of pictures: Tensor) -> Tensor {
        // The inverse is the adjoint without the weights of either: 1 ∕ (H W′) Σ becomes Σ, and w_k becomes 1.
        let period = 2 * (columns - 1)
        var padded = pictures
        if period != width { padded = Self.repeatingLastColumn(of: pictures, width: width) }
        let whole = period == width ? self : RealSpectrum(height: height, width: period)
        var result = whole.adjoint(padded)
        result.withUnsafeMutableBufferPointer { values in
            for index in values.indices {
                let k = index % columns
                values[index] *= Float(height * period) / (k == 0 || k == columns - 1 ? 1 : 2)
            }
        }
        return result
    }

    private static func repeatingLastColumn(of pictures: Tensor, width: Int) -> Tensor {
        var elements: [Float] = []
        for (index, value) in pictures.elements.enumerated() {
            elements.append(value)
            if index % width == width - 1 { elements.append(value) }
        }
        return Tensor(shape: pictures.shape.dropLast() + [width + 1], elements: elements)
    }

    /// C ← A B, A being 2H × 2H and B 2H × `columns`.
    private func multiply(
        _ waves: [Float], transposed: Bool, _ values: [Float], into result: inout [Float], columns: Int
    ) {
        waves.withUnsafeBufferPointer { waves in
            values.withUnsafeBufferPointer { values in
                result.withUnsafeMutableBufferPointer { result in
                    guard let waves = waves.baseAddress, let values = values.baseAddress,
                        let result = result.baseAddress
                    else { return }
                    BLAS.multiply(
                        .init(waves, stride: 2 * height, transposed: transposed), .init(values, stride: columns),
                        into: result, stride: columns, rows: 2 * height, columns: columns, depth: 2 * height)
                }
            }
        }
    }

    /// Channels beside one another: rows of real parts, then rows of imaginary ones, each of C · K.
    private func stack(_ spectra: Tensor, _ channels: Int) -> [Float] {
        var stacked = [Float](repeating: 0, count: spectra.count)
        forEachRow(channels) { plain, stackedStart in
            spectra.withUnsafeBufferPointer { source in
                for k in 0..<columns { stacked[stackedStart + k] = source[plain + k] }
            }
        }
        return stacked
    }

    private func unstack(_ stacked: [Float], _ channels: Int) -> Tensor {
        Tensor(shape: [2, channels, height, columns]) { target in
            forEachRow(channels) { plain, stackedStart in
                for k in 0..<columns { target[plain + k] = stacked[stackedStart + k] }
            }
        }
    }

    private func forEachRow(_ channels: Int, _ body: (_ plain: Int, _ stacked: Int) -> Void) {
        for part in 0..<2 {
            for channel in 0..<channels {
                for f in 0..<height {
                    body(
                        ((part * channels + channel) * height + f) * columns,
                        ((part * height + f) * channels + channel) * columns)
                }
            }
        }
    }
}
