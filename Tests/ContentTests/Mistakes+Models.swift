/// What model cards can get wrong.
let cardMistakes: [Mistake] = [
    Mistake(
        "no model",
        """
        Text.

        """,
        reports: """
            Content/models/card.md:1:1: error: this card names no model; add 'model: {file: …}' to its \
            front matter
             1 | Text.
               | ^
            """),
    Mistake(
        "unknown key of a model",
        """
        ---
        model: {fiel: tiny.onnx}
        ---

        """,
        reports: """
            Content/models/card.md:2:9: error: 'model' has no setting 'fiel'; did you mean 'file'?
             2 | model: {fiel: tiny.onnx}
               |         ^~~~
              note: it has 'architecture', 'file', 'input', 'labels', 'output', 'sha256', 'training', \
            'weights'
            """),
    Mistake(
        "unknown key of a card",
        """
        ---
        model: {file: tiny.onnx}
        licence: MIT
        ---

        """,
        reports: """
            Content/models/card.md:3:1: error: a model card has no setting 'licence'; did you mean \
            'license'?
             3 | licence: MIT
               | ^~~~~~~
              note: it has 'credit', 'description', 'license', 'model', 'probe', 'source', 'title'
            """),
    Mistake(
        "missing weights file",
        """
        ---
        model:
          file: tini.onnx
        ---

        """,
        reports: """
            Content/models/card.md:3:9: error: there is no file or folder 'tini.onnx'; did you mean \
            'tiny.onnx'?
             3 |   file: tini.onnx
               |         ^~~~~~~~~
            """),
    Mistake(
        "architecture without weights",
        """
        ---
        model: {architecture: vgg16}
        ---

        """,
        reports: """
            Content/models/card.md:2:23: error: an architecture needs 'weights: …'
             2 | model: {architecture: vgg16}
               |                       ^~~~~
            """),
    Mistake(
        "weights without architecture",
        """
        ---
        model: {file: tiny.onnx, weights: tiny.onnx}
        ---

        """,
        reports: """
            Content/models/card.md:2:35: error: 'weights' goes with 'architecture'
             2 | model: {file: tiny.onnx, weights: tiny.onnx}
               |                                   ^~~~~~~~~
            """),
    Mistake(
        "two sources",
        """
        ---
        model:
          file: tiny.onnx
          training: {data: mnist}
        ---

        """,
        reports: """
            Content/models/card.md:4:13: error: 'training' is one source too many; keep one of file, \
            architecture, training
             4 |   training: {data: mnist}
               |             ^~~~~~~~~~~~~
            """),
    Mistake(
        "no source",
        """
        ---
        model: {output: logits}
        ---

        """,
        reports: """
            Content/models/card.md:2:8: error: a model needs 'file', or 'architecture' and 'weights', \
            or 'training'
             2 | model: {output: logits}
               |        ^~~~~~~~~~~~~~~~
            """),
    Mistake(
        "digest of a wrong length",
        """
        ---
        model: {file: tiny.onnx, sha256: fa4c}
        ---

        """,
        reports: """
            Content/models/card.md:2:34: error: 'sha256' must be 64 hexadecimal digits, found 'fa4c'
             2 | model: {file: tiny.onnx, sha256: fa4c}
               |                                  ^~~~
            """),
    Mistake(
        "digest of a trained model",
        """
        ---
        model: {training: {data: mnist}, sha256: \
        abababababababababababababababababababababababababababababababab}
        ---

        """,
        reports: """
            Content/models/card.md:2:42: error: 'sha256' is checked of a file; a trained model has none
             2 | model: {training: {data: mnist}, sha256: \
            abababababababababababababababababababababababababababababababab}
               |                                          \
            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "model as a text",
        """
        ---
        model: tiny.onnx
        ---

        """,
        reports: """
            Content/models/card.md:2:8: error: 'model' must hold lines of 'key: value', found \
            'tiny.onnx'
             2 | model: tiny.onnx
               |        ^~~~~~~~~
            """),
    Mistake(
        "input as a list",
        """
        ---
        model: {file: tiny.onnx, input: [1]}
        ---

        """,
        reports: """
            Content/models/card.md:2:33: error: 'input' must hold lines of 'key: value', found a list
             2 | model: {file: tiny.onnx, input: [1]}
               |                                 ^~~
            """),
    Mistake(
        "labels out of the gallery",
        """
        ---
        model: {file: tiny.onnx, labels: ../../../labels.txt}
        ---

        """,
        reports: """
            Content/models/card.md:2:34: error: '../../../labels.txt' leads out of the gallery's \
            folder; copy the file into it, or allow its folder with '--allow-folder'
             2 | model: {file: tiny.onnx, labels: ../../../labels.txt}
               |                                  ^~~~~~~~~~~~~~~~~~~
            """),
    Mistake(
        "labels that are a folder",
        """
        ---
        model: {file: tiny.onnx, labels: ../images}
        ---

        """,
        reports: """
            Content/models/card.md:2:34: error: expected a file, but '../images' is a folder
             2 | model: {file: tiny.onnx, labels: ../images}
               |                                  ^~~~~~~~~
            """),
    Mistake(
        "several mistakes in a card",
        """
        ---
        titel: x
        model: {file: tiny.onnx, labels: [], input: 3}
        ---

        """,
        reports: """
            Content/models/card.md:2:1: error: a model card has no setting 'titel'; did you mean \
            'title'?
             2 | titel: x
               | ^~~~~
              note: it has 'credit', 'description', 'license', 'model', 'probe', 'source', 'title'
            Content/models/card.md:3:45: error: 'input' must hold lines of 'key: value', found '3'
             3 | model: {file: tiny.onnx, labels: [], input: 3}
               |                                             ^
            Content/models/card.md:3:34: error: 'labels' must not be an empty list
             3 | model: {file: tiny.onnx, labels: [], input: 3}
               |                                  ^~
            """),
]
