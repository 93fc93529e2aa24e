internal import TracerCapture

/// The command of a recorded run, inferred from its events: the one process from which all others descend.
struct RecordedCommand {
    let pid: UInt32
    let name: [UInt8]
    let arguments: StringList
    var exit: ExitEvent?
    /// Whether no other process came from outside the recording. If several did, the recording is that of a
    /// host.
    var isAlone = true
}
