import COpenBLAS

/// Matrix products by OpenBLAS, always on the calling thread: splitting the work is `Workers`' business, so that
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

        package var transposed: Matrix { Matrix(start, stride: stride, transposed: !isTransposed) }
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

    /// y ← A · x + β · y for a row-major A of `rows` × `columns`, or Aᵀ · x.
    package static func multiply(
        _ a: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int, transposed: Bool = false,
        _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, beta: Float = 0
    ) {
        precondition(isSingleThreaded)
        cblas_sgemv(
            CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), 1, a,
            blasint(stride), x, 1, beta, y, 1)
    }

    /// The processor kernels OpenBLAS runs, such as "SkylakeX".
    package static var kernelName: String { String(cString: openblas_get_corename()) }
}
