package import SwiftletBTF

/// Answers the relocations of one object from one target's types.
///
/// The candidates for a type are looked for once and kept. As in libbpf, those that did not match one
/// relocation are not asked again for the next of the same type, so that all fields of a struct are
/// read as fields of the same one.
package struct COREResolver: Sendable {
    private let local: CORETypes
    private let target: CORETypes
    private var modules: [CORETypes] = []
    /// By local type.
    private var candidates: [BTFTypeID: [Candidate]] = [:]

    /// A type that may be the one, and the table that it is of: the kernel's, or a module's.
    private struct Candidate: Sendable {
        let types: CORETypes
        let id: BTFTypeID
    }

    /// A candidate that matches.
    private struct Match {
        let types: CORETypes
        let path: COREPath
        let value: COREValue
    }

    package init(local: BTFTable, target: BTFTable) {
        self.local = CORETypes(table: local, side: .local)
        self.target = CORETypes(table: target, side: .target)
    }

    /// Whether the target itself has no type of the essential name that a relocation asks for, so that one
    /// of its modules may have it (`addModules(_:)`).
    package mutating func lacksCandidates(for relocation: CORERelocation) throws(COREError) -> Bool {
        let type = try local.type(relocation.type)
        guard relocation.kind != .localTypeID, try !local.isUnnamed(type.nameOffset) else { return false }
        return try candidates(for: type).isEmpty
    }

    /// Adds the types of the target's modules, which are asked for names that the target itself lacks.
    ///
    /// - Parameter tables: Split tables, whose base is the target.
    package mutating func addModules(_ tables: [BTFTable]) {
        modules += tables.map { CORETypes(table: $0, side: .target) }
        candidates = candidates.filter { !$0.value.isEmpty }
    }

    /// What the relocation's instruction is to hold on the target.
    ///
    /// - Throws: `COREError` if the tables are malformed, if the kind does not go with the field, or
    ///   if several types of the target match and differ (`.ambiguous`). That nothing matches is an
    ///   answer, not an error.
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
            // Also bit fields whose bytes are the same and whose bits are not.
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

    /// The types of the target that share the essential name and the kind of a local one.
    private mutating func candidates(for type: BTFType) throws(COREError) -> [Candidate] {
        if let known = candidates[type.id] { return known }
        let name = try local.essentialName(at: type.nameOffset)
        let kinds = type.kind.isEnumeration ? BTFKinds.enumerations : BTFKinds(type.kind)
        // A module's types are asked only if the kernel itself has none of the name.
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

    /// Whether a variable or function that a program declares may stand for one of the target's: their
    /// types are the same sort of thing, and so is what pointers, parameters and results lead to
    /// (`bpf_core_types_are_compat`).
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

    /// Whether a load of the local field can be turned into one of the target's, which has another
    /// size: of pointers and of unsigned integers, because what is loaded is extended by zeros.
    private func canResize(
        _ original: COREValue, _ new: COREValue, in target: CORETypes
    ) throws(COREError) -> Bool {
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
        _ kind: COREKind, _ path: COREPath, _ first: Match, _ second: Match
    ) -> COREError {
        // The offsets tell fields apart whose values happen to agree: sizes, or bits of one byte.
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
