/// SHA-256 of photos as RGB bytes, and of the same resized, by Pillow 13.0.0 (libjpeg-turbo 3.2.0):
/// `Image.open(…).convert("RGB")`, then `.resize((w, h), BILINEAR)` with the shorter side 256 and the longer truncated.
struct GoldenPhoto: Sendable {
    let name: String
    let decoded: String
    let resizedWidth: Int
    let resizedHeight: Int
    let resized: String

    /// The last two are gray files.
    static let all = [
        GoldenPhoto(
            name: "n01443537_goldfish.JPEG",
            decoded: "e8560946526240795495c9b740eca369b95b7a2379d00e4f08bf6cf8f46747dc",
            resizedWidth: 365, resizedHeight: 256,
            resized: "d8f39595dad0812793856d1848f75c8e2c72ed4df6d1fb353659587edc74ab7d"),
        GoldenPhoto(
            name: "n04254680_soccer_ball.JPEG",
            decoded: "cd5b5fcee7daed9785e7925effe773756a79c97590850357356aa883000d315f",
            resizedWidth: 256, resizedHeight: 256,
            resized: "52b737e2dc1bde2f10f537b3daa78a40d4934278b31e21037cc1216bb3f5b0ff"),
        GoldenPhoto(
            name: "n02676566_acoustic_guitar.JPEG",
            decoded: "d1f7d6f85db60ae11f5a06ff586ac52d195265e3e42761194923e6b1b94a79a8",
            resizedWidth: 383, resizedHeight: 256,
            resized: "20b3521680d705e7852620cf416271c887597277de946c233b5a6940f39bc90e"),
    ]
}
