/// The variables that differ between a program's environment and its parent's.
///
/// Variables are compared as getenv(3) finds them: the first of each name.
package struct EnvironmentDifference {
    /// Indices into the entries of the environment, in order.
    package private(set) var added: [Int] = []
    package private(set) var changed: [Int] = []
    /// Indices into the entries of the parent's environment. If the environment is incomplete, this may list
    /// variables that were lost, not removed.
    package private(set) var removed: [Int] = []

    package init(of own: Environment, from parent: Environment) {
        // A repeated environment differs in nothing.
        if own.number != 0, own.number == parent.number { return }
        let (ownBytes, parentBytes) = (own.bytes.span, parent.bytes.span)
        let (ownEntries, parentEntries) = (own.entries, parent.entries)
        for position in ownEntries.indices where ownEntries[position].kind == .variable {
            let entry = ownEntries[position]
            guard let before = parent.variable(named: ownBytes.extracting(entry.name)) else {
                added.append(position)
                continue
            }
            let value = parentBytes.extracting(parentEntries[before].value)
            if !EnvironmentIndex.areEqual(value, ownBytes.extracting(entry.value)) {
                changed.append(position)
            }
        }
        for position in parentEntries.indices where parentEntries[position].kind == .variable {
            let name = parentBytes.extracting(parentEntries[position].name)
            if own.variable(named: name) == nil { removed.append(position) }
        }
    }
}
