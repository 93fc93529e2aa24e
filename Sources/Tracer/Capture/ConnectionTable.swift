/// The execs that open connections belong to: a connection may outlive the process that opened it.
struct ConnectionTable {
    /// As many as the kernel's half takes at once.
    private static var limit: Int { 16384 }

    /// By connection.
    private var execs: [UInt64: UInt64] = [:]

    var count: Int { execs.count }

    mutating func open(_ connection: UInt64, of exec: UInt64) {
        // Closes were lost, or these would not be so many.
        if execs.count >= Self.limit { execs.removeAll(keepingCapacity: true) }
        execs[connection] = exec
    }

    /// Nil if it was never noted.
    mutating func close(_ connection: UInt64) -> UInt64? {
        execs.removeValue(forKey: connection)
    }
}
