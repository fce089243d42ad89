extension Duration {
    /// In seconds, for arithmetic that need not be exact.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
