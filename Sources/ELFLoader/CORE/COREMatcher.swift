internal import SwiftletBTF

/// Finds the counterpart of a local path in a type of the target.
///
/// The contents of both tables are untrusted. Recursion is limited to libbpf's depth, and each matcher
/// counts its steps, so that types that contain each other take bounded time.
struct COREMatcher {
    let local: CORETypes
    let target: CORETypes
    /// The number of members, enumerators and parameters that may still be visited.
    private var budget = Self.budget

    static var budget: Int { 1 << 20 }
    /// The limit on nesting of types; libbpf has the same limit.
    static var depthLimit: Int { 32 }

    init(local: CORETypes, target: CORETypes) {
        self.local = local
        self.target = target
    }

    /// Counts a step.
    ///
    /// - Throws: `COREError.tooComplex` if the budget is used up.
    mutating func step(_ type: BTFTypeID) throws(COREError) {
        guard budget > 0 else { throw .tooComplex(type: type, limit: Self.budget) }
        budget -= 1
    }

    /// The counterpart of the path in `candidate`, a type of the target; nil if it has none.
    mutating func match(
        _ path: COREPath, _ kind: COREKind, in candidate: BTFTypeID
    ) throws(COREError) -> COREPath? {
        if kind == .typeMatches {
            return try match(path.root, candidate) ? COREPath(root: candidate) : nil
        }
        if kind.isType {
            return try areCompatible(types: path.root, candidate)
                ? COREPath(root: candidate) : nil
        }
        if kind.isEnumerator { return try matchEnumerator(path, in: candidate) }
        return try matchField(path, in: candidate)
    }

    private mutating func matchEnumerator(
        _ path: COREPath, in candidate: BTFTypeID
    ) throws(COREError) -> COREPath? {
        let type = try target.resolving(candidate)
        guard type.kind.isEnumeration, let name = path.steps.first?.name else { return nil }
        for index in 0..<type.vlen {
            try step(candidate)
            let enumerator = try target.enumerator(index, of: type)
            guard
                try target.name(at: enumerator.nameOffset, equals: name, of: local, essential: true)
            else { continue }
            var found = COREPath(root: candidate)
            try found.descend(index)
            found.steps = [COREStep(type: type.id, index: index, name: enumerator.nameOffset)]
            return found
        }
        return nil
    }

    private mutating func matchField(
        _ path: COREPath, in candidate: BTFTypeID
    ) throws(COREError) -> COREPath? {
        var found = COREPath(root: candidate)
        var next = candidate
        for (position, step) in path.steps.enumerated() {
            var type = try target.resolving(next)
            if let name = step.name {
                guard let member = try matchMember(step, name, in: type, &found) else { return nil }
                next = member
                continue
            }
            // The first index counts copies of the candidate itself, because a pointer may point into
            // an array.
            if position > 0 {
                guard type.kind == .array else { return nil }
                let array = try target.array(of: type)
                let isFlexible = try target.isFlexible(array, after: found.steps.last)
                guard step.index < array.count || isFlexible else { return nil }
                type = try target.resolving(array.element)
            }
            try found.descend(step.index)
            found.steps.append(COREStep(type: type.id, index: step.index, name: nil))
            try found.advance(step.index, of: 8 * target.size(of: type.id))
            next = type.id
        }
        return found
    }

    /// Looks for a member by name, including inside anonymous members.
    ///
    /// - Returns: The member's type, after extending `found` to the member. If there is no such member
    ///   or its type is incompatible, returns nil and leaves `found` unchanged.
    private mutating func matchMember(
        _ sought: COREStep, _ name: UInt32, in type: BTFType, _ found: inout COREPath
    ) throws(COREError) -> BTFTypeID? {
        guard type.kind.isComposite else { return nil }
        for index in 0..<type.vlen {
            try step(type.id)
            let member = try target.member(index, of: type)
            if try target.isUnnamed(member.nameOffset) {
                let start = found.bitOffset
                try found.descend(index)
                try found.advance(1, of: Int(member.bitOffset))
                let inner = try target.resolving(member.type)
                if let type = try matchMember(sought, name, in: inner, &found) { return type }
                found.raw.removeLast()
                found.bitOffset = start
            } else if try target.name(at: member.nameOffset, equals: name, of: local) {
                let counterpart = try local.member(sought.index, of: local.type(sought.type))
                guard try areCompatible(fields: counterpart.type, member.type) else { return nil }
                try found.descend(index)
                try found.advance(1, of: Int(member.bitOffset))
                found.steps.append(
                    COREStep(type: type.id, index: index, name: member.nameOffset))
                return member.type
            }
        }
        return nil
    }
}
