import Content
import Diagnostics
import Foundation
import Gallery
import Testing
import Website

@Suite struct ThemeTests {
    /// The messages for a gallery with these templates of its own, with excerpts and notes.
    private func messages(_ templates: [String: String]) throws -> [String] {
        let gallery = try SampleGallery(
            Dictionary(uniqueKeysWithValues: templates.map { ("Templates/" + $0.key, $0.value) }))
        let log = DiagnosticLog()
        let theme = Theme(overriddenBy: gallery.folder + "/Templates", log: log)
        #expect((theme == nil) == log.hasErrors)
        return log.all.map { $0.rendered(as: .text) }
    }

    @Test func theDefaultThemeIsSound() throws {
        let log = DiagnosticLog()
        #expect(Theme(log: log) != nil)
        #expect(log.all.map { $0.rendered(as: .text) } == [])
    }

    @Test func theDefaultThemeIsTheFolderAtTheTop() throws {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Templates").path
        let names = try FileManager.default.contentsOfDirectory(atPath: top)
        let gallery = try SampleGallery(["Content/a.md": "# A\n"])
        let site = try gallery.render()
        for name in names where !name.hasSuffix(".mustache") {
            #expect(site.files[name] == FileManager.default.contents(atPath: top + "/" + name), "\(name)")
        }
        // A theme that overrides every file with itself is the same theme, so no template is missing from the binary.
        for name in names {
            try gallery.write(
                try #require(FileManager.default.contents(atPath: top + "/" + name)), to: "Templates/\(name)")
        }
        #expect(try gallery.render().files.contents == site.files.contents)
        #expect(gallery.messages == [])
    }

    struct Mistake: CustomTestStringConvertible {
        let template: String
        let text: String
        let message: String
        var testDescription: String { message }

        init(_ template: String, _ text: String, _ message: String) {
            self.template = template
            self.text = text
            self.message = message
        }
    }

    @Test(arguments: [
        Mistake(
            "card", "<li>\n  {{titel}}\n</li>",
            "Templates/card.mustache:2:5: error: there is no 'titel' here; did you mean 'title'?"),
        Mistake(
            "not-found", "{{frame.site-titel}}",
            "Templates/not-found.mustache:1:3: error: there is no 'site-titel' in 'frame'; did you mean 'site-title'?"),
        Mistake(
            "page", "{{{title}}}",
            "Templates/page.mustache:1:4: error: 'title' is a text and is shown escaped only, by '{{title}}'"),
        Mistake(
            "page", "{{&title}}",
            "Templates/page.mustache:1:4: error: 'title' is a text and is shown escaped only, by '{{title}}'"),
        Mistake(
            "page", "{{body}}", "Templates/page.mustache:1:3: error: 'body' is markup and is shown by '{{{body}}}'"),
        Mistake(
            "page", "{{models}}",
            "Templates/page.mustache:1:3: error: 'models' is a list and cannot be shown itself; open a section with "
                + "'{{#models}}'"),
        Mistake(
            "page", "{{#title}}x{{/title}}",
            "Templates/page.mustache:1:4: error: 'title' is a text that is always there; no section is needed"),
        Mistake(
            "page", "{{#models}}{{href}}{{body}}{{/models}}",
            "Templates/page.mustache:1:22: error: 'body' is markup and is shown by '{{{body}}}'"),
        Mistake(
            "page", "a\n{{>picure}}",
            "Templates/page.mustache:2:4: error: there is no template 'picure.mustache'; did you mean 'picture'?"),
        Mistake(
            "page", "{{<layout}}{{$contents}}x{{/contents}}{{/layout}}",
            "Templates/page.mustache:1:15: error: the template 'layout.mustache' has no block 'contents'; did you mean "
                + "'content'?"),
        Mistake(
            "page", "{{<layout}}{{$content}}{{nothing}}{{/content}}{{/layout}}",
            "Templates/page.mustache:1:26: error: there is no 'nothing' here"),
        Mistake(
            "card", "{{>card}}", "Templates/card.mustache:1:4: error: the template 'card.mustache' includes itself here"
        ),
        Mistake("page", "{{#models}}", "Templates/page.mustache:1:4: error: 'models' is not closed"),
        Mistake("page", "{{/models}}", "Templates/page.mustache:1:4: error: 'models' is closed but was not opened"),
        Mistake(
            "page", "{{#models}}{{/date}}", "Templates/page.mustache:1:15: error: 'models' must be closed before 'date'"
        ),
        Mistake("page", "\n {{title", "Templates/page.mustache:2:2: error: this tag is not closed by '}}'"),
        Mistake("page", "{{{body}}", "Templates/page.mustache:1:1: error: this tag is not closed by '}}}'"),
        Mistake("page", "{{!", "Templates/page.mustache:1:1: error: this comment is not closed"),
        Mistake(
            "page", "{{}}",
            "Templates/page.mustache:1:3: error: a name is missing here; names are of a–z, A–Z, 0–9, '-' and '_', joined "
                + "by '.'"),
        Mistake(
            "page", "{{count(models)}}",
            "Templates/page.mustache:1:3: error: 'count(models)' is no name; names are of a–z, A–Z, 0–9, '-' and '_', "
                + "joined by '.'"),
        Mistake(
            "page", "{{=<% %>=}}",
            "Templates/page.mustache:1:1: error: templates keep the delimiters '{{' and '}}' and escape what they show"),
        Mistake(
            "page", "{{%CONTENT_TYPE: TEXT}}",
            "Templates/page.mustache:1:1: error: templates keep the delimiters '{{' and '}}' and escape what they show"),
        Mistake(
            "page", "{{<layout}}{{title}}{{/layout}}",
            "Templates/page.mustache:1:14: error: only blocks, '{{$name}}…{{/name}}', stand in a partial that is opened "
                + "with '<'"),
    ]) func mistakesArePointedAt(_ mistake: Mistake) throws {
        let messages = try messages(["\(mistake.template).mustache": mistake.text])
        #expect(messages.map { String($0.prefix { $0 != "\n" }) } == [mistake.message])
    }

    @Test func aMessageShowsTheLineAndWhatThereIs() throws {
        #expect(
            try messages(["not-found.mustache": "<b>{{titel}}</b>"]) == [
                """
                Templates/not-found.mustache:1:6: error: there is no 'titel' here
                 1 | <b>{{titel}}</b>
                   |      ^~~~~
                  note: there are 'frame'
                """
            ])
    }

    @Test func allMistakesAreReportedAtOnce() throws {
        let messages = try messages(["page.mustache": "{{a}}{{b}}", "home.mustache": "{{c}}"])
        #expect(messages.count == 3)
    }

    @Test func oneFileIsReplacedAndTheOthersStay() throws {
        var files = smallGallery
        files["Templates/not-found.mustache"] = "{{<layout}}{{$content}}<h1>Lost</h1>{{/content}}{{/layout}}"
        files["Templates/style.css"] = "body { color: red }"
        files["Templates/styel.css"] = ""
        let gallery = try SampleGallery(files)
        let models = try gallery.source().models.map { ModelResult.sample($0) }
        let site = try gallery.render(models: models)
        #expect(site.text("404.html").contains("<main id=\"_main\" class=\"page\">\n<h1>Lost</h1>"))
        #expect(site.text("404.html").contains("<link rel=\"stylesheet\" href=\"style.css\">"))
        #expect(site.text("style.css") == "body { color: red }")
        #expect(site.text("page.html").contains("<h1>A page</h1>"))
        #expect(
            gallery.headlines
                == [
                    "Templates/styel.css: warning: the theme has no file 'styel.css', so it is not used; did you mean "
                        + "'style.css'?"
                ])
    }

    @Test func aTemplateOfOnesOwnCanBeIncluded() throws {
        var files = smallGallery
        files["Templates/lost.mustache"] = "<h1>{{frame.site-title}}</h1>"
        files["Templates/not-found.mustache"] = "{{>lost}}"
        #expect(try SampleGallery(files).render().text("404.html") == "<h1>Small gallery</h1>")
    }

    @Test func aTemplateThatIsNotUTF8IsRefused() throws {
        let gallery = try SampleGallery(smallGallery)
        try gallery.write(Data([0xFF, 0xFE]), to: "Templates/page.mustache")
        let log = DiagnosticLog()
        #expect(Theme(overriddenBy: gallery.folder + "/Templates", log: log) == nil)
        #expect(log.all.map(\.id) == ["not-utf8"])
    }
}
