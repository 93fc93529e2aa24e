/// The execs that own open connections: a connection may outlive the process that opened it.
struct ConnectionTable {
    struct Owner {
        var execID: UInt64
        /// A filter hides the owner's program.
        var isHidden: Bool
    }

    /// As many connections as the BPF programs track at once.
    private static var limit: Int { 16384 }

    /// Keyed by connection ID.
    private var owners: [UInt64: Owner] = [:]

    var count: Int { owners.count }

    mutating func open(_ connection: UInt64, by owner: Owner) {
        // A full table means that close events were lost.
        if owners.count >= Self.limit { owners.removeAll(keepingCapacity: true) }
        owners[connection] = owner
    }

    /// Returns nil for an unknown connection.
    mutating func close(_ connection: UInt64) -> Owner? {
        owners.removeValue(forKey: connection)
    }
}
