import Content
import Diagnostics
import Foundation
import Gallery
import Testing
import Website

@Suite struct ProseTests {
    /// What a page with this text shows below its title.
    private func prose(_ markdown: String, _ more: [String: String] = [:]) throws -> (String, [String]) {
        var files = ["Content/page.md": "---\ntitle: A\n---\n" + markdown]
        files.merge(more) { $1 }
        let gallery = try SampleGallery(files)
        let text = try gallery.render().main("page.html")
        let start = try #require(text.range(of: "<div class=\"prose\">\n"))
        let end = try #require(text.range(of: "</div>\n</article>"))
        return (String(text[start.upperBound..<end.lowerBound]), gallery.messages)
    }

    @Test(arguments: [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("a\nb  \nc", "<p>a\nb<br>\nc</p>"),
        ("\"Quoted\" -- it's...", "<p>“Quoted” – it’s…</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("- a\n\n- b", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("---", "<hr>"),
        ("    a < b", "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>"),
        ("```swift x\na\n```", "<pre tabindex=\"0\"><code class=\"language-swift\">a\n</code></pre>"),
        ("````\n```exhibit\n```\n````", "<pre tabindex=\"0\"><code>```exhibit\n```\n</code></pre>"),
        (
            "## One, two\n\n## One, two",
            "<h2 id=\"one-two\">One, two <a class=\"permalink\" href=\"#one-two\" aria-label=\"Link to this section\">#"
                + "</a></h2>\n<h2 id=\"one-two-2\">One, two <a class=\"permalink\" href=\"#one-two-2\" "
                + "aria-label=\"Link to this section\">#</a></h2>"
        ),
        (
            "# Up\n\n### Down",
            "<h2 id=\"up\">Up <a class=\"permalink\" href=\"#up\" aria-label=\"Link to this section\">#</a></h2>\n"
                + "<h4 id=\"down\">Down <a class=\"permalink\" href=\"#down\" aria-label=\"Link to this section\">#</a></h4>"
        ),
        (
            "[a](https://example.org/a?b=c&d \"t\")",
            "<p><a href=\"https://example.org/a?b=c&amp;d\" title=\"t\">a</a></p>"
        ),
        ("<a@example.org>", "<p><a href=\"mailto:a@example.org\">a@example.org</a></p>"),
        ("[a](<https://example.org/ä b>)", "<p><a href=\"https://example.org/%C3%A4%20b\">a</a></p>"),
    ]) func markdownBecomesMarkup(_ markdown: String, _ markup: String) throws {
        let (text, messages) = try prose(markdown + "\n")
        #expect(text.trimmingCharacters(in: .newlines) == markup)
        #expect(messages == [])
    }

    @Test func tablesOfBars() throws {
        let (text, messages) = try prose("| a | *b* |\n|:--|:-:|\n| 1 \\| 2 | x |\n| only |\n\nb | c\n--|--:\n1 | 2\n")
        #expect(messages == [])
        #expect(
            text.contains("<th scope=\"col\" class=\"left\">a</th><th scope=\"col\" class=\"centre\"><em>b</em></th>"))
        #expect(text.contains("<td class=\"left\">1 | 2</td><td class=\"centre\">x</td>"))
        #expect(text.contains("<td class=\"left\">only</td><td class=\"centre\"></td>"))
        #expect(text.contains("<th scope=\"col\">b</th><th scope=\"col\" class=\"right\">c</th>"))
    }

    @Test(arguments: ["a | b\nc | d", "| a | b |\n|---|", "a\n|--|", "| a |\n| - x |"])
    func otherBarsAreText(_ markdown: String) throws {
        #expect(!(try prose(markdown + "\n").0.contains("<table")))
    }

    @Test(arguments: [
        ("[x](other.md)", "other.html"), ("[x](other.md#part)", "other.html#part"),
        ("[x](sub/deep.md)", "sub-deep.html"),
        ("[x](models/lenet.md)", "model-lenet.html"), ("[x](#here)", "#here"), ("[x](method-gradient.html)", nil),
        ("[x](./other.html)", "other.html"), ("[x](other%2Emd)", "other.html"),
    ]) func linksBetweenPages(_ link: String, _ address: String?) throws {
        let gallery = try SampleGallery([
            "Content/page.md": "# A\n\n## Here\n\n\(link)\n", "Content/other.md": "# B\n\n## Part\n",
            "Content/sub/deep.md": "# C\n\n[up](../page.md)\n",
            "Content/models/lenet.md": "---\nmodel: {file: l.onnx}\n---\n[page](../page.md)\n",
            "Content/models/l.onnx": "",
        ])
        let models = try gallery.source().models.map { ModelResult.sample($0) }
        let site = try gallery.render(models: models)
        #expect(site.main("sub-deep.html").contains("<a href=\"page.html\">up</a>"))
        #expect(site.main("model-lenet.html").contains("<a href=\"page.html\">page</a>"))
        if let address {
            #expect(site.main("page.html").contains("<a href=\"\(address)\">x</a>"))
            #expect(gallery.messages == [])
        } else {
            #expect(gallery.log.all.map(\.id) == ["broken-link"])
        }
    }

    @Test func brokenLinksArePointedAt() throws {
        let (text, messages) = try prose(
            "See [a](othr.md) and\n[b](other.md#prat), [c](../../out.md), [d](gone.html).\n\n![e](pic.png) ![f](https://x.org/a.png)\n",
            ["Content/other.md": "# B\n\n## Part\n"])
        #expect(text.contains("<p>See a and\n<a href=\"other.html#prat\">b</a>, c, d.</p>"))
        #expect(
            messages == [
                """
                Content/page.md:4:9: error: there is no file or folder 'othr.md'; did you mean 'other.md'?
                 4 | See [a](othr.md) and
                   |         ^~~~~~~
                """,
                """
                Content/page.md:5:25: error: '../../out.md' leads out of the gallery's folder; copy the file into it, or \
                allow its folder with '--allow-folder'
                 5 | [b](other.md#prat), [c](../../out.md), [d](gone.html).
                   |                         ^~~~~~~~~~~~
                """,
                """
                Content/page.md:5:44: error: the site has no page 'gone.html'; did you mean 'page.html'?
                 5 | [b](other.md#prat), [c](../../out.md), [d](gone.html).
                   |                                            ^~~~~~~~~
                """,
                """
                Content/page.md:7:6: error: there is no file or folder 'pic.png'
                 7 | ![e](pic.png) ![f](https://x.org/a.png)
                   |      ^~~~~~~
                """,
                """
                Content/page.md:7:20: error: pictures are read from the gallery's folder only; put the file there
                 7 | ![e](pic.png) ![f](https://x.org/a.png)
                   |                    ^~~~~~~~~~~~~~~~~~~
                """,
                """
                Content/page.md:5:5: error: 'other.html' has no part 'prat'; did you mean 'part'?
                 5 | [b](other.md#prat), [c](../../out.md), [d](gone.html).
                   |     ^~~~~~~~~~~~~
                """,
            ])
    }

    @Test func picturesInProseAreCopied() throws {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n![a *dot*](dot.png) and [it](dot.png)\n"])
        let png = try #require(Data(base64Encoded: onePixel))
        try gallery.write(png, to: "Content/dot.png")
        let site = try gallery.render()
        #expect(gallery.messages == [])
        let path = try #require(site.files.paths.first { $0.hasPrefix("images/") })
        #expect(site.files[path] == png)
        #expect(
            site.main("page.html").contains(
                "<p><img src=\"\(path)\" alt=\"a dot\" width=\"1\" height=\"1\" loading=\"lazy\" decoding=\"async\"> and "
                    + "<a href=\"\(path)\">it</a></p>"))
    }

    @Test func aPictureThatIsNoneIsReportedWhereItIsNamed() throws {
        let (_, messages) = try prose("![x](no.png)\n", ["Content/no.png": "text"])
        #expect(messages.count == 1)
        #expect(messages.first?.hasPrefix("Content/page.md:4:6: error: not an image that can be read") == true)
    }

    @Test func deepNestingIsNoTrap() throws {
        let (text, _) = try prose(String(repeating: "> ", count: 20_000) + "a\n")
        #expect(text.contains("<p>"))
    }
}
