/// The release that the program says it is.
package enum Release {
    package static let version = "0.1.0"
}
