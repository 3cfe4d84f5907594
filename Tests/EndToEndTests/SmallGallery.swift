import Foundation

/// A gallery that trains a tiny network and shows it, for tests of what builds leave behind.
enum SmallGallery {
    /// Enough steps that a build can be caught at work.
    static func write(to scratch: Scratch, folder: String, iterations: Int = 12) throws {
        try scratch.write(
            """
            ---
            title: Small
            model:
              training: {train: 60, test: 12, size: 16, channels: [4], kernels: [3], epochs: 2, batch: 12}
            ---
            """, to: folder + "/Content/models/small.md")
        try scratch.write(
            """
            ---
            title: Page
            models: [small]
            ---
            ```exhibit
            id: where
            method: gradient
            images: ["synthetic:shapes/test/0..5"]
            classes: [disc, star, ring]
            rows: images
            columns: classes
            ```

            ```exhibit
            id: drawn
            method: activation-maximization
            classes: [disc, square, triangle, star, cross, ring]
            iterations: \(iterations)
            ```

            ```exhibit
            id: what
            method: predictions
            images: ["synthetic:shapes/test/0..5"]
            ```
            """, to: folder + "/Content/page.md")
    }

    /// The training, the checks of the model, 18 gradients, 6 drawings, 6 predictions.
    static let jobCount = 32
}
