import Foundation
import Methods
import Testing

@Suite struct QuadratureTests {
    /// Nodes and weights on [−1, 1] as numpy.polynomial.legendre.leggauss gives them.
    private static let tables: [(Int, [Double], [Double])] = [
        (1, [0], [2]), (2, [-0.5773502691896257, 0.5773502691896257], [1, 1]),
        (
            3, [-0.7745966692414834, 0, 0.7745966692414834],
            [0.5555555555555557, 0.8888888888888888, 0.5555555555555557]
        ),
        (
            5, [-0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664],
            [0.23692688505618942, 0.4786286704993662, 0.568888888888889, 0.4786286704993662, 0.23692688505618942]
        ),
    ]

    @Test(arguments: tables)
    func agreesWithTables(count: Int, roots: [Double], weights: [Double]) {
        let nodes = Quadrature.gaussLegendre.nodes(count)
        #expect(nodes.count == count)
        for (node, (root, weight)) in zip(nodes, zip(roots, weights)) {
            #expect(abs(node.position - (1 + root) / 2) < 1e-15)
            #expect(abs(node.weight - weight / 2) < 1e-15)
        }
    }

    /// The same functions' first and middle node of large rules.
    @Test(arguments: [
        (50, -0.998866404420071, 0.0029086225531579, 24, -0.0310983383271889, 0.0621766166553472),
        (51, -0.9989099908489035, 0.0027968071710875, 25, 0, 0.060998924841206),
    ])
    func agreesWithLargeRules(
        count: Int, root: Double, weight: Double, middle: Int, middleRoot: Double, middleWeight: Double
    ) {
        let nodes = Quadrature.gaussLegendre.nodes(count)
        #expect(abs(nodes[0].position - (1 + root) / 2) < 1e-13)
        #expect(abs(nodes[0].weight - weight / 2) < 1e-13)
        #expect(abs(nodes[middle].position - (1 + middleRoot) / 2) < 1e-13)
        #expect(abs(nodes[middle].weight - middleWeight / 2) < 1e-13)
    }

    /// n nodes integrate αᵏ exactly up to k = 2n − 1, and no further.
    @Test(arguments: [1, 2, 3, 7, 20, 50, 200])
    func isExactForPolynomials(count: Int) {
        let nodes = Quadrature.gaussLegendre.nodes(count)
        func error(_ power: Int) -> Double {
            nodes.reduce(0) { $0 + $1.weight * pow($1.position, Double(power)) } - 1 / Double(power + 1)
        }
        for power in 0...2 * count - 1 { #expect(abs(error(power)) < 1e-13) }
        if count < 10 { #expect(abs(error(2 * count)) > 1e-12) }
        #expect(zip(nodes, nodes.dropFirst()).allSatisfy { $0.position < $1.position })
        #expect(nodes.allSatisfy { $0.position > 0 && $0.position < 1 && $0.weight > 0 })
    }

    private static let evenly: [(Quadrature, [Double], [Double])] = [
        (.riemannRight, [0.25, 0.5, 0.75, 1], [0.25, 0.25, 0.25, 0.25]),
        (.riemannLeft, [0, 0.25, 0.5, 0.75], [0.25, 0.25, 0.25, 0.25]),
        (.trapezoid, [0, 1.0 / 3, 2.0 / 3, 1], [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6]),
    ]

    @Test(arguments: evenly)
    func evenlySpaced(rule: Quadrature, positions: [Double], weights: [Double]) {
        let nodes = rule.nodes(4)
        for (node, (position, weight)) in zip(nodes, zip(positions, weights)) {
            #expect(abs(node.position - position) < 1e-15 && abs(node.weight - weight) < 1e-15)
        }
        #expect(nodes.count == 4)
    }
}
