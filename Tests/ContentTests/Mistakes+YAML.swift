/// What is no YAML.
let yamlMistakes: [Mistake] = [
    Mistake(
        "tab as indentation",
        """
        ---
        title: T
        models:
        \t- a
        ---

        """,
        reports: """
            Content/page.md:4:1: error: a tab indents this line; YAML takes only spaces
             4 |  - a
               | ^
            """),
    Mistake(
        "colon in a plain text",
        """
        ---
        title: Balls: a study
        ---

        """,
        reports: """
            Content/page.md:2:13: error: unexpected ':'; put a text that holds ': ' in quotes, or mend \
            the indentation
             2 | title: Balls: a study
               |             ^
            """),
    Mistake(
        "quote not closed",
        """
        ---
        title: "Balls
        date: 2026-11-20
        ---

        """,
        reports: """
            Content/page.md:2:8: error: this quote is not closed
             2 | title: "Balls
               |        ^
            """),
    Mistake(
        "list not closed",
        """
        ---
        title: T
        models: [a, b
        ---

        """,
        reports: """
            Content/page.md:3:9: error: this list is not closed by ']', or a comma is missing in it
             3 | models: [a, b
               |         ^
            """),
    Mistake(
        "mapping not closed",
        """
        ---
        title: T
        layers: {a: b
        ---

        """,
        reports: """
            Content/page.md:3:9: error: this mapping is not closed by '}', or a comma is missing in it
             3 | layers: {a: b
               |         ^
            """),
    Mistake(
        "wrong indentation",
        """
        ---
        title: T
          date: 2026-11-20
        ---

        """,
        reports: """
            Content/page.md:3:7: error: unexpected ':'; put a text that holds ': ' in quotes, or mend \
            the indentation
             3 |   date: 2026-11-20
               |       ^
            """),
    Mistake(
        "less indentation",
        """
        ---
        title: T
        models:
            - a
          - b
        ---

        """,
        reports: """
            Content/page.md:5:3: error: expected a key here; indent it like the keys above, and put \
            quotes around whole texts
             5 |   - b
               |   ^
            """),
    Mistake(
        "text after a quoted text",
        """
        ---
        title: "Three" balls
        ---

        """,
        reports: """
            Content/page.md:2:16: error: expected a key here; indent it like the keys above, and put \
            quotes around whole texts
             2 | title: "Three" balls
               |                ^
            """),
    Mistake(
        "at sign",
        """
        ---
        title: @home
        ---

        """,
        reports: """
            Content/page.md:2:8: error: a plain text cannot start with '@'; put it in quotes
             2 | title: @home
               |        ^
            """),
    Mistake(
        "unknown escape",
        """
        ---
        title: "C:\\data"
        ---

        """,
        reports: """
            Content/page.md:2:11: error: unknown escape in a double-quoted text; write '\\\\' for a \
            backslash, or use single quotes
             2 | title: "C:\\data"
               |           ^
            """),
    Mistake(
        "line without colon",
        """
        ---
        title: T
        date
        ---

        """,
        reports: """
            Content/page.md:3:1: error: expected 'key: value' here
             3 | date
               | ^
            """),
    Mistake(
        "list beside its key",
        """
        ---
        title: T
        models: - a
        ---

        """,
        reports: """
            Content/page.md:3:9: error: a list of '- ' lines starts below its key, not beside it
             3 | models: - a
               |         ^
            """),
    Mistake(
        "second document",
        """
        ---
        title: T
        ...
        x: y
        ---

        """,
        reports: """
            Content/page.md:4:1: error: only one block of settings is allowed; remove this and what \
            follows
             4 | x: y
               | ^
            """),
    Mistake(
        "control character",
        """
        ---
        title: T\u{7}
        ---

        """,
        reports: """
            Content/page.md:2:9: error: the control character U+0007 is not allowed here; remove it
             2 | title: T\u{FFFD}
               |         ^
            """),
    Mistake(
        "deep flow nesting",
        """
        ---
        title: T
        models: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        ---

        """,
        reports: """
            Content/page.md:3:41: error: nested too deeply; at most 32 levels are allowed
             3 | models: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\
            ]
               |                                         ^
            """),
]
