public import BTF

/// Answers the relocations of one object from one target's types.
///
/// The candidates for a type are looked for once and kept. As in libbpf, those that did not match one
/// relocation are not asked again for the next of the same type, so that all fields of a struct are
/// read as fields of the same one.
public struct COREResolver: Sendable {
    private let local: CORETypes
    private let target: CORETypes
    /// By local type.
    private var candidates: [BTFTypeID: [BTFTypeID]] = [:]

    public init(local: BTFTable, target: BTFTable) {
        self.local = CORETypes(table: local, side: .local)
        self.target = CORETypes(table: target, side: .target)
    }

    /// What the relocation's instruction is to hold on the target.
    ///
    /// - Throws: `COREError` if the tables are malformed, if the kind does not go with the field, or
    ///   if several types of the target match and differ (`.ambiguous`). That nothing matches is an
    ///   answer, not an error.
    public mutating func resolve(
        _ relocation: CORERelocation
    ) throws(COREError) -> COREResolution {
        let (path, kind) = (relocation.path, relocation.kind)
        let original = try COREValue(of: path, kind, in: local)
        if kind == .localTypeID {
            return COREResolution(
                kind, path: path.text(in: local), original: original, value: original,
                target: nil, targetPath: nil)
        }
        let type = try local.type(path.root)
        guard try !local.isUnnamed(type.nameOffset) else {
            throw .anonymousType(type: path.root, kind: kind)
        }
        var matcher = COREMatcher(local: local, target: target)
        var matching: [BTFTypeID] = []
        var first: (path: COREPath, value: COREValue)?
        for candidate in try candidates(for: type) {
            guard let found = try matcher.match(path, kind, in: candidate) else { continue }
            let value = try COREValue(of: found, kind, in: target)
            matching.append(candidate)
            guard let agreed = first else {
                first = (found, value)
                continue
            }
            // Also bit fields whose bytes are the same and whose bits are not.
            guard agreed.path.bitOffset == found.bitOffset, agreed.value.value == value.value else {
                throw ambiguity(kind, path, agreed, (found, value))
            }
        }
        guard let first else {
            return COREResolution(
                kind, path: path.text(in: local), original: original, value: nil, target: nil,
                targetPath: nil)
        }
        candidates[path.root] = matching
        return COREResolution(
            kind, path: path.text(in: local), original: original, value: first.value,
            target: first.path.root, targetPath: first.path.text(in: target),
            canResize: try canResize(original, first.value))
    }

    /// The types of the target that share the essential name and the kind of a local one.
    private mutating func candidates(for type: BTFType) throws(COREError) -> [BTFTypeID] {
        if let known = candidates[type.id] { return known }
        let name = try local.essentialName(at: type.nameOffset)
        let kinds = type.kind.isEnumeration ? BTFKinds.enumerations : BTFKinds(type.kind)
        // A module's types are asked only if the kernel itself has none of the name.
        var tables = [target.table]
        while let base = tables.last?.base { tables.append(base) }
        var found: [BTFTypeID] = []
        for table in tables.reversed() where found.isEmpty {
            found = table.ids(essentialName: name, in: kinds, includingBase: false)
        }
        candidates[type.id] = found
        return found
    }

    /// Whether a load of the local field can be turned into one of the target's, which has another
    /// size: of pointers and of unsigned integers, because what is loaded is extended by zeros.
    private func canResize(_ original: COREValue, _ new: COREValue) throws(COREError) -> Bool {
        guard original.size != new.size else { return true }
        let ours = try local.type(original.type)
        let theirs = try target.type(new.type)
        if ours.kind == .pointer, theirs.kind == .pointer { return true }
        guard ours.kind == .integer, theirs.kind == .integer else { return false }
        // As libbpf compares them: signed, and nothing besides.
        let encodings = try (
            local.integer(of: ours).encoding, target.integer(of: theirs).encoding
        )
        return encodings.0 != 1 && encodings.1 != 1
    }

    private func ambiguity(
        _ kind: COREKind, _ path: COREPath, _ first: (path: COREPath, value: COREValue),
        _ second: (path: COREPath, value: COREValue)
    ) -> COREError {
        // The offsets tell fields apart whose values happen to agree: sizes, or bits of one byte.
        let byOffset = first.value.value == second.value.value
        func answer(_ candidate: (path: COREPath, value: COREValue)) -> String {
            byOffset
                ? "\(candidate.value.value) at bit \(candidate.path.bitOffset)"
                : "\(candidate.value.value)"
        }
        return .ambiguous(
            kind: kind, path: path.text(in: local), first: first.path.text(in: target),
            firstID: first.path.root, firstAnswer: answer(first),
            second: second.path.text(in: target), secondID: second.path.root,
            secondAnswer: answer(second))
    }
}
