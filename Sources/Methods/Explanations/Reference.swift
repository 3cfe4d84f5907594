package import Diagnostics
import Foundation
import Models
import Networks
import Tensors

/// The input that an attribution compares an image with: what counts as nothing to see.
package enum Reference: Hashable, Sendable {
    case named(Name)
    /// A `.npy` file of an input in the model's input space, as written.
    case file(String)

    package enum Name: String, CaseIterable, Sendable {
        /// Zeros in the model's input space.
        case zero
        /// 0 of 0–255, preprocessed.
        case black
        /// 128 of 0–255, preprocessed.
        case gray
        /// The colour that preprocessing subtracts: zeros in the model's input space. Where it subtracts none, that is
        /// black.
        case mean
        /// The image itself, blurred until no shape is left.
        case blur
    }

    package static let black = Reference.named(.black)

    /// The option's name, by which its file is found.
    static let option = "reference"
    static let fieldSummary = """
        what the image is compared with: zeros of the model's input, black, gray (128), the mean that preprocessing \
        subtracts (zeros too), the image blurred with a deviation of a 20th of its shorter side, or an input from a file
        """

    var files: [FileNeed] {
        guard case .file(let path) = self else { return [] }
        return [FileNeed(option: Self.option, path: path, kind: .tensor)]
    }

    /// 1 × C × H × W in the model's input space.
    ///
    /// - Throws: `no-reference` where the file was not supplied, `bad-reference` where it does not fit the model.
    func input(for explanation: Explanation, files: [String: SuppliedFile]) throws(Diagnostic) -> Tensor {
        let image = explanation.input
        switch self {
        case .named(.zero), .named(.mean): return Tensor(shape: image.shape)
        case .named(.black): return Self.gray(0, explanation.model)
        case .named(.gray): return Self.gray(128, explanation.model)
        case .named(.blur): return GaussianBlur(shape: image.shape).apply(image)
        case .file(let path): return try Self.supplied(path, files, for: explanation)
        }
    }

    /// A gray of 0–255 as preprocessing hands it to the model.
    static func gray(_ level: Double, _ model: Model) -> Tensor {
        let settings = model.preprocessing.settings
        let shape = model.network.inputShape
        let area = shape[1] * shape[2]
        return Tensor(shape: [1] + shape) { elements in
            for index in elements.indices {
                let (mean, std) = (settings.mean[index / area], settings.std[index / area])
                elements[index] = Float((level * settings.range / 255 - mean) / std)
            }
        }
    }

    private static func supplied(
        _ path: String, _ files: [String: SuppliedFile], for explanation: Explanation
    ) throws(Diagnostic) -> Tensor {
        guard case .tensor(let tensor)? = files[option] else {
            throw Diagnostic(.error, "no-reference", "the reference '\(path)' was not read")
        }
        let shape = explanation.model.network.inputShape
        guard tensor.shape == shape || tensor.shape == [1] + shape else {
            throw Diagnostic(
                .error, "bad-reference", "the reference '\(path)' is \(tensor.shape), the model reads \(shape)",
                notes: [.init("store an input as preprocessing makes it: channels, height, width")])
        }
        guard tensor.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
            throw Diagnostic(.error, "bad-reference", "the reference '\(path)' holds values that are not finite")
        }
        return tensor.reshaped(to: [1] + shape)
    }
}

extension Reference: SettingValue {
    package static var expectation: String {
        Name.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ") + " or a .npy file"
    }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> Reference {
        let text = try setting.text()
        if let name = Name(rawValue: text) { return .named(name) }
        guard text.lowercased().hasSuffix(".npy") else {
            throw Diagnostic(
                .error, "unknown-value",
                "expected \(expectation), found '\(text)'" + didYouMean(text, among: Name.allCases.map(\.rawValue)),
                at: setting.range)
        }
        return .file(text)
    }

    package var json: JSON {
        switch self {
        case .named(let name): .string(name.rawValue)
        case .file(let path): .string(path)
        }
    }
}
