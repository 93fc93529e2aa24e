/// A stand-in until static probes are attached.
final class StaticProbeLease: Sendable {
    func giveBack() {}
}
