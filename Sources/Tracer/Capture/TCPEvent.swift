/// A process opened a TCP connection, or a connection that a process had opened ended.
public struct TCPEvent: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// The connection is established.
        case connect
        /// The connection ended or was never established (`wasEstablished`).
        case close
    }

    /// One end of a connection.
    public struct Endpoint: Sendable, Equatable {
        /// In network byte order: 4 bytes (IPv4) or 16 (IPv6).
        public var address: [UInt8]
        public var port: UInt16

        public init(address: [UInt8], port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    public var kind: Kind
    /// CLOCK_BOOTTIME in nanoseconds.
    public var time: UInt64
    /// The last exec of the process; 0 if none was seen.
    public var execID: UInt64
    /// The process that opened the connection.
    public var pid: UInt32
    public var comm: [UInt8]
    /// Identifies the connection; unique while it is open.
    public var connectionID: UInt64
    public var local: Endpoint
    public var remote: Endpoint
    /// With `close`: time from the call of connect(2) to the end, in nanoseconds.
    public var duration: UInt64?
    /// With `close`: whether the peer ever answered.
    public var wasEstablished: Bool
    /// With `close`: payload bytes, each counted once: sent, and received in order.
    public var bytesSent: UInt64?
    public var bytesReceived: UInt64?

    public init(
        kind: Kind, time: UInt64, execID: UInt64, pid: UInt32, comm: [UInt8], connectionID: UInt64,
        local: Endpoint, remote: Endpoint, duration: UInt64? = nil, wasEstablished: Bool = true,
        bytesSent: UInt64? = nil, bytesReceived: UInt64? = nil
    ) {
        self.kind = kind
        self.time = time
        self.execID = execID
        self.pid = pid
        self.comm = comm
        self.connectionID = connectionID
        self.local = local
        self.remote = remote
        self.duration = duration
        self.wasEstablished = wasEstablished
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
    }
}
