package import SwiftletBTF

/// Resolves the relocations of one object against the types of one target.
///
/// The resolver searches for the candidates of a type once and keeps them. As in libbpf, a candidate
/// that did not match one relocation is not considered for later relocations of the same type, so that
/// all fields of a struct come from the same candidate.
package struct COREResolver: Sendable {
    private let local: CORETypes
    private let target: CORETypes
    private var modules: [CORETypes] = []
    /// The candidates found so far, keyed by local type.
    private var candidates: [BTFTypeID: [Candidate]] = [:]

    /// A type that may be the counterpart, and its table: the kernel's or a module's.
    private struct Candidate: Sendable {
        let types: CORETypes
        let id: BTFTypeID
    }

    /// A candidate that matches, with its path and value.
    private struct Match {
        let types: CORETypes
        let path: COREPath
        let value: COREValue
    }

    package init(local: BTFTable, target: BTFTable) {
        self.local = CORETypes(table: local, side: .local)
        self.target = CORETypes(table: target, side: .target)
    }

    /// Searches for the candidates of many types in one pass over the target's names.
    ///
    /// - Parameter types: Local types, those of all the object's relocations.
    package mutating func prepare(_ types: Set<BTFTypeID>) {
        // The types of a split table are searched one table after the other.
        guard target.table.base == nil else { return }
        var sought: [BTFTypeID] = []
        var queries: [BTFNameQuery] = []
        for id in types {
            // A defect of a type fails the relocation that uses it.
            guard let type = try? local.type(id), let name = try? local.essentialName(at: type.nameOffset),
                !name.isEmpty
            else { continue }
            sought.append(id)
            queries.append(BTFNameQuery(name, in: Self.kinds(for: type), isEssential: true))
        }
        for (id, found) in zip(sought, target.table.ids(of: queries)) {
            candidates[id] = found.map { Candidate(types: target, id: $0) }
        }
    }

    private static func kinds(for type: BTFType) -> BTFKinds {
        type.kind.isEnumeration ? BTFKinds.enumerations : BTFKinds(type.kind)
    }

    /// Whether the target itself has no candidate for a relocation, so that one of its modules may have
    /// it (`addModules(_:)`).
    package mutating func lacksCandidates(for relocation: CORERelocation) throws(COREError) -> Bool {
        let type = try local.type(relocation.type)
        guard relocation.kind != .localTypeID, try !local.isUnnamed(type.nameOffset) else { return false }
        return try candidates(for: type).isEmpty
    }

    /// Adds the types of the target's modules, which are searched for names that the target itself
    /// lacks.
    ///
    /// - Parameter tables: Split tables whose base is the target.
    package mutating func addModules(_ tables: [BTFTable]) {
        modules += tables.map { CORETypes(table: $0, side: .target) }
        candidates = candidates.filter { !$0.value.isEmpty }
    }

    /// The value for the relocation's instruction on the target.
    ///
    /// - Throws: `COREError` if the tables are malformed, if the kind does not apply to the field, or
    ///   if several types of the target match and give different results (`.ambiguous`). If nothing
    ///   matches, that is a result, not an error.
    package mutating func resolve(
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
        var matching: [Candidate] = []
        var first: Match?
        for candidate in try candidates(for: type) {
            var matcher = COREMatcher(local: local, target: candidate.types)
            guard let path = try matcher.match(path, kind, in: candidate.id) else { continue }
            let found = Match(
                types: candidate.types, path: path,
                value: try COREValue(of: path, kind, in: candidate.types))
            matching.append(candidate)
            guard let agreed = first else {
                first = found
                continue
            }
            // This also detects bit fields in the same bytes that differ in their bits.
            guard agreed.path.bitOffset == found.path.bitOffset, agreed.value.value == found.value.value
            else {
                throw ambiguity(kind, relocation.path, agreed, found)
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
            target: first.path.root, targetPath: first.path.text(in: first.types),
            canResize: try canResize(original, first.value, in: first.types))
    }

    /// The types of the target with the same essential name and kind as a local type.
    private mutating func candidates(for type: BTFType) throws(COREError) -> [Candidate] {
        if let known = candidates[type.id] { return known }
        let name = try local.essentialName(at: type.nameOffset)
        let kinds = Self.kinds(for: type)
        // Search a module's types only if the kernel itself has no type of this name.
        var tables = [target]
        while let base = tables.last?.table.base { tables.append(CORETypes(table: base, side: .target)) }
        var found: [Candidate] = []
        for types in tables.reversed() where found.isEmpty {
            found = Self.candidates(named: name, in: kinds, of: types)
        }
        if found.isEmpty {
            for types in modules { found += Self.candidates(named: name, in: kinds, of: types) }
        }
        candidates[type.id] = found
        return found
    }

    private static func candidates(
        named name: String, in kinds: BTFKinds, of types: CORETypes
    ) -> [Candidate] {
        types.table.ids(essentialName: name, in: kinds, includingBase: false).map {
            Candidate(types: types, id: $0)
        }
    }

    /// Whether the types of a declared variable or function and of the target's are compatible,
    /// including pointees, parameters and return types (`bpf_core_types_are_compat`).
    ///
    /// - Throws: `COREError.types`, `.tooComplex`.
    package static func areCompatible(
        _ localID: BTFTypeID, of local: BTFTable, _ targetID: BTFTypeID, of target: BTFTable
    ) throws(COREError) -> Bool {
        var matcher = COREMatcher(
            local: CORETypes(table: local, side: .local),
            target: CORETypes(table: target, side: .target))
        return try matcher.areCompatible(types: localID, targetID)
    }

    /// Whether a load of the local field can become a load of the target's field, which differs in
    /// size. Only pointers and unsigned integers can, because loads extend with zeros.
    private func canResize(
        _ original: COREValue, _ new: COREValue, in target: CORETypes
    ) throws(COREError) -> Bool {
        guard original.size != new.size else { return true }
        let ours = try local.type(original.type)
        let theirs = try target.type(new.type)
        if ours.kind == .pointer, theirs.kind == .pointer { return true }
        guard ours.kind == .integer, theirs.kind == .integer else { return false }
        // As in libbpf, compare only with the exact encoding "signed".
        let encodings = try (
            local.integer(of: ours).encoding, target.integer(of: theirs).encoding
        )
        return encodings.0 != 1 && encodings.1 != 1
    }

    private func ambiguity(
        _ kind: COREKind, _ path: COREPath, _ first: Match, _ second: Match
    ) -> COREError {
        // The offsets distinguish fields whose values agree, such as sizes or bits of one byte.
        let byOffset = first.value.value == second.value.value
        func answer(_ candidate: Match) -> String {
            byOffset
                ? "\(candidate.value.value) at bit \(candidate.path.bitOffset)"
                : "\(candidate.value.value)"
        }
        return .ambiguous(
            kind: kind, path: path.text(in: local), first: first.path.text(in: first.types),
            firstID: first.path.root, firstAnswer: answer(first),
            second: second.path.text(in: second.types), secondID: second.path.root,
            secondAnswer: answer(second))
    }
}
