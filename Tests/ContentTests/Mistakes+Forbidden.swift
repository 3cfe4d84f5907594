/// What is YAML but not allowed.
let forbiddenMistakes: [Mistake] = [
    Mistake(
        "anchor",
        """
        ---
        title: &t T
        description: *t
        ---

        """,
        reports: """
            Content/page.md:2:8: error: anchors and aliases are not allowed; write the value out, or \
            put a text in quotes
             2 | title: &t T
               |        ^
            """),
    Mistake(
        "alias of nothing",
        """
        ---
        title: T
        description: *t
        ---

        """,
        reports: """
            Content/page.md:3:14: error: anchors and aliases are not allowed; write the value out, or \
            put a text in quotes
             3 | description: *t
               |              ^
            """),
    Mistake(
        "emphasis taken for an alias",
        """
        ---
        title: T
        description: *bold* words
        ---

        """,
        reports: """
            Content/page.md:3:14: error: anchors and aliases are not allowed; write the value out, or \
            put a text in quotes
             3 | description: *bold* words
               |              ^
            """),
    Mistake(
        "strong emphasis",
        """
        ---
        title: T
        description: **bold** words
        ---

        """,
        reports: """
            Content/page.md:3:14: error: anchors and aliases are not allowed; write the value out, or \
            put a text in quotes
             3 | description: **bold** words
               |              ^
            """),
    Mistake(
        "tag",
        """
        ---
        title: !!str 3
        ---

        """,
        reports: """
            Content/page.md:2:8: error: tags are not allowed; put a text that starts with '!' in quotes
             2 | title: !!str 3
               |        ^
            """),
    Mistake(
        "tag on a list",
        """
        ---
        title: T
        models: !set [a]
        ---

        """,
        reports: """
            Content/page.md:3:9: error: tags are not allowed; put a text that starts with '!' in quotes
             3 | models: !set [a]
               |         ^
            """),
    Mistake(
        "merge key",
        """
        ---
        title: T
        <<: {date: 2026-11-20}
        ---

        """,
        reports: """
            Content/page.md:3:1: error: merge keys are not allowed; write the settings out
             3 | <<: {date: 2026-11-20}
               | ^~
            """),
    Mistake(
        "key that is a list",
        """
        ---
        title: T
        ? [a]
        : b
        ---

        """,
        reports: """
            Content/page.md:3:3: error: a key must be a text, found a list
             3 | ? [a]
               |   ^~~
            """),
    Mistake(
        "key that is missing",
        """
        ---
        title: T
        : b
        ---

        """,
        reports: """
            Content/page.md:3:1: error: expected a key here; indent it like the keys above, and put \
            quotes around whole texts
             3 | : b
               | ^
            """),
]
