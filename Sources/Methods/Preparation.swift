package import Diagnostics
package import Tensors

/// What several jobs of a method have in common, such as one pass over a folder of images for all kernels of a layer. It
/// is a job of its own, and its result a tensor in the store that the others read.
package struct Preparation: Sendable {
    /// In kebab-case.
    package let id: String
    /// Raised whenever the numbers change.
    package let revision: Int
    /// What it is about, for people: a layer's name.
    package let subject: String
    /// What it depends on besides the model and the files.
    package let options: JSON
    /// Bytes of working memory beyond the weights.
    package let memory: Int
    package let run: @Sendable (MethodRequest) throws(Diagnostic) -> Tensor

    package init(
        id: String, revision: Int, subject: String, options: JSON, memory: Int,
        run: @escaping @Sendable (MethodRequest) throws(Diagnostic) -> Tensor
    ) {
        self.id = id
        self.revision = revision
        self.subject = subject
        self.options = options
        self.memory = memory
        self.run = run
    }
}
