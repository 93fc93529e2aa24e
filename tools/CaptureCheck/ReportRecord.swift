/// A worker's record of a process: 64 bytes, then the process's own report.
struct ReportRecord {
    static let headerSize = 64
    private static let magic = 0x7265_636f_7264

    var index: Int
    var pid: Int
    /// Of the worker.
    var ppid: Int
    /// CLOCK_REALTIME in nanoseconds, before it was started and after it had ended.
    var begin: Int
    var end: Int
    var waitStatus: Int
    /// Bytes of the process's report.
    var length: Int

    var header: [UInt8] {
        var bytes: [UInt8] = []
        for number in [Self.magic, index, pid, ppid, begin, end, waitStatus, length] {
            for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
        }
        return bytes
    }

    init(
        index: Int, pid: Int, ppid: Int, begin: Int, end: Int, waitStatus: Int, length: Int
    ) {
        self.index = index
        self.pid = pid
        self.ppid = ppid
        self.begin = begin
        self.end = end
        self.waitStatus = waitStatus
        self.length = length
    }

    init(header: [UInt8]) throws(CheckFailure) {
        var reader = LittleEndianReader(header)
        guard try reader.number(8) == Self.magic else {
            throw CheckFailure(message: "a file of reports is damaged")
        }
        index = try reader.number(8)
        pid = try reader.number(8)
        ppid = try reader.number(8)
        begin = try reader.number(8)
        end = try reader.number(8)
        waitStatus = try reader.number(8)
        length = try reader.number(8)
    }
}
