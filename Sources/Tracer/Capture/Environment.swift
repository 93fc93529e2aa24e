internal import Synchronization

/// A program's environment: its strings in order, and an index of the variables among them.
///
///     ring ──▶ StringList ──▶ Environment ─┬─▶ rules, redaction
///              (the only copy              ├─▶ JSON, text, pages, spans, TRACEPARENT
///               of the bytes)              └─▶ the difference from the parent's
///
/// As in getenv(3), the first string with a name is the variable; later ones with the same name are ignored.
/// The index is built on first use, once for all copies of the value.
public struct Environment: Sendable, Equatable {
    public private(set) var list: StringList
    private var shared: Shared

    /// The state that copies of an environment share.
    private final class Shared: Sendable {
        let index = AtomicLazyReference<EnvironmentIndex>()
        /// 0 if the environment is not expected again.
        let number: UInt64
        static let ofNothing = Shared()
        private static let numbers = Atomic<UInt64>(0)

        init(isNumbered: Bool = false) {
            number = isNumbered ? Self.numbers.wrappingAdd(1, ordering: .relaxed).newValue : 0
        }
    }

    public init() {
        list = StringList()
        shared = .ofNothing
    }

    public init(_ strings: StringList) {
        list = strings
        shared = strings.isEmpty ? .ofNothing : Shared()
    }

    /// Takes strings in the layout the kernel gives a new program.
    public init(block: [UInt8]) {
        self.init(StringList(block: block))
    }

    public static func == (left: Environment, right: Environment) -> Bool {
        left.shared === right.shared && left.number != 0 || left.list == right.list
    }

    /// Identifies the environment in this process: what was computed from it holds for every environment with
    /// the same number. 0 if it is not expected again.
    package var number: UInt64 { shared.number }

    /// The environment under a new number, because it may occur again.
    package func numbered() -> Environment {
        guard !isEmpty else { return self }
        var environment = self
        environment.shared = Shared(isNumbered: true)
        if let index = shared.index.load() { _ = environment.shared.index.storeIfNil(index) }
        return environment
    }

    public var bytes: [UInt8] { list.bytes }
    public var count: Int { list.count }
    public var isEmpty: Bool { list.isEmpty }
    /// The bytes of a string without its NUL, or nil if they did not arrive.
    public subscript(position: Int) -> ArraySlice<UInt8>? { list[position] }

    /// Appends a string; nil for one that did not arrive.
    public mutating func append(_ string: ArraySlice<UInt8>?) {
        list.append(string)
        shared = Shared()
    }

    /// Memory used, index included, in bytes.
    package var memory: Int { list.memory + EnvironmentIndex.memory(of: list.count) }

    private var index: EnvironmentIndex {
        shared.index.load() ?? shared.index.storeIfNil(EnvironmentIndex(list))
    }

    /// One entry for each string, in order.
    package var entries: [EnvironmentIndex.Entry] { index.entries }

    /// The index in `entries` of the variable with this name.
    package func variable(named name: Span<UInt8>) -> Int? {
        index.variable(named: name, in: bytes.span)
    }

    /// The value of the variable with this name.
    public func value(of name: some Sequence<UInt8>) -> ArraySlice<UInt8>? {
        variable(named: Array(name).span).map { bytes[entries[$0].value] }
    }

    /// The same names with new values. `strings` must have one string for each string of this environment.
    package func replacingValues(with strings: StringList) -> Environment {
        let new = Environment(strings)
        if let index = shared.index.load() {
            _ = new.shared.index.storeIfNil(EnvironmentIndex(index, ofNamesIn: strings))
        }
        return new
    }
}
