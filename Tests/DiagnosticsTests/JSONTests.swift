import Diagnostics
import Foundation
import Testing

/// The canonical text against the examples of RFC 8785.
@Suite struct JSONTests {
    /// Appendix B, less the numbers that are not finite.
    static let numbers: [(bits: UInt64, text: String)] = [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
        (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xC340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
        (0x44B5_2D02_C7E1_4AF6, "1e+23"),
        (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
        (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
        (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
        (0x444B_1AE4_D6E2_EF50, "1e+21"),
        (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
        (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
        (0x41B3_DE43_5555_5553, "333333333.3333332"),
        (0x41B3_DE43_5555_5554, "333333333.33333325"),
        (0x41B3_DE43_5555_5555, "333333333.3333333"),
        (0x41B3_DE43_5555_5556, "333333333.3333334"),
        (0x41B3_DE43_5555_5557, "333333333.33333343"),
        (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
        (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ]

    @Test(arguments: numbers)
    func numbersAreWrittenAsAppendixBSays(bits: UInt64, text: String) throws {
        let value = Double(bitPattern: bits)
        #expect(JSON.number(value).canonicalText == text)
        #expect(try JSON(parsing: Data(text.utf8)) == .number(value))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func numbersWithoutAJSONFormBecomeNull(value: Double) {
        #expect(JSON.number(value).canonicalText == "null")
    }

    /// Section 3.2.3: by UTF-16 code units, in which the emoji's surrogates come before U+FB33.
    @Test func keysAreSortedByUTF16() throws {
        let source = #"""
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """#
        let expected =
            #"{"\r":"Carriage Return","1":"One","\#u{80}":"Control","\#u{F6}":"Latin Small Letter O With Diaeresis","#
            + "\"\u{20AC}\":\"Euro Sign\",\"\u{1F600}\":\"Emoji: Grinning Face\","
            + "\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        let written = try JSON(parsing: Data(source.utf8)).canonicalText
        #expect(Array(written.unicodeScalars) == Array(expected.unicodeScalars))
    }

    /// Section 3.2.2 and its bytes in 3.2.4.
    @Test func primitivesAreWrittenAsSection322Says() throws {
        let source = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let expected =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        let json = try JSON(parsing: Data(source.utf8))
        #expect(json.canonicalText == expected)
        #expect(json.canonicalData == Data(expected.utf8))
    }

    /// Every control character, by the table of ECMAScript's QuoteJSONString; nothing else is escaped.
    @Test func controlCharactersAreEscaped() {
        let short: [UInt8: String] = [8: #"\b"#, 9: #"\t"#, 10: #"\n"#, 12: #"\f"#, 13: #"\r"#]
        for code in UInt8(0)..<32 {
            let expected = short[code] ?? #"\u00"# + (code < 16 ? "0" : "1") + String(code % 16, radix: 16)
            let text = String(UnicodeScalar(code))
            #expect(JSON.string(text).canonicalText == "\"\(expected)\"")
        }
        for text in ["\u{7F}", "\u{2028}", "/", "é", "\u{1F600}"] {
            #expect(JSON.string(text).canonicalText == "\"\(text)\"")
        }
    }

    @Test func whatIsWrittenReadsBackTheSame() throws {
        let value = JSON.object([
            "": .array([]), "empty": .object([:]), "null": .null, "yes": .bool(true), "one": .number(1),
            "nested": .array([.object(["a": .array([.string("\u{0}\"\\\u{7F}e\u{301}"), .number(-0.1)])])]),
        ])
        #expect(try JSON(parsing: value.canonicalData) == value)
        #expect(try JSON(parsing: Data(value.prettyText.utf8)) == value)
        #expect(try JSON(parsing: Data(value.prettyText.utf8)).canonicalText == value.canonicalText)
    }

    @Test func prettyTextHasTwoSpacesALevel() {
        let value = JSON.object(["b": .array([.number(1), .null]), "a": .object([:]), "c": .array([])])
        #expect(
            value.prettyText == """
                {
                  "a": {},
                  "b": [
                    1,
                    null
                  ],
                  "c": []
                }

                """)
    }

    @Test(arguments: ["", "{", "[1 2]", "{\"a\":1}x", "nul", "\"\\ud800\"", "01", "1e999", "{1:2}", "\"\u{1}\""])
    func whatIsNoJSONIsAnError(text: String) {
        #expect(throws: (any Error).self) { try JSON(parsing: Data(text.utf8)) }
    }

    /// Each way of reaching into a value gives nil for the other kinds.
    @Test func readingGivesOnlyTheRightKind() {
        let value = JSON.object([
            "text": .string("a"), "whole": .number(3), "half": .number(0.5), "yes": .bool(true),
            "list": .array([.null]),
        ])
        #expect(value["text"]?.stringValue == "a")
        #expect(value["text"]?.numberValue == nil)
        #expect(value["whole"]?.integerValue == 3)
        #expect(value["half"]?.integerValue == nil)
        #expect(value["half"]?.numberValue == 0.5)
        #expect(value["yes"]?.boolValue == true)
        #expect(value["whole"]?.boolValue == nil)
        #expect(value["list"]?.arrayValue == [.null])
        #expect(value.objectValue?.count == 5)
        #expect(value["absent"] == nil)
        #expect(JSON.null["text"] == nil)
    }
}
