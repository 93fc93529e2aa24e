internal import ELFLoader
internal import SwiftletShims

/// A process of the command's group that knows which signals the group got, and the command with it:
/// Sources/SwiftletShims/launch.h says how.
final class SignalWitness {
    private let ask: Descriptor
    private let answer: Descriptor
    private var isGone = false

    /// Forks it. To be called when the command has been forked.
    init() throws(Failure) {
        var witness = swiftlet_witness()
        let result = unsafe swiftlet_fork_witness(&witness)
        guard result >= 0 else {
            throw Failure(
                status: ExitStatus.unavailable,
                message: "signals can't be watched: fork: \(Errno(rawValue: Int32(-result)))")
        }
        ask = Descriptor(adopting: witness.ask)
        answer = Descriptor(adopting: witness.answer)
    }

    /// Whether the signal was sent to the group, so that the command has it already.
    func saw(_ signal: SignalSource.Arrival) -> Bool {
        guard !isGone else { return false }
        var witness = swiftlet_witness(ask: ask.number, answer: answer.number)
        let result = unsafe swiftlet_ask_witness(&witness, signal.number)
        // An answer that comes late would be taken for that to another question.
        isGone = result < 0
        return result == 1
    }
}
