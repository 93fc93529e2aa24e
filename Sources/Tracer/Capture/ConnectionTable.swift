/// The execs that open connections belong to: a connection may outlive the process that opened it.
struct ConnectionTable {
    struct Owner {
        var execID: UInt64
        /// A filter leaves its program out.
        var isHidden: Bool
    }

    /// As many as the kernel's half takes at once.
    private static var limit: Int { 16384 }

    /// By connection.
    private var owners: [UInt64: Owner] = [:]

    var count: Int { owners.count }

    mutating func open(_ connection: UInt64, by owner: Owner) {
        // Closes were lost, or these would not be so many.
        if owners.count >= Self.limit { owners.removeAll(keepingCapacity: true) }
        owners[connection] = owner
    }

    /// Nil if it was never noted.
    mutating func close(_ connection: UInt64) -> Owner? {
        owners.removeValue(forKey: connection)
    }
}
