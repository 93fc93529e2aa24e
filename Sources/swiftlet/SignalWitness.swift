internal import ELFLoader
internal import SwiftletShims

/// A process in the command's group that reports which signals the group got, and therefore the command:
/// see Sources/SwiftletShims/launch.h.
final class SignalWitness {
    private let ask: Descriptor
    private let answer: Descriptor
    private var isGone = false

    /// Forks the witness. Call this when the command has been forked.
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
        // A late answer would be mistaken for the answer to another question.
        isGone = result < 0
        return result == 1
    }
}
