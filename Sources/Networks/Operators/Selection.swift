extension Bool {
    /// All bits set, or none: conditions joined by bits rather than `||` cost no branch, and their loops are vectorised.
    @inline(__always)
    var mask: UInt32 { self ? .max : 0 }
}

extension Float {
    /// The number itself where the mask is set, otherwise 0.
    @inline(__always)
    func masked(_ mask: UInt32) -> Float { Float(bitPattern: bitPattern & mask) }
}
