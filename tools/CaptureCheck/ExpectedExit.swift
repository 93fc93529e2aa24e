internal import SwiftletJSON

/// The expected exit event of a process.
struct ExpectedExit {
    /// Of the process.
    let index: Int
    let waitStatus: Int
    /// exec_id of its last exec.
    let execID: [UInt8]?
    let isFirst: Bool

    /// The difference, as a sentence; nil if the event is right.
    func difference(_ event: JSONValue) -> String? {
        guard isFirst else { return "a second exit" }
        let signal = waitStatus & 0x7f
        let name: String? =
            switch signal {
            case 0: nil
            case 4: "SIGILL"
            case 9: "SIGKILL"
            default: String(signal)
            }
        let code = signal == 0 ? waitStatus >> 8 : nil
        if event["exit_code"]?.number != code || event["signal"]?.text != name {
            return "the exit says exit_code \(event["exit_code"]?.number ?? -1), signal "
                + "\(event["signal"]?.text ?? "null"), the wait status is \(waitStatus)"
        }
        if let execID, event["exec_id"]?.string != execID {
            return
                "the exit's exec_id \(event["exec_id"]?.text ?? "absent") is not that of the last "
                + "exec, \(String(decoding: execID, as: UTF8.self))"
        }
        return nil
    }
}
