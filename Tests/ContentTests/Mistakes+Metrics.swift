/// What exhibits can get wrong about metrics.
let metricMistakes: [Mistake] = [
    Mistake(
        "a metric listed twice",
        """
        # T
        ```exhibit
        method: lrp
        metrics: [ssim, abpc, ssim]
        ```

        """,
        reports: """
            Content/page.md:4:23: error: 'metrics': 'ssim' is listed twice
             4 | metrics: [ssim, abpc, ssim]
               |                       ^~~~
            """),
    Mistake(
        "options of a metric that are none",
        """
        # T
        ```exhibit
        method: lrp
        metrics: [{abpc: 0.5}]
        ```

        """,
        reports: """
            Content/page.md:4:18: error: 'metrics': expected the options of 'abpc', {option: value}, found '0.5'
             4 | metrics: [{abpc: 0.5}]
               |                  ^~~
            """),
    Mistake(
        "columns of no table",
        """
        # T
        ```exhibit
        method: lrp
        plot: [loss]
        table-columns: methods
        ```

        """,
        reports: """
            Content/page.md:5:16: error: 'table-columns' is for a table; add 'metrics: […]' or 'numbers: […]'
             5 | table-columns: methods
               |                ^~~~~~~
            """),
    Mistake(
        "one axis down and along the top of a table",
        """
        # T
        ```exhibit
        method: lrp
        numbers: loss
        table-rows: methods
        table-columns: methods
        ```

        """,
        reports: """
            Content/page.md:6:16: error: 'table-rows' and 'table-columns' are the same axis
             6 | table-columns: methods
               |                ^~~~~~~
            """),
    Mistake(
        "rows of no table",
        """
        # T
        ```exhibit
        method: lrp
        table-rows: methods
        ```

        """,
        reports: """
            Content/page.md:4:13: error: 'table-rows' is for a table; add 'metrics: […]' or 'numbers: […]'
             4 | table-rows: methods
               |             ^~~~~~~
            """),
    Mistake(
        "rows of an axis that is none",
        """
        # T
        ```exhibit
        method: lrp
        metrics: [ssim]
        table-rows: method
        ```

        """,
        reports: """
            Content/page.md:5:13: error: 'table-rows': there is no axis 'method'; did you mean 'methods'?
             5 | table-rows: method
               |             ^~~~~~
              note: the axes are 'models', 'classes', 'kernels', 'layers', 'images', 'methods'
            """),
    Mistake(
        "nothing left to show",
        """
        # T
        ```exhibit
        method: lrp
        metrics: [ssim]
        show: plots
        ```

        """,
        reports: """
            Content/page.md:5:7: error: there is nothing to show; add 'metrics: […]', 'numbers: […]' or 'plot: […]', or show figures
             5 | show: plots
               |       ^~~~~
            """),
    Mistake(
        "a part that there is not",
        """
        # T
        ```exhibit
        method: lrp
        metrics: [ssim]
        show: [figures, table]
        ```

        """,
        reports: """
            Content/page.md:5:17: error: 'show': expected 'figures', 'tables' or 'plots', found 'table'; did you mean \
            'tables'?
             5 | show: [figures, table]
               |                 ^~~~~
            """),
]

/// What cards can get wrong about probes.
let probeMistakes: [Mistake] = [
    Mistake(
        "a probe without an accuracy",
        """
        ---
        model: {file: tiny.onnx}
        probe: {images: ../images}
        ---

        """,
        reports: """
            Content/models/card.md:3:8: error: a probe needs 'images' and 'accuracy'
             3 | probe: {images: ../images}
               |        ^~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "an accuracy in percent",
        """
        ---
        model: {file: tiny.onnx}
        probe: {images: ../images, accuracy: 69.7}
        ---

        """,
        reports: """
            Content/models/card.md:3:38: error: 'accuracy' must be from 0 to 1, found '69.7'
             3 | probe: {images: ../images, accuracy: 69.7}
               |                                      ^~~~
            """),
    Mistake(
        "a probe of one picture",
        """
        ---
        model: {file: tiny.onnx}
        probe: {images: ../images/tench.png, accuracy: 0.697}
        ---

        """,
        reports: """
            Content/models/card.md:3:17: error: expected a folder, but '../images/tench.png' is a file
             3 | probe: {images: ../images/tench.png, accuracy: 0.697}
               |                 ^~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "a probe outside",
        """
        ---
        model: {file: tiny.onnx}
        probe: {images: ../../../outside, accuracy: 0.697}
        ---

        """,
        reports: """
            Content/models/card.md:3:17: error: '../../../outside' leads out of the gallery's folder; copy the file into \
            it, or allow its folder with '--allow-folder'
             3 | probe: {images: ../../../outside, accuracy: 0.697}
               |                 ^~~~~~~~~~~~~~~~
            """),
]
