internal import TracerCapture

/// The command of a recorded run, which has no other trace of it than the events themselves: the one
/// process that all others come from.
struct RecordedCommand {
    let pid: UInt32
    let name: [UInt8]
    let arguments: StringList
    var exit: ExitEvent?
    /// Whether no other process came from outside the recording: several are those of a whole host.
    var isAlone = true
}
