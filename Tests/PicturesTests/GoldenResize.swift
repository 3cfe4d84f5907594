import Pictures

/// SHA-256 of resized images with alpha, by Pillow 13.0.0: `Image.fromarray(…, mode).resize((width, height), filter)`.
struct GoldenResize: Sendable {
    let channels: Int
    let interpolation: Interpolation
    let width: Int
    let height: Int
    let sha256: String

    /// The RGBA samples that were resized, 11 by 9; gray and alpha are its red and alpha.
    static let source = bytes(
        """
        d3GxABKcfgBTOfQAc3yQANqYb21BAEbBmmue3b5DHGgkSR03LpEa4/slWImgiQYAG4nMANDefgDqwm0ALR1ovPNl3H5LRsxA\
        w9VbcrnNtyM7Vqj4z/gYcCQe2QATojsA2R1uAHviggBULYmuTM1ZJV9GEmt5Zl22A2LY0rIKuHnXsAvaVbO3Ibws9VcnHgD5\
        Tl1MMu/pHbLvtBI21uH8IMl50yhNlt/npuD8+v9gZBrtP1O1/oO4FzdHydGqhuBUOt8LDG4XHvDncozr20p0CJ+szWM3oQ/r\
        hEy6WZCTkpz3+abe0EsqEWfU3X0xOo+RBjOY7AxPc/9dEWL/mEph/w7evf8LX7n/zHO62Cz7ua3KI2+e+U1K/3UrOZq4dhso\
        +B9c/+9KF//Vv77/1mM9/2tmUP9514bI2/YVtNKjS+SX/A0S35fz/YNB03x/URv/5ONV/zXD8/9rUUP/g/tZ/40BYn8U6Rvy\
        VO9ErACpdF8humxmGpGx8Oyrdf+Ve+j/ljea/8qr8P8xiav/
        """)

    static let all = [
        GoldenResize(
            channels: 4, interpolation: .box, width: 5, height: 4,
            sha256: "2179a196b18994585f0cd5f591816f52c626ad4e7a5414cea4929c9d53453aff"),
        GoldenResize(
            channels: 4, interpolation: .bilinear, width: 5, height: 4,
            sha256: "d082d6a5f5545342daa1a5b19d73bf62082aec83d54f3eca265617f577ae86c5"),
        GoldenResize(
            channels: 4, interpolation: .bicubic, width: 5, height: 4,
            sha256: "30639e31bf26f50752472f2b8a7cd3f7163e1ff68b94d4b734333ed7442fbf17"),
        GoldenResize(
            channels: 4, interpolation: .lanczos, width: 5, height: 4,
            sha256: "1e53a3cc324ad7af965a1fcfa5abb7d4bd12628f61073ae34026b403ac5c97b7"),
        GoldenResize(
            channels: 4, interpolation: .box, width: 20, height: 9,
            sha256: "8000886882625cccee1d4e4a315d39481cd60967e99f0a2ac0d56d82c93f4628"),
        GoldenResize(
            channels: 4, interpolation: .bilinear, width: 20, height: 9,
            sha256: "b8f8aac22809d1fa5aec46cc53c409b9de02592d1283c9224eead73a2a74b71b"),
        GoldenResize(
            channels: 4, interpolation: .bicubic, width: 20, height: 9,
            sha256: "59c5a16b14aae405bb69b5d2eceb587fc153ea773936d2c3d493853fcf97d501"),
        GoldenResize(
            channels: 4, interpolation: .lanczos, width: 20, height: 9,
            sha256: "3c971b422204b43148ce2ce6a779a99c2e7d016a968313fe357001a753afc347"),
        GoldenResize(
            channels: 4, interpolation: .box, width: 11, height: 17,
            sha256: "e35782ad9e686f68548b4bee18d72f5d183dcdaff1122d1130ad5084da2090d4"),
        GoldenResize(
            channels: 4, interpolation: .bilinear, width: 11, height: 17,
            sha256: "d9de330cd2c9894840afd8c44bce082de55f6f35e34c6e35728386a253db5f14"),
        GoldenResize(
            channels: 4, interpolation: .bicubic, width: 11, height: 17,
            sha256: "f8c1016b26d62f7f51708c14eb92b68e0707e1d7be2e3a337010ca9314f49c60"),
        GoldenResize(
            channels: 4, interpolation: .lanczos, width: 11, height: 17,
            sha256: "7db44c9339a75b7fb4c75ef051edfa9a430b9e6a47e3a1c420e98120e9679fa5"),
        GoldenResize(
            channels: 2, interpolation: .box, width: 5, height: 4,
            sha256: "023576e8a5a0e22b4397900cca9bf3f23f2384ec67c68d56c68d2917b666fad9"),
        GoldenResize(
            channels: 2, interpolation: .bilinear, width: 5, height: 4,
            sha256: "41ad221d46493c1c0c9c606654d080bd8145afc25ed1296797545d06910be75f"),
        GoldenResize(
            channels: 2, interpolation: .bicubic, width: 5, height: 4,
            sha256: "de0008a78659a6140d4553285372968461ed04680d9a696f9a6b3857a340485a"),
        GoldenResize(
            channels: 2, interpolation: .lanczos, width: 5, height: 4,
            sha256: "29479f71c55519cba34b32f57bf9232280e12d1a5ba90239cd6210ba741a2ffd"),
        GoldenResize(
            channels: 2, interpolation: .box, width: 20, height: 9,
            sha256: "eacb1e4f87ce66edc9963d69b6057bd8ff9c6240a63d28288faf0647ca2b3807"),
        GoldenResize(
            channels: 2, interpolation: .bilinear, width: 20, height: 9,
            sha256: "9c1abc0134253be022763981d753c6f3aac6793f3109feef5618b0252bf18b07"),
        GoldenResize(
            channels: 2, interpolation: .bicubic, width: 20, height: 9,
            sha256: "dcff68b83c77fd74a606a4f7f1514f02e9af2f758371daf0f059da94b1fdae1c"),
        GoldenResize(
            channels: 2, interpolation: .lanczos, width: 20, height: 9,
            sha256: "39d4418ae106c06f02ef4f88585b79d5a9736241b30303e2fd44c4cf2a9e4e0d"),
        GoldenResize(
            channels: 2, interpolation: .box, width: 11, height: 17,
            sha256: "78a73c08aba4b016391f381d31c9aded183ce48518cc92fecf2c3016f5734afc"),
        GoldenResize(
            channels: 2, interpolation: .bilinear, width: 11, height: 17,
            sha256: "6b6f32f8631ef2ee120018578ba37971659759064e5080cd29162418d159d0ef"),
        GoldenResize(
            channels: 2, interpolation: .bicubic, width: 11, height: 17,
            sha256: "8805ccd6b4a964398717d0f4dc2c65786c2b67088b1f6cddc5b54fb440245e7d"),
        GoldenResize(
            channels: 2, interpolation: .lanczos, width: 11, height: 17,
            sha256: "3843f47830d6a8f73882553990ac62fe2ba85dfb5da50d4bd862a44b3d034599"),
    ]
}
