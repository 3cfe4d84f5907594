/// What exhibits can get wrong about comparing two models.
let comparisonMistakes: [Mistake] = [
    Mistake(
        "one model compared",
        """
        # T
        ```exhibit
        method: lrp
        model: a
        compare: models
        ```

        """,
        reports: """
            Content/page.md:5:10: error: 'compare' is of two models, and this exhibit has 1
             5 | compare: models
               |          ^~~~~~
              note: name two in 'models'
            """),
    Mistake(
        "something else compared",
        """
        # T
        ```exhibit
        method: lrp
        models: [a, b]
        compare: layers
        ```

        """,
        reports: """
            Content/page.md:5:10: error: 'compare': expected 'models' or {images, seeds, top, layers, threshold}, found \
            'layers'
             5 | compare: layers
               |          ^~~~~~
            """),
    Mistake(
        "keys and values of a comparison",
        """
        # T
        ```exhibit
        method: lrp
        models: [a, b]
        compare: {seed: 3, top: -1, threshold: 1.5}
        ```

        """,
        reports: """
            Content/page.md:5:11: error: 'compare' has no setting 'seed'; did you mean 'seeds'?
             5 | compare: {seed: 3, top: -1, threshold: 1.5}
               |           ^~~~
              note: it has 'images', 'layers', 'seeds', 'threshold', 'top'
            Content/page.md:5:25: error: 'top' must be from 0 to 50, found '-1'
             5 | compare: {seed: 3, top: -1, threshold: 1.5}
               |                         ^~
            Content/page.md:5:40: error: 'threshold' must be above 0 and at most 1, found '1.5'
             5 | compare: {seed: 3, top: -1, threshold: 1.5}
               |                                        ^~~
            """),
    Mistake(
        "images and layers that a comparison does not find",
        """
        # T
        ```exhibit
        method: lrp
        models: [a, b]
        compare: {images: [nowhere], layers: {a: [x, y], c: x}}
        ```

        """,
        reports: """
            Content/page.md:5:20: error: there is no file or folder 'nowhere'
             5 | compare: {images: [nowhere], layers: {a: [x, y], c: x}}
               |                    ^~~~~~~
            Content/page.md:5:50: error: 'layers' names 'c', which is not among the models compared; did you mean 'a'?
             5 | compare: {images: [nowhere], layers: {a: [x, y], c: x}}
               |                                                  ^
            Content/page.md:5:38: error: 'layers' names 2 of 'a' and 0 of 'b'
             5 | compare: {images: [nowhere], layers: {a: [x, y], c: x}}
               |                                      ^~~~~~~~~~~~~~~~~
              note: name as many of one as of the other; they are compared in order
            """),
]
