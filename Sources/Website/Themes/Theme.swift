package import Diagnostics
import Foundation
import Mustache

/// The templates and fixed files of a site: the default theme, each file replaced by the gallery's own where it has
/// one.
package struct Theme: Sendable {
    /// The templates that show a whole page or an exhibit, each with what it shows.
    enum Root: String, CaseIterable {
        case home, page, model, kernel, method, metric, exhibit
        case notFound = "not-found"

        var shape: TemplateShape {
            switch self {
            case .home: HomePage.shape
            case .page: ContentPage.shape
            case .model: ModelPage.shape
            case .kernel: KernelPage.shape
            case .method: MethodPage.shape
            case .metric: MetricPage.shape
            case .exhibit: ExhibitView.shape
            case .notFound: NotFoundPage.shape
            }
        }
    }

    /// Files that are published as they are, by name.
    let files: [String: Data]
    private let library: MustacheLibrary

    /// Reads the theme and checks every name that its templates use against what they will show.
    ///
    /// - Parameters:
    ///   - folder: the gallery's own templates, which need not exist.
    ///   - shown: that folder as messages show it.
    /// - Returns: nil where a template is wrong, all of it reported.
    package init?(overriddenBy folder: String? = nil, shownAs shown: String = "Templates", log: DiagnosticLog) {
        var sources: [String: SourceFile] = [:]
        var files: [String: Data] = [:]
        var known: Set<String> = []
        var sound = true
        func take(_ name: String, _ data: Data, at path: String) {
            guard name.hasSuffix(Self.ending) else {
                files[name] = data
                return
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                log.add(Diagnostic(.error, "not-utf8", "this template is not UTF-8; save it so", at: .file(path)))
                sound = false
                return
            }
            sources[String(name.dropLast(Self.ending.count))] = SourceFile(path: path, text: text)
        }
        for (name, bytes) in DefaultTheme.files {
            known.insert(name)
            take(name, Data(bytes), at: "default theme/\(name)")
        }
        for name in folder.map(Self.names) ?? [] where !name.hasPrefix(".") {
            guard known.contains(name) || name.hasSuffix(Self.ending), let folder else {
                log.add(
                    Diagnostic(
                        .warning, "unknown-theme-file",
                        "the theme has no file '\(name)', so it is not used" + didYouMean(name, among: known),
                        at: .file(shown + "/" + name)))
                continue
            }
            guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
                log.add(
                    Diagnostic(
                        .error, "unreadable-file", "this file of the theme cannot be read; check its permissions",
                        at: .file(shown + "/" + name)))
                sound = false
                continue
            }
            take(name, data, at: shown + "/" + name)
        }
        guard let library = Self.library(of: sources, log: log), sound else { return nil }
        self.library = library
        self.files = files
    }

    private static let ending = ".mustache"

    private static func names(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func library(of sources: [String: SourceFile], log: DiagnosticLog) -> MustacheLibrary? {
        var sound = true
        var tags: [String: TemplateTags] = [:]
        var library = MustacheLibrary()
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            do throws(Diagnostic) {
                tags[name] = try TemplateTags(source)
                library.register(try parse(source), named: name)
            } catch {
                log.add(error)
                sound = false
            }
        }
        guard sound else { return nil }
        let before = log.all.count
        var check = TemplateCheck(tags, log: log)
        for root in Root.allCases { check.check(root.rawValue, showing: root.shape) }
        return log.all.count == before ? library : nil
    }

    private static func parse(_ source: SourceFile) throws(Diagnostic) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: source.text)
        } catch let error as MustacheTemplate.ParserError {
            throw Diagnostic(
                .error, "template-syntax", "this is no Mustache template: \(error.error)",
                at: SourceRange(file: source, line: error.context.lineNumber, column: error.context.columnNumber))
        } catch {
            throw Diagnostic(
                .error, "template-syntax", "this is no Mustache template: \(error)", at: .file(source.path))
        }
    }

    /// The text of a page model by the template of its kind.
    func render(_ model: some TemplateModel, with root: Root) -> String {
        library.render(model.templateValue, withTemplate: root.rawValue) ?? ""
    }
}
