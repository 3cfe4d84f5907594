/// What the site's settings can get wrong.
let siteMistakes: [Mistake] = [
    Mistake(
        "unknown key of the site",
        """
        titel: G

        """,
        reports: """
            Content/site.yaml:1:1: error: site.yaml has no setting 'titel'; did you mean 'title'?
             1 | titel: G
               | ^~~~~
              note: it has 'base-url', 'credit', 'description', 'footer', 'language', 'sections', \
            'title'
            """),
    Mistake(
        "base URL",
        """
        base-url: example.org

        """,
        reports: """
            Content/site.yaml:1:11: error: 'base-url' must be an address such as \
            https://example.org/gallery, found 'example.org'
             1 | base-url: example.org
               |           ^~~~~~~~~~~
            """),
    Mistake(
        "language",
        """
        language: English language

        """,
        reports: """
            Content/site.yaml:1:11: error: 'language' must be a language tag such as en or pt-BR, found \
            'English language'
             1 | language: English language
               |           ^~~~~~~~~~~~~~~~
            """),
    Mistake(
        "section of an unknown folder",
        """
        sections: [kernel]

        """,
        reports: """
            Content/site.yaml:1:12: error: there is no folder 'Content/kernel' with pages; did you mean \
            'kernels'?
             1 | sections: [kernel]
               |            ^~~~~~
            """),
    Mistake(
        "section of an unknown page",
        """
        sections:
          - title: A
            pages: [index, kernels-one, kernels-tow]

        """,
        reports: """
            Content/site.yaml:3:33: error: there is no page 'kernels-tow'; did you mean 'kernels-two'?
             3 |     pages: [index, kernels-one, kernels-tow]
               |                                 ^~~~~~~~~~~
            """),
    Mistake(
        "section without pages",
        """
        sections:
          - title: A

        """,
        reports: """
            Content/site.yaml:2:5: error: a section needs 'title' and 'pages'
             2 |   - title: A
               |     ^~~~~~~~
            """),
    Mistake(
        "site of several mistakes",
        """
        title: [a]
        language: x
        sections: [[a]]

        """,
        reports: """
            Content/site.yaml:1:8: error: 'title': expected text, found a list
             1 | title: [a]
               |        ^~~
            Content/site.yaml:2:11: error: 'language' must be a language tag such as en or pt-BR, found \
            'x'
             2 | language: x
               |           ^
            Content/site.yaml:3:12: error: expected the name of a folder, or {title, pages}, found a \
            list
             3 | sections: [[a]]
               |            ^~~
            """),
    Mistake(
        "site that is a list",
        """
        - a

        """,
        reports: """
            Content/site.yaml:1:1: error: site.yaml must hold lines of 'key: value', found a list
             1 | - a
               | ^~~
            """),
]
