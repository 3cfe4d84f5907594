/// What front matter can get wrong.
let frontMatterMistakes: [Mistake] = [
    Mistake(
        "unknown key of a page",
        """
        ---
        tilte: Balls
        title: T
        ---

        """,
        reports: """
            Content/page.md:2:1: error: a page has no setting 'tilte'; did you mean 'title'?
             2 | tilte: Balls
               | ^~~~~
              note: it has 'class', 'classes', 'date', 'description', 'draft', 'image', 'images', \
            'kernel', 'kernels', 'layer', 'layers', 'method', 'methods', 'model', 'models', 'title'
            """),
    Mistake(
        "wrong type of title",
        """
        ---
        title: [a, b]
        ---

        """,
        reports: """
            Content/page.md:2:8: error: 'title': expected text, found a list
             2 | title: [a, b]
               |        ^~~~~~
            """),
    Mistake(
        "blank title",
        """
        ---
        title: '  '
        ---

        """,
        reports: """
            Content/page.md:2:8: error: 'title': must not be empty
             2 | title: '  '
               |        ^~~~
            """),
    Mistake(
        "no title",
        """
        Text.

        """,
        reports: """
            Content/page.md:1:1: error: this page has no title; add 'title: …' between lines '---' at \
            its top, or a heading
             1 | Text.
               | ^
            """),
    Mistake(
        "empty file",
        "",
        reports: """
            Content/page.md:1:1: error: this page has no title; add 'title: …' between lines '---' at \
            its top, or a heading
             1 |\u{20}
               | ^
            """),
    Mistake(
        "empty front matter",
        """
        ---
        ---
        Text.

        """,
        reports: """
            Content/page.md:1:1: error: this page has no title; add 'title: …' between lines '---' at \
            its top, or a heading
             1 | ---
               | ^
            """),
    Mistake(
        "open front matter",
        """
        ---
        title: T

        Text.

        """,
        reports: """
            Content/page.md:1:1: error: the front matter is not closed; end it with a line '---'
             1 | ---
               | ^~~
            """),
    Mistake(
        "date of a wrong form",
        """
        ---
        title: T
        date: 20 November
        ---

        """,
        reports: """
            Content/page.md:3:7: error: 'date': expected a date such as 2026-11-20, found '20 November'
             3 | date: 20 November
               |       ^~~~~~~~~~~
            """),
    Mistake(
        "no such day",
        """
        ---
        title: T
        date: 2026-02-29
        ---

        """,
        reports: """
            Content/page.md:3:7: error: 'date': there is no day '2026-02-29'
             3 | date: 2026-02-29
               |       ^~~~~~~~~~
            """),
    Mistake(
        "draft neither true nor false",
        """
        ---
        title: T
        draft: perhaps
        ---

        """,
        reports: """
            Content/page.md:3:8: error: 'draft': expected true or false, found 'perhaps'
             3 | draft: perhaps
               |        ^~~~~~~
            """),
    Mistake(
        "a list as front matter",
        """
        ---
        - title
        ---

        """,
        reports: """
            Content/page.md:2:1: error: the front matter must hold lines of 'key: value', found a list
             2 | - title
               | ^~~~~~~
            """),
    Mistake(
        "a text as front matter",
        """
        ---
        hello
        ---

        """,
        reports: """
            Content/page.md:2:1: error: the front matter must hold lines of 'key: value', found 'hello'
             2 | hello
               | ^~~~~
            """),
    Mistake(
        "duplicate key",
        """
        ---
        title: T
        date: 2026-11-20
        title: U
        ---

        """,
        reports: """
            Content/page.md:4:1: error: the key 'title' is written twice; keep one
             4 | title: U
               | ^~~~~
            Content/page.md:2:1: note: it stands here first
             2 | title: T
               | ^~~~~
            """),
    Mistake(
        "duplicate key three times, and another mistake",
        """
        ---
        title: T
         \u{20}
        title: U
        "title": V
        drat: true
        ---

        """,
        reports: """
            Content/page.md:4:1: error: the key 'title' is written twice; keep one
             4 | title: U
               | ^~~~~
            Content/page.md:2:1: note: it stands here first
             2 | title: T
               | ^~~~~
            Content/page.md:5:2: error: the key 'title' is written twice; keep one
             5 | "title": V
               |  ^~~~~
            Content/page.md:2:1: note: it stands here first
             2 | title: T
               | ^~~~~
            Content/page.md:6:1: error: a page has no setting 'drat'; did you mean 'draft'?
             6 | drat: true
               | ^~~~
              note: it has 'class', 'classes', 'date', 'description', 'draft', 'image', 'images', \
            'kernel', 'kernels', 'layer', 'layers', 'method', 'methods', 'model', 'models', 'title'
            """),
    Mistake(
        "duplicate key deep inside, same word elsewhere",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        options: {lrp: {epsilon: 1, gamma: 2, epsilon: 3}}
        caption: 'epsilon: 4'
        ```

        """,
        reports: """
            Content/page.md:7:39: error: the key 'epsilon' is written twice; keep one
             7 | options: {lrp: {epsilon: 1, gamma: 2, epsilon: 3}}
               |                                       ^~~~~~~
            Content/page.md:7:17: note: it stands here first
             7 | options: {lrp: {epsilon: 1, gamma: 2, epsilon: 3}}
               |                 ^~~~~~~
            """),
]
