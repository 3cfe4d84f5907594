import Pictures
import Testing

@Suite struct ContactSheetTests {
    @Test func setsPicturesInRows() throws {
        let ones = Raster(width: 2, height: 1, channels: 1, samples: [1, 1])
        let twos = Raster(width: 2, height: 2, channels: 1, samples: [2, 2, 2, 2])
        let three = Raster(width: 1, height: 1, channels: 2, samples: [3, 255])
        let sheet = try contactSheet(of: [ones, twos, three], columns: 2, gap: 1, background: .black)
        #expect(sheet.shape == [5, 5, 1])
        #expect(
            sheet.samples == [
                1, 1, 0, 2, 2,
                0, 0, 0, 2, 2,
                0, 0, 0, 0, 0,
                3, 0, 0, 0, 0,
                0, 0, 0, 0, 0,
            ])
    }

    @Test func turnsToColourWhereOneIsColoured() throws {
        let gray = Raster(width: 1, height: 1, channels: 1, samples: [7])
        let clear = Raster(width: 1, height: 1, channels: 4, samples: [1, 2, 3, 0])
        let sheet = try contactSheet(
            of: [gray, clear], columns: 9, gap: 0, background: Colour(red: 4, green: 5, blue: 6))
        #expect(sheet.shape == [1, 2, 3])
        #expect(sheet.samples == [7, 7, 7, 4, 5, 6])
    }

    @Test func placesCells() throws {
        let layout = try SheetLayout(count: 7, columns: 3, cellWidth: 10, cellHeight: 20, gap: 2)
        #expect([layout.rows, layout.width, layout.height] == [3, 34, 64])
        #expect(layout.origin(of: 5) == (24, 22))
    }

    @Test(arguments: [
        (0, 1, 1, 1, 0, "contact-sheet"), (1, 0, 1, 1, 0, "contact-sheet"), (1, 1, 1, 1, -1, "contact-sheet"),
        (1, 1, 0, 5, 0, "image-empty"), (100, 10, 9000, 9000, 0, "image-too-large"),
        (.max, .max, 1, 1, 0, "image-too-large"), (2, 2, 1, 1, .max, "image-too-large"),
    ])
    func refusesWhatCannotBe(count: Int, columns: Int, width: Int, height: Int, gap: Int, id: String) {
        #expect(
            thrownID {
                try SheetLayout(count: count, columns: columns, cellWidth: width, cellHeight: height, gap: gap)
            } == id)
        #expect(thrownID { try contactSheet(of: [], columns: 3) } == "contact-sheet")
    }

    @Test func enlargesPixelsToSquares() throws {
        let raster = Raster(width: 2, height: 1, channels: 3, samples: [1, 2, 3, 4, 5, 6])
        let large = try raster.enlarged(by: 2)
        let row: [UInt8] = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
        #expect(large.samples == row + row)
        #expect(try raster.enlarged(within: 7).width == 6)
        #expect(try raster.enlarged(within: 1) == raster)
    }
}
