import Diagnostics
import Methods

/// Options that an exhibit gives for each image apart: `region: {soccer_ball: [60, 40, 90, 100]}`.
struct OptionsByImage {
    private let names: Set<String>

    init(method: any Method.Type) { names = method.optionsByImage }

    private func values(_ entry: Setting.Entry) -> [Setting.Entry]? {
        guard names.contains(entry.key), case .mapping(let values) = entry.value.value else { return nil }
        return values
    }

    /// The options of the job of one image: of what is given for each image apart, its own.
    ///
    /// - Throws: `no-value-for-image` where the mapping does not name it.
    func entries(_ options: [Setting.Entry], for image: GalleryImage?) throws(Diagnostic) -> [Setting.Entry] {
        var own: [Setting.Entry] = []
        for option in options {
            guard let values = values(option) else {
                own.append(option)
                continue
            }
            let names = image?.names ?? []
            guard let value = values.first(where: { names.contains($0.key) }) else {
                throw Diagnostic(
                    .error, "no-value-for-image",
                    "'\(option.key)' says nothing of the image '\(image?.label ?? "")'", at: option.keyRange,
                    notes: [.init("add '\(image?.stem ?? "IMAGE"): …' to it")])
            }
            own.append(Setting.Entry(key: option.key, keyRange: option.keyRange, value: value.value))
        }
        return own
    }

    /// The options once for each value that one of them has, so that all values can be checked.
    func alternatives(_ options: [Setting.Entry]) -> [[Setting.Entry]] {
        options.reduce([[]]) { alternatives, option in
            let values = values(option)?.map {
                Setting.Entry(key: option.key, keyRange: option.keyRange, value: $0.value)
            }
            return (values ?? [option]).flatMap { value in alternatives.map { $0 + [value] } }
        }
    }
}

extension GalleryImage {
    /// The names by which an option may mean this image.
    fileprivate var names: Set<String> {
        let file = argument.split(separator: "/").last.map(String.init) ?? argument
        return [label, stem, argument, file]
    }
}
