/// `product` / 255, rounded to nearest, for the product of two samples (Blinn 1994, "Compositing, part 1").
@inline(__always)
func roundedOver255(_ product: Int) -> Int {
    let shifted = product + 128
    return ((shifted >> 8) + shifted) >> 8
}
