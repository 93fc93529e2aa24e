internal import Synchronization

/// A program's environment: its strings in order, and an index of the variables among them.
///
///     ring ──▶ StringList ──▶ Environment ─┬─▶ rules, redaction
///              (the only copy              ├─▶ JSON, text, pages, spans, TRACEPARENT
///               of the bytes)              └─▶ the difference from the parent's
///
/// As in getenv(3), the first string of a name is the variable; later ones of that name are not. The index
/// is built when it is first needed, once for all copies of the value.
public struct Environment: Sendable, Equatable {
    public private(set) var list: StringList
    private var shared: Shared

    /// What copies of an environment have in common.
    private final class Shared: Sendable {
        let index = AtomicLazyReference<EnvironmentIndex>()
        static let ofNothing = Shared()
    }

    public init() {
        list = StringList()
        shared = .ofNothing
    }

    public init(_ strings: StringList) {
        list = strings
        shared = strings.isEmpty ? .ofNothing : Shared()
    }

    /// Takes strings as the kernel lays them out for a new program.
    public init(block: [UInt8]) {
        self.init(StringList(block: block))
    }

    public static func == (left: Environment, right: Environment) -> Bool {
        left.list == right.list
    }

    public var bytes: [UInt8] { list.bytes }
    public var count: Int { list.count }
    public var isEmpty: Bool { list.isEmpty }
    /// The bytes of a string without its NUL, or nil if they did not arrive.
    public subscript(position: Int) -> ArraySlice<UInt8>? { list[position] }

    /// Adds a string at the end; nil for one that did not arrive.
    public mutating func append(_ string: ArraySlice<UInt8>?) {
        list.append(string)
        shared = Shared()
    }

    /// What it takes with its index, in bytes.
    var memory: Int { list.memory + EnvironmentIndex.memory(of: list.count) }

    private var index: EnvironmentIndex {
        shared.index.load() ?? shared.index.storeIfNil(EnvironmentIndex(list))
    }

    /// One for each string, in order.
    package var entries: [EnvironmentIndex.Entry] { index.entries }

    /// The place in `entries` of the variable that has this name.
    package func variable(named name: Span<UInt8>) -> Int? {
        index.variable(named: name, in: bytes.span)
    }

    /// The value of the variable that has this name.
    public func value(of name: some Sequence<UInt8>) -> ArraySlice<UInt8>? {
        variable(named: Array(name).span).map { bytes[entries[$0].value] }
    }

    /// The same names with other values: those of `strings`, which has a string for each of these.
    package func replacingValues(with strings: StringList) -> Environment {
        let new = Environment(strings)
        if let index = shared.index.load() {
            _ = new.shared.index.storeIfNil(EnvironmentIndex(index, ofNamesIn: strings))
        }
        return new
    }
}
