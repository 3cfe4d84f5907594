import Diagnostics
import Foundation
import Gallery
import Models
import Networks
import Store
import Tensors

/// A file that a command is to look at: a picture, or a preprocessed input as `.npy`.
struct InputFile {
    let path: String

    init(_ path: String) { self.path = path }

    /// 1 × C × H × W in the model's input space.
    func tensor(for model: Model) throws(Diagnostic) -> Tensor {
        guard path.hasSuffix(".npy") else {
            do {
                return try model.preprocessing.tensor(from: GalleryImage.named(path).raster())
            } catch {
                throw error.place == nil
                    ? Diagnostic(error.severity, error.id, error.message, at: .file(path), notes: error.notes) : error
            }
        }
        return try array(for: model).value
    }

    /// The array of a `.npy` file and the digest of its bytes; a missing batch axis is added.
    func array(for model: Model) throws(Diagnostic) -> TensorFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Diagnostic(.error, "missing-file", "there is no readable file '\(path)'", at: .file(path))
        }
        let tensor = try NPY.decode(data, name: path)
        let expected = [1] + model.network.inputShape
        guard tensor.shape == expected || tensor.shape == model.network.inputShape else {
            throw Diagnostic(
                .error, "input-shape", "the model reads \(expected), the file holds \(tensor.shape)", at: .file(path))
        }
        guard tensor.elements.allSatisfy(\.isFinite) else {
            throw Diagnostic(.error, "not-finite", "the input holds values that are not finite", at: .file(path))
        }
        return TensorFile(value: tensor.reshaped(to: expected), digest: Digest(of: data), path: path)
    }
}
