/// Mistakes in files with other line breaks and a byte order mark.
let lineBreakMistakes: [Mistake] = [
    Mistake(
        "CRLF",
        """
        ---\r
        title: T\r
        daet: x\r
        ---\r
        \r
        ```exhibit\r
        method: lrp\r
        rows: x\r
        ```\r

        """,
        reports: """
            Content/page.md:3:1: error: a page has no setting 'daet'; did you mean 'date'?
             3 | daet: x
               | ^~~~
              note: it has 'class', 'classes', 'date', 'description', 'draft', 'image', 'images', \
            'kernel', 'kernels', 'layer', 'layers', 'method', 'methods', 'model', 'models', 'title'
            Content/page.md:8:7: error: 'rows': there is no axis 'x'
             8 | rows: x
               |       ^
              note: the axes are 'models', 'classes', 'kernels', 'layers', 'images', 'methods'
            """),
    Mistake(
        "byte order mark",
        """
        \u{FEFF}---
        titel: T
        title: T
        ---

        """,
        reports: """
            Content/page.md:2:1: error: a page has no setting 'titel'; did you mean 'title'?
             2 | titel: T
               | ^~~~~
              note: it has 'class', 'classes', 'date', 'description', 'draft', 'image', 'images', \
            'kernel', 'kernels', 'layer', 'layers', 'method', 'methods', 'model', 'models', 'title'
            """),
    Mistake(
        "line separators inside a line",
        """
        ---
        title: T
        ---
        a\u{2028}b\u{C}c\u{85}d

        ```exhibit
        method: lrp
        rows: x
        ```

        """,
        reports: """
            Content/page.md:8:7: error: 'rows': there is no axis 'x'
             8 | rows: x
               |       ^
              note: the axes are 'models', 'classes', 'kernels', 'layers', 'images', 'methods'
            """),
]
