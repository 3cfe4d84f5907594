/// What axes, names and layout of an exhibit can get wrong.
let axisMistakes: [Mistake] = [
    Mistake(
        "three mistakes in one page",
        """
        ---
        title: T
        date: 2026-13-01
        modles: [a]
        ---

        ```exhibit
        method: lrp
        rows: model
        ```

        """,
        reports: """
            Content/page.md:3:7: error: 'date': there is no day '2026-13-01'
             3 | date: 2026-13-01
               |       ^~~~~~~~~~
            Content/page.md:4:1: error: a page has no setting 'modles'; did you mean 'models'?
             4 | modles: [a]
               | ^~~~~~
              note: it has 'class', 'classes', 'date', 'description', 'draft', 'image', 'images', \
            'kernel', 'kernels', 'layer', 'layers', 'method', 'methods', 'model', 'models', 'title'
            Content/page.md:9:7: error: 'rows': there is no axis 'model'; did you mean 'models'?
             9 | rows: model
               |       ^~~~~
              note: the axes are 'models', 'classes', 'kernels', 'layers', 'images', 'methods'
            """),
    Mistake(
        "both forms of an axis",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        model: a
        models: [b]
        ```

        """,
        reports: """
            Content/page.md:7:8: error: 'model' and 'models' say the same; keep one
             7 | model: a
               |        ^
            """),
    Mistake(
        "list in the singular",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        class: [a, b]
        ```

        """,
        reports: """
            Content/page.md:7:8: error: 'class': expected one text, found a list
             7 | class: [a, b]
               |        ^~~~~~
            """),
    Mistake(
        "empty axis",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        models: []
        ```

        """,
        reports: """
            Content/page.md:7:9: error: 'models': must not be an empty list
             7 | models: []
               |         ^~
            """),
    Mistake(
        "axis without a value",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        models:
        ```

        """,
        reports: """
            Content/page.md:7:8: error: 'models': expected text, found nothing
             7 | models:
               |        ^
            """),
    Mistake(
        "axis as a mapping",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        models: {a: b}
        ```

        """,
        reports: """
            Content/page.md:7:9: error: 'models': expected a text, or a list of texts, found a mapping
             7 | models: {a: b}
               |         ^~~~~~
            """),
    Mistake(
        "value listed twice",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        classes: [tench, hen, tench]
        ```

        """,
        reports: """
            Content/page.md:7:23: error: 'classes': 'tench' is listed twice
             7 | classes: [tench, hen, tench]
               |                       ^~~~~
            """),
    Mistake(
        "nested list in an axis",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        classes: [tench, [hen]]
        ```

        """,
        reports: """
            Content/page.md:7:18: error: 'classes': expected text, found a list
             7 | classes: [tench, [hen]]
               |                  ^~~~~
            """),
    Mistake(
        "no method",
        """
        ---
        title: T
        ---

        ```exhibit
        class: tench
        ```

        """,
        reports: """
            Content/page.md:5:4: error: this exhibit has no method; add 'method: …', or 'methods: […]' \
            to the front matter
             5 | ```exhibit
               |    ^~~~~~~
            """),
    Mistake(
        "id that is no name",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        id: My Exhibit
        ```

        """,
        reports: """
            Content/page.md:7:5: error: 'id' must be words of a–z and 0–9 joined by hyphens, found 'My \
            Exhibit'
             7 | id: My Exhibit
               |     ^~~~~~~~~~
            """),
    Mistake(
        "duplicate id",
        """
        ---
        title: T
        methods: [lrp]
        ---
        ```exhibit
        id: a
        ```

        ```exhibit
        id: a
        ```

        """,
        reports: """
            Content/page.md:10:5: error: there are two exhibits 'a' on this page; rename one
             10 | id: a
                |     ^
            Content/page.md:6:5: note: the first is here
             6 | id: a
               |     ^
            """),
    Mistake(
        "duplicate of a default id",
        """
        ---
        title: T
        methods: [lrp]
        ---
        ```exhibit
        id: exhibit-2
        ```

        ```exhibit
        ```

        """,
        reports: """
            Content/page.md:9:4: error: there are two exhibits 'exhibit-2' on this page; rename one
             9 | ```exhibit
               |    ^~~~~~~
            Content/page.md:6:5: note: the first is here
             6 | id: exhibit-2
               |     ^~~~~~~~~
            """),
    Mistake(
        "unknown axis in rows",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        rows: modls
        models: [a]
        ```

        """,
        reports: """
            Content/page.md:7:7: error: 'rows': there is no axis 'modls'; did you mean 'models'?
             7 | rows: modls
               |       ^~~~~
              note: the axes are 'models', 'classes', 'kernels', 'layers', 'images', 'methods'
            """),
    Mistake(
        "rows without values",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        rows: models
        ```

        """,
        reports: """
            Content/page.md:7:7: error: 'rows': there are no models to lay out; add 'models: […]' here \
            or to the front matter
             7 | rows: models
               |       ^~~~~~
            """),
    Mistake(
        "same axis twice",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        models: [a, b]
        rows: models
        columns: models
        ```

        """,
        reports: """
            Content/page.md:9:10: error: 'rows' and 'columns' are the same axis
             9 | columns: models
               |          ^~~~~~
            """),
]
