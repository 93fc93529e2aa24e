/// Finds secrets in the strings of a process, as ranges of their bytes.
///
///     SecretFinder+Text      NAME=secret, Name: secret, "name":"secret"
///     SecretFinder+Values    where such a value ends, and whether it can be a secret
///     SecretFinder+URL       scheme://user:secret@host, webhooks
///     SecretFinder+Shapes    ghp_…, AKIA…, private keys: secrets recognized by their form
///     SecretFinder+Command   --name secret, scripts, and options of well-known programs
///     SecretRule             the table of these options
///
/// The strings are consecutive, each followed by a NUL, as in a `StringList`. No range extends beyond the
/// string in which it begins.
///
/// ## Linear time
///
/// Anyone on the host can choose these bytes, so each is examined a bounded number of times. Text is read
/// once from left to right, and the search continues after each value it finds. Nested scripts are read once
/// per level, up to `deepest` levels. `steps` counts the bytes examined and the rules tried. If it exceeds
/// `stepsPerByte` per byte, everything from there to the end is hidden and `isExhausted` is set.
struct SecretFinder {
    let policy: RedactionPolicy
    let shapes = SecretShape.index
    /// Reused across events.
    private var names = SecretNameCache()
    var searched = SearchedEnvironments()
    /// The hidden bytes, one bit each.
    private var hidden = ByteSet()
    /// The ends of truncated strings, in order.
    var cutEnds: [Int] = []
    /// The number of bytes to search.
    private var count = 0
    /// Bytes examined and rules tried.
    private(set) var steps = 0
    /// The limit of `steps`.
    private(set) var budget = 0
    /// Whether the budget was exceeded, so that more is hidden than secrets.
    private(set) var isExhausted = false

    /// Tests lower it; the highest value measured for any input is about 40.
    var stepsPerByte = 96

    init(_ policy: RedactionPolicy) {
        self.policy = policy
    }

    /// Starts on new strings.
    mutating func begin(count: Int) {
        self.count = count
        hidden.removeAll()
        cutEnds.removeAll(keepingCapacity: true)
        steps = 0
        let (product, overflows) = count.multipliedReportingOverflow(by: stepsPerByte)
        budget = overflows ? .max : product &+ 256
        isExhausted = false
    }

    /// What the name of a variable implies.
    mutating func kind(ofVariable name: Span<UInt8>) -> SecretName.Kind {
        names.kind(ofName: name) { [policy] in policy.kind(ofName: $0, isVariable: true) }
    }

    /// Counts steps.
    mutating func spend(_ steps: Int) { self.steps &+= steps }

    /// Whether the search may continue; if not, everything from `place` to the end is hidden.
    mutating func mayGoOn(at place: Int) -> Bool {
        if steps <= budget { return true }
        if !isExhausted { hidden.insert(place..<count, of: count) }
        isExhausted = true
        return false
    }

    /// Marks a secret; an empty range has no effect.
    mutating func note(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        spend(range.count / 64 + 1)
        hidden.insert(range, of: count)
    }

    /// The ranges found, in order and without overlaps.
    func ranges() -> [Range<Int>] { hidden.ranges() }
}
