/// The netfilter hook at which a program runs.
public struct NetfilterHook: Sendable, Equatable {
    /// NF_INET_*
    public enum Place: UInt32, Sendable {
        case beforeRouting = 0
        case toThisHost = 1
        case forwarded = 2
        case fromThisHost = 3
        case afterRouting = 4
    }

    package var isIPv6: Bool
    package var place: Place

    public init(isIPv6: Bool, _ place: Place) {
        self.isIPv6 = isIPv6
        self.place = place
    }
}
