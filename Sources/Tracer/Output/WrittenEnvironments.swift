internal import TracerCapture

/// The texts of numbered environments (`Environment.number`), which are copied when one occurs again. Bounded
/// in number and bytes.
struct WrittenEnvironments: Sendable {
    private struct Entry {
        /// The number of the parent's environment, if the text depends on it; else 0.
        var parent: UInt64 = 0
        /// Empty after the first occurrence: most environments that don't repeat at once never do.
        var text: [UInt8] = []
    }

    private var numbers = EnvironmentNumbers()
    private var entries: [Entry] = []
    private var bytes = 0

    /// Appends the text that was kept for this environment. Returns false if none was kept.
    func append(_ own: UInt64, _ parent: UInt64, to buffer: inout OutputBuffer) -> Bool {
        guard numbers.contains(own) else { return false }
        let slot = EnvironmentNumbers.slot(of: own)
        let text = entries[slot].text
        guard entries[slot].parent == parent, !text.isEmpty else { return false }
        buffer.append(text.span)
        buffer.needsComma = true
        return true
    }

    /// Keeps the text from the second occurrence on. It ends with a value.
    mutating func keep(_ own: UInt64, _ parent: UInt64, _ text: ArraySlice<UInt8>) {
        if entries.isEmpty {
            entries = [Entry](repeating: Entry(), count: EnvironmentNumbers.slotCount)
        }
        let slot = EnvironmentNumbers.slot(of: own)
        let isSecond = numbers.contains(own) && entries[slot].parent == parent
        bytes -= entries[slot].text.count
        numbers.insert(own)
        entries[slot] = Entry(parent: parent)
        guard isSecond, text.count <= Self.byteLimit - bytes else { return }
        entries[slot].text = Array(text)
        bytes += text.count
    }

    private static var byteLimit: Int { 1 << 20 }
}
