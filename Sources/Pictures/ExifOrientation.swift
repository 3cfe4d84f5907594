/// The orientation (tag 0x0112 of the first directory) in an Exif block, which is a TIFF structure; 1 where there is
/// none or the block is damaged.
func exifOrientation(_ tiff: UnsafeBufferPointer<UInt8>) -> Int {
    let bigEndian = tiff.starts(with: "MM\0*".utf8)
    guard bigEndian || tiff.starts(with: "II*\0".utf8) else { return 1 }

    func number(at offset: Int, bytes count: Int) -> Int? {
        guard offset >= 0, offset <= tiff.count - count else { return nil }
        let bytes = tiff[offset..<offset + count]
        return bigEndian
            ? bytes.reduce(0) { $0 << 8 | Int($1) }
            : bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    guard let directory = number(at: 4, bytes: 4), let entries = number(at: directory, bytes: 2) else { return 1 }
    for entry in 0..<entries {
        // Tag, type, count, value: 2 + 2 + 4 + 4 bytes.
        let offset = directory + 2 + entry * 12
        guard let tag = number(at: offset, bytes: 2) else { return 1 }
        guard tag == 0x0112 else { continue }
        let value = number(at: offset + 8, bytes: 2) ?? 1
        return (1...8).contains(value) ? value : 1
    }
    return 1
}
