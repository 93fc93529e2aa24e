package import TracerCapture

/// What a program's environment has that its parent's has not, and the other way round.
///
/// Variables are compared as getenv(3) finds them: the first of each name.
package struct EnvironmentDiff {
    package private(set) var own = EnvironmentIndex()
    package private(set) var parent = EnvironmentIndex()
    /// Places in `own.entries`, in the order of the environment.
    package private(set) var added: [Int] = []
    package private(set) var changed: [Int] = []
    /// Places in `parent.entries`. Of an environment that did not arrive as a whole it holds what
    /// may merely be missing.
    package private(set) var removed: [Int] = []

    package init() {}

    package mutating func compare(_ environment: StringList, toParent parentEnvironment: StringList) {
        removeAll()
        own.index(environment)
        parent.index(parentEnvironment)
        for position in own.entries.indices where own.entries[position].kind == .variable {
            switch difference(ofVariable: position) {
            case .added: added.append(position)
            case .changed: changed.append(position)
            case .none: break
            }
        }
        for position in parent.entries.indices where parent.entries[position].kind == .variable {
            if isRemoved(variable: position) { removed.append(position) }
        }
    }

    private enum Difference { case none, added, changed }

    /// - Parameter position: Of a variable in `own.entries`.
    private func difference(ofVariable position: Int) -> Difference {
        let entry = own.entries[position]
        let name = own.bytes.span.extracting(entry.name)
        guard let found = parent.variable(named: name) else { return .added }
        let before = parent.bytes.span.extracting(parent.entries[found].value)
        let after = own.bytes.span.extracting(entry.value)
        return EnvironmentIndex.areEqual(before, after) ? .none : .changed
    }

    /// - Parameter position: Of a variable in `parent.entries`.
    private func isRemoved(variable position: Int) -> Bool {
        own.variable(named: parent.bytes.span.extracting(parent.entries[position].name)) == nil
    }

    /// Forgets both environments; the memory is kept unless a huge one made it large.
    package mutating func removeAll() {
        let keep = added.count + changed.count + removed.count <= 8192
        own.removeAll()
        parent.removeAll()
        added.removeAll(keepingCapacity: keep)
        changed.removeAll(keepingCapacity: keep)
        removed.removeAll(keepingCapacity: keep)
    }
}
