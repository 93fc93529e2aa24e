/// Why the check could not be done; not that it found a difference.
struct CheckFailure: Error {
    let message: String
    /// As in sysexits.h: 64 for a wrong command line, 70 for the rest.
    var status: Int32 = 70
}
