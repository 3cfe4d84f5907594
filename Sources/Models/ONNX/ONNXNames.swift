/// The layer names of a graph's nodes: the node's own name, else its first output's; repeated ones get `~2`, `~3`, ….
struct ONNXNames {
    /// By the node's place.
    private var names: [String] = []
    private var taken: Set<String>
    private var counts: [String: Int] = [:]
    private var reserved: Set<String> = []

    init(_ nodes: [ONNXNode], inputName: String) {
        taken = [inputName]
        add(nodes)
    }

    /// How many nodes there are.
    var count: Int { names.count }

    /// Names further nodes, whose places follow on those of the others.
    mutating func add(_ nodes: [ONNXNode]) {
        names += [String](repeating: "", count: nodes.count)
        reserved.formUnion(nodes.flatMap { [$0.name] + $0.outputs })
        // Names that somebody gave go first, so that an unnamed node's output cannot take one away.
        for node in nodes.filter({ !$0.name.isEmpty }) + nodes.filter(\.name.isEmpty) {
            names[node.index] = taken.insert(node.displayName).inserted ? node.displayName : next(node)
        }
    }

    /// A name for a further layer that the node becomes.
    mutating func next(_ node: ONNXNode) -> String {
        var name: String
        repeat {
            let number = counts[node.displayName, default: 1] + 1
            counts[node.displayName] = number
            name = "\(node.displayName)~\(number)"
        } while taken.contains(name) || reserved.contains(name)
        taken.insert(name)
        return name
    }

    subscript(node: ONNXNode) -> String { names[node.index] }
}
