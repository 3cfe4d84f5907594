import Foundation
import Testing
@Test func dump() throws {
    for (name, model) in OperatorCases.all { try model.data.write(to: URL(filePath: "/tmp/dev/models/dump/\(name).onnx")) }
}
