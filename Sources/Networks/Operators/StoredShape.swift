extension [Int] {
    /// A node's shape as the engine keeps its elements: an image's channels come last.
    var stored: [Int] { count == 3 ? [self[1], self[2], self[0]] : self }

    /// Where an axis of this shape is among those of `stored`.
    func storedAxis(_ axis: Int) -> Int { count == 3 ? (axis + 2) % 3 : axis }
}
