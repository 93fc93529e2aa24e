/// Which slot holds what was computed from a numbered environment: the keys of a small table whose values its
/// user keeps.
package struct EnvironmentNumbers: Sendable {
    package static var slotCount: Int { 16 }

    private var numbers = [UInt64](repeating: 0, count: EnvironmentNumbers.slotCount)

    package init() {}

    /// The slot of a number, which is not 0.
    package static func slot(of number: UInt64) -> Int {
        Int(truncatingIfNeeded: number) & (slotCount - 1)
    }

    /// Whether the slot holds what was computed from this environment.
    package func contains(_ number: UInt64) -> Bool {
        number != 0 && numbers[Self.slot(of: number)] == number
    }

    /// Assigns the slot to this number.
    package mutating func insert(_ number: UInt64) { numbers[Self.slot(of: number)] = number }
}
