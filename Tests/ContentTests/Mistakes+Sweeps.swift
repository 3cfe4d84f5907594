/// What options, layers by model and sweeps can get wrong.
let sweepMistakes: [Mistake] = [
    Mistake(
        "options of an unknown method",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        options: {lpr: {epsilon: 1}}
        ```

        """,
        reports: """
            Content/page.md:7:11: error: 'options' names 'lpr', which is not among the exhibit's \
            methods; did you mean 'lrp'?
             7 | options: {lpr: {epsilon: 1}}
               |           ^~~
            """),
    Mistake(
        "options that are no mapping",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        options: {lrp: 3}
        ```

        """,
        reports: """
            Content/page.md:7:16: error: the options of 'lrp' must hold lines of 'key: value', found '3'
             7 | options: {lrp: 3}
               |                ^
            """),
    Mistake(
        "layers of an unknown model",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        models: [vgg16, resnet50]
        layers: {vgg16: [a], resnet5: [b]}
        ```

        """,
        reports: """
            Content/page.md:8:22: error: 'layers' names 'resnet5', which is not among the models shown; \
            did you mean 'resnet50'?
             8 | layers: {vgg16: [a], resnet5: [b]}
               |                      ^~~~~~~
            Content/page.md:8:9: error: 'layers' names no layers of 'resnet50'; add 'resnet50: […]'
             8 | layers: {vgg16: [a], resnet5: [b]}
               |         ^~~~~~~~~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "sweep of two options",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {a: [1], b: [2]}
        ```

        """,
        reports: """
            Content/page.md:7:17: error: 'sweep' takes one option, found 2
             7 | sweep: {a: [1], b: [2]}
               |                 ^
            """),
    Mistake(
        "sweep of an axis",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {models: [a]}
        ```

        """,
        reports: """
            Content/page.md:7:9: error: 'models' is an axis of its own; write 'models: […]'
             7 | sweep: {models: [a]}
               |         ^~~~~~
            """),
    Mistake(
        "sweep of a caption",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {caption: [a]}
        ```

        """,
        reports: """
            Content/page.md:7:9: error: 'caption' is no option of a method, which alone can be swept
             7 | sweep: {caption: [a]}
               |         ^~~~~~~
            """),
    Mistake(
        "sweep that lacks a bound",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {rate: {from: 1, by: 2}}
        ```

        """,
        reports: """
            Content/page.md:7:15: error: a sweep needs 'from', 'to' and 'by'
             7 | sweep: {rate: {from: 1, by: 2}}
               |               ^~~~~~~~~~~~~~~~
            """),
    Mistake(
        "sweep that never arrives",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {rate: {from: 0, to: 10, by: -1}}
        ```

        """,
        reports: """
            Content/page.md:7:15: error: steps of -1 do not lead from 'from' to 'to'
             7 | sweep: {rate: {from: 0, to: 10, by: -1}}
               |               ^~~~~~~~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "sweep of too many values",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {rate: {from: 0, to: 1e9, by: 1e-3}}
        ```

        """,
        reports: """
            Content/page.md:7:15: error: a sweep has 1 to 1000 values; take larger steps
             7 | sweep: {rate: {from: 0, to: 1e9, by: 1e-3}}
               |               ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "sweep key",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {rate: {from: 0, til: 9, by: 1}}
        ```

        """,
        reports: """
            Content/page.md:7:25: error: the sweep of 'rate' has no setting 'til'
             7 | sweep: {rate: {from: 0, til: 9, by: 1}}
               |                         ^~~
              note: it has 'and', 'by', 'from', 'to'
            """),
    Mistake(
        "sweep number",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {rate: {from: 0, to: nan, by: 0x1}}
        ```

        """,
        reports: """
            Content/page.md:7:29: error: 'to': expected a finite number, found 'nan'
             7 | sweep: {rate: {from: 0, to: nan, by: 0x1}}
               |                             ^~~
            Content/page.md:7:38: error: 'by': expected a decimal number of moderate size, found '0x1'
             7 | sweep: {rate: {from: 0, to: nan, by: 0x1}}
               |                                      ^~~
            """),
    Mistake(
        "sweep of a single value",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {rate: 3}
        ```

        """,
        reports: """
            Content/page.md:7:15: error: expected a list of values, or {from, to, by}, found '3'
             7 | sweep: {rate: 3}
               |               ^
            """),
    Mistake(
        "value swept twice",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        sweep: {rate: [1, 1]}
        ```

        """,
        reports: """
            Content/page.md:7:19: error: '1' is listed twice
             7 | sweep: {rate: [1, 1]}
               |                   ^
            """),
    Mistake(
        "option swept and given",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        rate: 3
        sweep: {rate: [1, 2]}
        ```

        """,
        reports: """
            Content/page.md:7:1: error: 'rate' is both swept and given one value; keep one
             7 | rate: 3
               | ^~~~
            """),
]
