/// The SHA-256 of bytes (FIPS 180-4) as hexadecimal digits, so that large results fit into the tests as digests.
func sha256(_ message: [UInt8]) -> String {
    var state = sha256Start
    var padded = message
    padded.append(0x80)
    padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
    padded += withUnsafeBytes(of: UInt64(message.count * 8).bigEndian, Array.init)
    var words = [UInt32](repeating: 0, count: 64)
    padded.withUnsafeBytes { bytes in
        for block in stride(from: 0, to: bytes.count, by: 64) {
            for i in 0..<16 {
                words[i] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: block + 4 * i, as: UInt32.self))
            }
            compress(&words, into: &state)
        }
    }
    return state.map { word in
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
}

private func compress(_ words: inout [UInt32], into state: inout [UInt32]) {
    for i in 16..<64 {
        let (w15, w2) = (words[i - 15], words[i - 2])
        let low = turned(w15, 7) ^ turned(w15, 18) ^ (w15 >> 3)
        let high = turned(w2, 17) ^ turned(w2, 19) ^ (w2 >> 10)
        words[i] = words[i - 16] &+ low &+ words[i - 7] &+ high
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
        let choice = (e & f) ^ (~e & g)
        let mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
        let first = h &+ mixed &+ choice &+ sha256Constants[i] &+ words[i]
        let majority = (a & b) ^ (a & c) ^ (b & c)
        let second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ majority
        (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    for (i, word) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= word }
}

private func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

private let primes: [Int] = {
    var found: [Int] = []
    var candidate = 2
    while found.count < 64 {
        if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
        candidate += 1
    }
    return found
}()

/// The first 32 bits of the fraction of an irrational root: the largest x with x ^ power ≤ prime · 2 ^ (32 · power).
private func fractionBits(ofRoot power: Int, of prime: Int) -> UInt32 {
    var (low, high) = (0.0, Double(prime))
    // The roots are below 20, so that 32 bits after the point and 5 before fit a Double well.
    for _ in 0..<80 {
        let middle = (low + high) / 2
        let raised = power == 2 ? middle * middle : middle * middle * middle
        if raised <= Double(prime) { low = middle } else { high = middle }
    }
    return UInt32((low - low.rounded(.down)) * 4_294_967_296)
}

private let sha256Start = primes.prefix(8).map { fractionBits(ofRoot: 2, of: $0) }
private let sha256Constants = primes.map { fractionBits(ofRoot: 3, of: $0) }
