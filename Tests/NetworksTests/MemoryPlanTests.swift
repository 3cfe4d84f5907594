import Networks
import Tensors
import Testing

@Suite struct MemoryPlanTests {
    @Test(arguments: UInt64(0)..<200)
    func buffersAliveTogetherDoNotOverlap(_ seed: UInt64) {
        var stream = RandomStream(seed: seed, purpose: "plan")
        let steps = 1 + stream.integer(below: 40)
        let requests = (0..<1 + stream.integer(below: 60)).map { _ in
            let first = stream.integer(below: steps)
            return MemoryPlan.Request(
                size: 1 + stream.integer(below: stream.integer(below: 3) == 0 ? 5000 : 60),
                lifetime: first...first + stream.integer(below: steps - first))
        }
        let plan = MemoryPlan(requests)
        #expect(plan.offsets.count == requests.count)
        for (one, request) in requests.enumerated() {
            #expect(plan.offsets[one] >= 0 && plan.offsets[one] + request.size <= plan.size)
            #expect(plan.offsets[one] % 16 == 0, "a buffer does not start at a cache line")
            for other in 0..<one where requests[other].lifetime.overlaps(request.lifetime) {
                let isApart =
                    plan.offsets[one] + request.size <= plan.offsets[other]
                    || plan.offsets[other] + requests[other].size <= plan.offsets[one]
                #expect(isApart, "\(other) and \(one)")
            }
        }
        let most =
            (0..<steps).map { step in
                requests.filter { $0.lifetime.contains(step) }.reduce(0) { $0 + $1.size }
            }.max() ?? 0
        #expect(plan.size >= most)
        #expect(plan.size <= requests.reduce(0) { $0 + ($1.size + 15) / 16 * 16 })
    }

    @Test func memoryIsReused() {
        let plan = MemoryPlan((0..<10).map { MemoryPlan.Request(size: 160, lifetime: $0...$0 + 1) })
        #expect(plan.size == 320)
    }

    @Test func nothingNeedsNothing() {
        #expect(MemoryPlan([]).size == 0)
    }
}
