package import Diagnostics
package import Gallery
package import Store

/// The site that shows what a build has found.
package struct Website {
    /// What the command line says about the site.
    package struct Options: Sendable {
        /// Where the site will be published, without a slash at its end; by default what `site.yaml` says.
        package var baseURL: String?
        /// Whether markup in Markdown reaches the pages.
        package var allowsHTML = false

        package init(baseURL: String? = nil, allowsHTML: Bool = false) {
            self.baseURL = baseURL
            self.allowsHTML = allowsHTML
        }
    }

    /// The files of the site.
    package let files: SiteFiles
    /// How many pictures the store did not have.
    package let drawnCount: Int
    /// What the store keeps for the site, which a collection should spare.
    package let storeKeys: Set<Digest>

    /// Renders the site; equal results give equal bytes.
    ///
    /// Mistakes in pages, such as broken links, are reported, and the rest of the site is rendered.
    ///
    /// - Parameter store: where pictures that are drawn are kept; nil draws all of them.
    package static func render(
        _ results: GalleryResults, theme: Theme, store: ResultStore?, options: Options = Options(), log: DiagnosticLog
    ) -> Website {
        var builder = SiteBuilder(results, theme: theme, store: store, options: options, log: log)
        builder.build()
        return Website(
            files: builder.files, drawnCount: builder.draughtsman.drawnCount, storeKeys: builder.draughtsman.keys)
    }
}
