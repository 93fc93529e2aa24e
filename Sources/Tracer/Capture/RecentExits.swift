/// The most recent exits, to recognize a second report of the same exit.
struct RecentExits {
    private struct Exit {
        let pid: UInt32
        let startTime: UInt64
    }

    /// The two reports of one exit come from two CPUs within microseconds.
    private static var limit: Int { 64 }

    private var exits: [Exit] = []
    private var oldest = 0

    /// Whether this exit is new; it is then recorded.
    mutating func isNew(pid: UInt32, startTime: UInt64) -> Bool {
        for exit in exits where exit.pid == pid && exit.startTime == startTime { return false }
        let exit = Exit(pid: pid, startTime: startTime)
        if exits.count < Self.limit {
            exits.append(exit)
        } else {
            exits[oldest] = exit
            oldest = (oldest + 1) % Self.limit
        }
        return true
    }
}
