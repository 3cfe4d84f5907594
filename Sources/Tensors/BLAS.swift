import COpenBLAS

/// Matrix products by OpenBLAS, for training and `MatrixProduct`; all else runs on `Kernels`. Always on the calling thread: splitting the work is `Workers`' business, so that
/// results do not depend on the number of threads.
package enum BLAS {
    private static let isSingleThreaded: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// A row-major matrix in borrowed memory, or the transpose of one.
    package struct Matrix {
        let start: UnsafePointer<Float>
        let stride: Int
        let isTransposed: Bool

        /// - Parameter stride: elements from one stored row to the next.
        @inline(__always)
        package init(_ start: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
            self.start = start
            self.stride = stride
            self.isTransposed = transposed
        }
    }

    /// C ← A · B + β · C, row-major; A is `rows` × `depth` and B `depth` × `columns`, transposed where they say so.
    package static func multiply(
        _ a: Matrix, _ b: Matrix, into c: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Int, depth: Int,
        beta: Float = 0
    ) {
        precondition(isSingleThreaded)
        guard rows > 0, columns > 0 else { return }
        cblas_sgemm(
            CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
            blasint(rows), blasint(columns), blasint(depth), 1, a.start, blasint(a.stride), b.start,
            blasint(b.stride), beta, c, blasint(stride))
    }

    /// The processor kernels OpenBLAS runs, such as "SkylakeX".
    package static var kernelName: String { String(cString: openblas_get_corename()) }
}
