/// The files of `Templates/`, as the build embeds them through the link `Theme` beside this target's sources.
enum DefaultTheme {
    static let files: [(name: String, bytes: [UInt8])] = [
        ("card.mustache", PackageResources.card_mustache),
        ("exhibit.mustache", PackageResources.exhibit_mustache),
        ("exhibit-card.mustache", PackageResources.exhibit_card_mustache),
        ("favicon.svg", PackageResources.favicon_svg),
        ("figure.mustache", PackageResources.figure_mustache),
        ("grid.mustache", PackageResources.grid_mustache),
        ("home.mustache", PackageResources.home_mustache),
        ("layout.mustache", PackageResources.layout_mustache),
        ("legend.mustache", PackageResources.legend_mustache),
        ("metric-table.mustache", PackageResources.metric_table_mustache),
        ("metric.mustache", PackageResources.metric_mustache),
        ("method.mustache", PackageResources.method_mustache),
        ("model.mustache", PackageResources.model_mustache),
        ("neighbours.mustache", PackageResources.neighbours_mustache),
        ("not-found.mustache", PackageResources.not_found_mustache),
        ("options.mustache", PackageResources.options_mustache),
        ("page.mustache", PackageResources.page_mustache),
        ("picture.mustache", PackageResources.picture_mustache),
        ("plot.mustache", PackageResources.plot_mustache),
        ("predictions.mustache", PackageResources.predictions_mustache),
        ("receipt.mustache", PackageResources.receipt_mustache),
        ("reference.mustache", PackageResources.reference_mustache),
        ("style.css", PackageResources.style_css),
    ]
}
