import Gallery

/// A promise of mathematics and what was found.
struct ReceiptView: TemplateModel {
    let name: String
    /// What is promised, where that is known.
    let explanation: String?
    let value: String
    let tolerance: String
    let holds: Bool

    static let members: [TemplateMember<ReceiptView>] = [
        TemplateMember("name", \.name), TemplateMember("explanation", \.explanation),
        TemplateMember("value", \.value), TemplateMember("tolerance", \.tolerance), TemplateMember("holds", \.holds),
    ]

    init(_ receipt: Receipt) {
        name = receipt.name
        explanation = Self.explanations[receipt.name]
        value = NumberText.short(receipt.value)
        tolerance = NumberText.short(receipt.tolerance)
        holds = receipt.holds
    }

    /// "✓ 3 receipts", or how many fail; nil where there are none.
    static func summary(of receipts: [Receipt]) -> String? {
        let failures = receipts.count { !$0.holds }
        if receipts.isEmpty { return nil }
        if failures > 0 { return "✗ \(failures) of \(receipts.count) receipts \(failures == 1 ? "fails" : "fail")" }
        return receipts.count == 1 ? "✓ 1 receipt" : "✓ \(receipts.count) receipts"
    }

    fileprivate static let explanations = [
        "completeness-gap":
            "How far the sum of the attributions is from the change of the score between reference and input, "
            + "relative to that change.",
        "relevance-unaccounted":
            "The relevance that is neither at the input nor accounted for by biases, stabilisers, non-linearities or "
            + "padding, relative to the most that there was at one layer. How far what is at the input is from what was "
            + "put in at the output stands beside it as conservation-gap.",
        "folding-change": "The largest relative change of the logits when batch norm is folded into the layers before.",
        "batch-invariance": "The largest difference of the logits of an image alone and among others.",
        "probe-accuracy-gap":
            "The accuracy on labelled pictures less what the model card states, within three standard errors.",
        "probe-better-preprocessing":
            "How strongly the labelled pictures speak for another preprocessing than the card's (other channel order, "
            + "range, mean): minus the decimal logarithm of the probability that it does so much better by chance.",
    ]
}

extension Website {
    /// The names of the receipts that pages explain.
    package static var explainedReceipts: Set<String> { Set(ReceiptView.explanations.keys) }
}
