/// Finds secrets in strings of a process: places in their bytes.
///
///     SecretFinder+Text      NAME=secret, Name: secret, "name":"secret"
///     SecretFinder+Values    where such a value ends, and whether it can be a secret
///     SecretFinder+URL       scheme://user:secret@host, webhooks
///     SecretFinder+Shapes    ghp_…, AKIA…, private keys: what is a secret wherever it is
///     SecretFinder+Command   --name secret, scripts, and options of well-known programs
///     SecretRule             the table of these options
///
/// The strings stand one after the other, each with a NUL behind it, as in a `StringList`: no place
/// goes beyond the string it begins in.
///
/// ## Linear time
///
/// Anybody on the host chooses these bytes, so each is looked at a bounded number of times. Text is
/// read once from left to right; the search goes on behind a value that was found. Scripts inside
/// scripts are read once a level, `deepest` levels at most. `steps` counts the bytes looked at and the
/// rules tried. If that exceeds `stepsPerByte` for each byte, everything from there to the end is hidden
/// and `isExhausted` is set.
struct SecretFinder {
    let policy: RedactionPolicy
    let shapes = SecretShape.index
    /// Kept from event to event.
    private var names = SecretNameCache()
    /// What is hidden, as a bit for each byte.
    private var hidden = ByteSet()
    /// The ends of strings that are cut off, in order.
    var cutEnds: [Int] = []
    /// How many bytes there are to look through.
    private var count = 0
    /// Bytes looked at and rules tried.
    private(set) var steps = 0
    /// No more than that.
    private(set) var budget = 0
    /// Whether the budget was exceeded, so that more is hidden than secrets.
    private(set) var isExhausted = false

    /// Tests lower it; about 40 is the most that any input was measured to take.
    var stepsPerByte = 96

    init(_ policy: RedactionPolicy) {
        self.policy = policy
    }

    /// Begins with other strings.
    mutating func begin(count: Int) {
        self.count = count
        hidden.removeAll()
        cutEnds.removeAll(keepingCapacity: true)
        steps = 0
        let (product, overflows) = count.multipliedReportingOverflow(by: stepsPerByte)
        budget = overflows ? .max : product &+ 256
        isExhausted = false
    }

    /// What the name of a variable says.
    mutating func kind(ofVariable name: Span<UInt8>) -> SecretName.Kind {
        names.kind(ofName: name) { [policy] in policy.kind(ofName: $0, isVariable: true) }
    }

    /// Counts steps.
    mutating func spend(_ steps: Int) { self.steps &+= steps }

    /// Whether the work may go on; if not, everything from `place` to the end is hidden.
    mutating func mayGoOn(at place: Int) -> Bool {
        if steps <= budget { return true }
        if !isExhausted { hidden.insert(place..<count, of: count) }
        isExhausted = true
        return false
    }

    /// Notes a secret; an empty range has no effect.
    mutating func note(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        spend(range.count / 64 + 1)
        hidden.insert(range, of: count)
    }

    /// What was found, in order and without overlaps.
    func ranges() -> [Range<Int>] { hidden.ranges() }
}
