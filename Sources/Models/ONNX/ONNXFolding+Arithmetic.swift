import Diagnostics
import Foundation
import Tensors

/// Arithmetic on constants, element by element.
extension ONNXFolding {
    static let binaryOperations: Set<String> = [
        "Add", "Div", "Equal", "Greater", "Less", "Max", "Min", "Mod", "Mul", "Pow", "Sub",
    ]
    static let unaryOperations: Set<String> = ["Abs", "Ceil", "Floor", "Neg", "Not", "Reciprocal", "Sqrt"]

    func arithmetic() throws(Diagnostic) -> ONNXConstant {
        var result = try input(0)
        for position in inputs.indices.dropFirst() { result = try combined(result, try input(position)) }
        return result
    }

    private func combined(_ left: ONNXConstant, _ right: ONNXConstant) throws(Diagnostic) -> ONNXConstant {
        let shape = try broadcast(left.shape, right.shape)
        let places = zip(
            ONNXShapes.places(of: left.shape, broadcastTo: shape),
            ONNXShapes.places(of: right.shape, broadcastTo: shape))
        switch (left.elements, right.elements) {
        case (.integers(let a), .integers(let b)):
            var values: [Int] = []
            for (i, j) in places { values.append(try combine(a[i], b[j])) }
            return ONNXConstant(shape: shape, integers: values)
        case (.floats(let a), .floats(let b)):
            if ["Equal", "Greater", "Less"].contains(node.operation) {
                var truths: [Int] = []
                for (i, j) in places { truths.append(try compare(a[i], b[j]) ? 1 : 0) }
                return ONNXConstant(shape: shape, integers: truths)
            }
            var values: [Float] = []
            for (i, j) in places { values.append(try combine(a[i], b[j])) }
            return ONNXConstant(Tensor(shape: shape, elements: values))
        default: throw node.failure("combines integers with floating-point numbers")
        }
    }

    private func broadcast(_ left: [Int], _ right: [Int]) throws(Diagnostic) -> [Int] {
        guard let shape = ONNXShapes.broadcast(left, right) else {
            throw node.failure("cannot combine the shapes \(left) and \(right)")
        }
        guard ONNXShapes.count(of: shape, atMost: Self.elementLimit) != nil else { throw tooLarge(shape) }
        return shape
    }

    private func compare<Number: Comparable>(_ a: Number, _ b: Number) throws(Diagnostic) -> Bool {
        switch node.operation {
        case "Equal": a == b
        case "Greater": a > b
        case "Less": a < b
        default: throw node.failure("is not supported")
        }
    }

    private func combine(_ a: Float, _ b: Float) throws(Diagnostic) -> Float {
        switch node.operation {
        case "Add": a + b
        case "Sub": a - b
        case "Mul": a * b
        case "Div": a / b
        case "Max": max(a, b)
        case "Min": min(a, b)
        case "Pow": pow(a, b)
        default: throw node.failure("is not supported for floating-point numbers")
        }
    }

    private func combine(_ a: Int, _ b: Int) throws(Diagnostic) -> Int {
        if ["Div", "Mod"].contains(node.operation), b == 0 { throw node.failure("divides by zero") }
        let (value, overflow): (Int, Bool)
        switch node.operation {
        case "Add": (value, overflow) = a.addingReportingOverflow(b)
        case "Sub": (value, overflow) = a.subtractingReportingOverflow(b)
        case "Mul": (value, overflow) = a.multipliedReportingOverflow(by: b)
        case "Div": (value, overflow) = a.dividedReportingOverflow(by: b)
        // The remainder has the divisor's sign, as in Python.
        case "Mod":
            let (rest, beyond) = a.remainderReportingOverflow(dividingBy: b)
            (value, overflow) = (rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest, beyond)
        case "Max": (value, overflow) = (max(a, b), false)
        case "Min": (value, overflow) = (min(a, b), false)
        case "Equal", "Greater", "Less": (value, overflow) = (try compare(a, b) ? 1 : 0, false)
        default: throw node.failure("is not supported for integers")
        }
        guard !overflow else { throw node.failure("computes an integer beyond 64 bits") }
        return value
    }

    /// A function of one constant.
    func function() throws(Diagnostic) -> ONNXConstant {
        let value = try input(0)
        guard value.count <= Self.elementLimit else { throw tooLarge(value.shape) }
        switch value.elements {
        case .integers(let integers):
            var results: [Int] = []
            for integer in integers { results.append(try function(integer)) }
            return ONNXConstant(shape: value.shape, integers: results)
        case .floats(let tensor):
            var results: [Float] = []
            for element in tensor.elements { results.append(try function(element)) }
            return ONNXConstant(Tensor(shape: value.shape, elements: results))
        }
    }

    private func function(_ value: Int) throws(Diagnostic) -> Int {
        guard value != .min else { throw node.failure("computes an integer beyond 64 bits") }
        switch node.operation {
        case "Abs": return abs(value)
        case "Neg": return -value
        case "Not": return value == 0 ? 1 : 0
        default: throw node.failure("is not supported for integers")
        }
    }

    private func function(_ value: Float) throws(Diagnostic) -> Float {
        switch node.operation {
        case "Abs": abs(value)
        case "Ceil": value.rounded(.up)
        case "Floor": value.rounded(.down)
        case "Neg": -value
        case "Reciprocal": 1 / value
        case "Sqrt": value.squareRoot()
        default: throw node.failure("is not supported for floating-point numbers")
        }
    }

    /// Where: the second constant's elements where the first is not 0, the third's elsewhere.
    func selection() throws(Diagnostic) -> ONNXConstant {
        let (condition, chosen, other) = (try input(0), try input(1), try input(2))
        guard let flags = condition.integers else { throw node.failure("wants integers as its condition") }
        let shape = try broadcast(try broadcast(condition.shape, chosen.shape), other.shape)
        let choices = ONNXShapes.places(of: condition.shape, broadcastTo: shape).map { flags[$0] != 0 }
        let places = zip(
            choices,
            zip(
                ONNXShapes.places(of: chosen.shape, broadcastTo: shape),
                ONNXShapes.places(of: other.shape, broadcastTo: shape)))
        switch (chosen.elements, other.elements) {
        case (.integers(let a), .integers(let b)):
            return ONNXConstant(shape: shape, integers: places.map { $0 ? a[$1.0] : b[$1.1] })
        case (.floats(let a), .floats(let b)):
            return ONNXConstant(Tensor(shape: shape, elements: places.map { $0 ? a[$1.0] : b[$1.1] }))
        default: throw node.failure("chooses between integers and floating-point numbers")
        }
    }

    func range() throws(Diagnostic) -> ONNXConstant {
        let bounds = [try target(0), try target(1), try target(2)]
        guard bounds.allSatisfy({ $0.count == 1 }), bounds[2][0] != 0 else {
            throw node.failure("counts from \(bounds[0].prefix(4)) to \(bounds[1].prefix(4)) by \(bounds[2].prefix(4))")
        }
        var values: [Int] = []
        for value in stride(from: bounds[0][0], to: bounds[1][0], by: bounds[2][0]) {
            guard values.count < Self.elementLimit else { throw tooLarge([values.count + 1]) }
            values.append(value)
        }
        return ONNXConstant(shape: [values.count], integers: values)
    }

    /// The product of all integers there are.
    func product() throws(Diagnostic) -> ONNXConstant {
        let (value, factors) = (try input(0), try target(0))
        let axes = try axes() ?? Array(value.shape.indices)
        guard Set(axes).count == value.shape.count else { throw node.failure("multiplies along some axes only") }
        var product = 1
        for factor in factors {
            let (next, overflow) = product.multipliedReportingOverflow(by: factor)
            guard !overflow else { throw node.failure("computes an integer beyond 64 bits") }
            product = next
        }
        let keepsAxes = try node.integer("keepdims") ?? 1 != 0
        return ONNXConstant(shape: keepsAxes ? value.shape.map { _ in 1 } : [], integers: [product])
    }
}
