import Gallery
import Testing

@Suite struct LabelTests {
    @Test(arguments: [
        ("n04254680_soccer_ball.JPEG", "soccer ball"), ("cat.png", "cat"), ("n1_x.jpg", "n1 x"), ("a.b.png", "a.b"),
    ])
    func fileNamesBecomeLabels(name: String, label: String) {
        #expect(GalleryImage.label(ofFile: name) == label)
    }

    @Test(arguments: [("Soccer ball", "soccer-ball"), ("features.1/3", "features-1-3"), ("été", "t"), ("", "")])
    func slugs(text: String, slug expected: String) {
        #expect(slug(text) == expected)
    }
}
