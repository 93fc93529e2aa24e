/// Why the check could not run. A difference is not a failure of this kind.
struct CheckFailure: Error {
    let message: String
    /// As in sysexits.h: 64 for a wrong command line, 70 for the rest.
    var status: Int32 = 70
}
