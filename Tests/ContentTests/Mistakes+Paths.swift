/// What paths and pictures can get wrong.
let pathMistakes: [Mistake] = [
    Mistake(
        "missing picture",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: images/tensh.png
        ```

        """,
        reports: """
            Content/page.md:7:8: error: there is no file or folder 'images/tensh.png'; did you mean \
            'images/tench.png'?
             7 | image: images/tensh.png
               |        ^~~~~~~~~~~~~~~~
            """),
    Mistake(
        "missing picture in a missing folder",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: imgs/tench.png
        ```

        """,
        reports: """
            Content/page.md:7:8: error: there is no file or folder 'imgs/tench.png'
             7 | image: imgs/tench.png
               |        ^~~~~~~~~~~~~~
            """),
    Mistake(
        "path out by dots",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        images: [images/tench.png, ../../secret.png]
        ```

        """,
        reports: """
            Content/page.md:7:28: error: '../../secret.png' leads out of the gallery's folder; copy the \
            file into it, or allow its folder with '--allow-folder'
             7 | images: [images/tench.png, ../../secret.png]
               |                            ^~~~~~~~~~~~~~~~
            """),
    Mistake(
        "absolute path",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: /etc/hostname
        ```

        """,
        reports: """
            Content/page.md:7:8: error: '/etc/hostname' leads out of the gallery's folder; copy the \
            file into it, or allow its folder with '--allow-folder'
             7 | image: /etc/hostname
               |        ^~~~~~~~~~~~~
            """),
    Mistake(
        "missing path outside",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: ../../nothing-here.png
        ```

        """,
        reports: """
            Content/page.md:7:8: error: '../../nothing-here.png' leads out of the gallery's folder; \
            copy the file into it, or allow its folder with '--allow-folder'
             7 | image: ../../nothing-here.png
               |        ^~~~~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "path out by a link",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: linked.png
        ```

        """,
        reports: """
            Content/page.md:7:8: error: 'linked.png' leads out of the gallery's folder; copy the file \
            into it, or allow its folder with '--allow-folder'
             7 | image: linked.png
               |        ^~~~~~~~~~
            """),
    Mistake(
        "path out by a linked folder",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: elsewhere/secret.png
        ```

        """,
        reports: """
            Content/elsewhere: error: this link leads out of the gallery's folder; copy what it names \
            into it, or allow its folder with '--allow-folder'
            Content/page.md:7:8: error: 'elsewhere/secret.png' leads out of the gallery's folder; copy \
            the file into it, or allow its folder with '--allow-folder'
             7 | image: elsewhere/secret.png
               |        ^~~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "folder without pictures",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        images: [empty]
        ```

        """,
        reports: """
            Content/page.md:7:10: error: there is no PNG or JPEG file in the folder 'empty'
             7 | images: [empty]
               |          ^~~~~
            """),
    Mistake(
        "file that is no picture",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: page.md
        ```

        """,
        reports: """
            Content/page.md:7:8: error: 'page.md' is no PNG or JPEG file by its ending
             7 | image: page.md
               |        ^~~~~~~
            """),
    Mistake(
        "picture from another host",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: https://example.org/a.png
        ```

        """,
        reports: """
            Content/page.md:7:8: error: pictures are read from the gallery's folder only; put the file \
            there
             7 | image: https://example.org/a.png
               |        ^~~~~~~~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "scheme without a rest",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: 'synthetic:'
        ```

        """,
        reports: """
            Content/page.md:7:8: error: say what after 'synthetic:'
             7 | image: 'synthetic:'
               |        ^~~~~~~~~~~~
            """),
    Mistake(
        "picture twice",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        images: [images, images/tench.png]
        ```

        """,
        reports: """
            Content/page.md:7:18: error: 'Content/images/tench.png' is listed twice
             7 | images: [images, images/tench.png]
               |                  ^~~~~~~~~~~~~~~~
            """),
    Mistake(
        "picture path with a NUL",
        """
        ---
        title: T
        methods: [lrp]
        ---

        ```exhibit
        image: "images/tench.png\\0"
        ```

        """,
        reports: """
            Content/page.md:7:8: error: a path cannot hold control characters
             7 | image: "images/tench.png\\0"
               |        ^~~~~~~~~~~~~~~~~~~~
            """),
]
