extension Network {
    /// The network with its convolutions replaced; shapes must stay as they are.
    package func mappingConvolutions(_ transform: (NodeID, Convolution) -> Convolution) -> Network {
        mappingOperations { id, operation in (operation as? Convolution).map { transform(id, $0) } ?? operation }
    }
}
