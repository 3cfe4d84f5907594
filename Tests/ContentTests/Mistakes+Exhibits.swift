/// What exhibit blocks and their presentation can get wrong.
let exhibitMistakes: [Mistake] = [
    Mistake(
        "exhibit that is a list",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        - a
        ```

        """,
        reports: """
            Content/page.md:7:1: error: an exhibit must hold lines of 'key: value', found a list
             7 | - a
               | ^~~
            """),
    Mistake(
        "exhibit with broken YAML",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        caption: a: b
        ```

        """,
        reports: """
            Content/page.md:7:11: error: unexpected ':'; put a text that holds ': ' in quotes, or mend \
            the indentation
             7 | caption: a: b
               |           ^
            """),
    Mistake(
        "mistake in a quoted exhibit",
        """
        ---
        title: T
        ---
        > - text
        >
        >   ```exhibit
        >   method: lrp
        >   percentile: 0
        >   ```

        """,
        reports: """
            Content/page.md:8:17: error: 'percentile' must be above 0 and at most 100, found '0'
             8 | >   percentile: 0
               |                 ^
            """),
    Mistake(
        "mistake in an indented fence",
        """
        ---
        title: T
        ---
          ```exhibit
          method: lrp
          percentile: many
          ```

        """,
        reports: """
            Content/page.md:6:15: error: 'percentile': expected a finite number, found 'many'
             6 |   percentile: many
               |               ^~~~
            """),
    Mistake(
        "mistake after letters of several bytes",
        """
        ---
        title: Bälle 🎾
        ---
        ```exhibit
        method: lrp
        credit: {ä: 🎾}
        ```

        """,
        reports: """
            Content/page.md:6:9: error: 'credit': expected text, found a mapping
             6 | credit: {ä: 🎾}
               |         ^~~~~~
            """),
    Mistake(
        "block not closed",
        """
        ---
        title: T
        ---
        ```exhibit
        method: lrp

        """,
        reports: """
            Content/page.md:4:4: error: this exhibit is not closed; end it with a line of its fence
             4 | ```exhibit
               |    ^~~~~~~
            """),
    Mistake(
        "block closed only by its list",
        """
        ---
        title: T
        ---
        - ```exhibit
          method: lrp

        Text.

        """,
        reports: """
            Content/page.md:4:6: error: this exhibit is not closed; end it with a line of its fence
             4 | - ```exhibit
               |      ^~~~~~~
            """),
    Mistake(
        "scale that is no scale",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        scale: modell
        ```

        """,
        reports: """
            Content/page.md:7:8: error: 'scale': expected 'shared', 'model' or 'each', found 'modell'; \
            did you mean 'model'?
             7 | scale: modell
               |        ^~~~~~
            """),
    Mistake(
        "percentile out of bounds",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        percentile: 101
        ```

        """,
        reports: """
            Content/page.md:7:13: error: 'percentile' must be above 0 and at most 100, found '101'
             7 | percentile: 101
               |             ^~~
            """),
]
