/// A picture file of the site.
struct DrawnPicture: Sendable, Hashable {
    /// Relative to the site.
    let path: String
    let width: Int
    let height: Int
    let isEnlarged: Bool

    func view(_ alternative: String, isLazy: Bool = true) -> PictureView {
        PictureView(
            source: path, alternative: alternative, width: width, height: height, isEnlarged: isEnlarged,
            isLazy: isLazy)
    }
}
