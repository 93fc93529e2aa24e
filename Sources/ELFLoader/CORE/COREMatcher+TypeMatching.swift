internal import SwiftletBTF

extension COREMatcher {
    /// Whether the target's type matches the local type (`bpf_core_type_matches`).
    ///
    /// Matching is stricter than compatibility: names must be equal, apart from flavours. Integers must
    /// have the same size and sign, arrays the same length. Enumerations must have the same size, and
    /// the target must have all local enumerators. The target must have all members of a local struct,
    /// and they must match. Behind a pointer, a struct needs only the same name, and a forward
    /// declaration matches too.
    mutating func match(
        _ localID: BTFTypeID, _ targetID: BTFTypeID
    ) throws(COREError) -> Bool {
        try match(localID, targetID, behindPointer: false, depth: Self.depthLimit)
    }

    private mutating func match(
        _ localID: BTFTypeID, _ targetID: BTFTypeID, behindPointer: Bool, depth: Int
    ) throws(COREError) -> Bool {
        guard depth > 0 else { throw .tooComplex(type: localID, limit: Self.depthLimit) }
        var (localID, targetID, behindPointer) = (localID, targetID, behindPointer)
        for _ in 0..<Self.depthLimit {
            let ours = try local.resolving(localID)
            let theirs = try target.resolving(targetID)
            guard try namesMatch(ours.nameOffset, theirs.nameOffset) else { return false }
            switch ours.kind {
            case .void:
                return theirs.kind == .void
            case .forward where behindPointer && theirs.kind.isComposite:
                return ours.flag == (theirs.kind == .union)
            case .forward:
                return theirs.kind == .forward && ours.flag == theirs.flag
            case .enumeration, .enumeration64:
                guard theirs.kind.isEnumeration else { return false }
                return try match(enumerations: ours, theirs)
            case .structure, .union:
                if behindPointer {
                    return ours.kind == theirs.kind
                        || theirs.kind == .forward && theirs.flag == (ours.kind == .union)
                }
                guard ours.kind == theirs.kind else { return false }
                return try match(composites: ours, theirs, depth: depth)
            case .integer:
                guard theirs.kind == .integer, ours.sizeOrType == theirs.sizeOrType else {
                    return false
                }
                return try local.integer(of: ours).isSigned == target.integer(of: theirs).isSigned
            case .pointer:
                guard theirs.kind == .pointer else { return false }
                behindPointer = true
                localID = BTFTypeID(ours.sizeOrType)
                targetID = BTFTypeID(theirs.sizeOrType)
            case .array:
                guard theirs.kind == .array else { return false }
                let (mine, other) = try (local.array(of: ours), target.array(of: theirs))
                guard mine.count == other.count else { return false }
                localID = mine.element
                targetID = other.element
            case .functionPrototype:
                guard theirs.kind == .functionPrototype, ours.vlen == theirs.vlen else {
                    return false
                }
                let parameters = try (local.parameters(of: ours), target.parameters(of: theirs))
                for (mine, other) in zip(parameters.0, parameters.1) {
                    try step(localID)
                    guard
                        try match(
                            mine.type, other.type, behindPointer: behindPointer, depth: depth - 1)
                    else { return false }
                }
                localID = BTFTypeID(ours.sizeOrType)
                targetID = BTFTypeID(theirs.sizeOrType)
            default:
                return false
            }
        }
        throw .tooComplex(type: localID, limit: Self.depthLimit)
    }

    private func namesMatch(_ ours: UInt32, _ theirs: UInt32) throws(COREError) -> Bool {
        try target.name(at: theirs, equals: ours, of: local, essential: true)
    }

    /// Whether the sizes are equal and the target has every local enumerator, whatever its value.
    private mutating func match(
        enumerations ours: BTFType, _ theirs: BTFType
    ) throws(COREError) -> Bool {
        guard ours.sizeOrType == theirs.sizeOrType, ours.vlen <= theirs.vlen else { return false }
        var likely = 0
        for index in 0..<ours.vlen {
            let name = try local.enumerator(index, of: ours).nameOffset
            var isThere = false
            for distance in 0..<theirs.vlen where !isThere {
                try step(ours.id)
                let position = (likely + distance) % theirs.vlen
                guard
                    try namesMatch(name, target.enumerator(position, of: theirs).nameOffset)
                else { continue }
                isThere = true
                likely = position + 1
            }
            guard isThere else { return false }
        }
        return true
    }

    /// Whether the target has every local member and they match. Anonymous members match by their empty
    /// names.
    private mutating func match(
        composites ours: BTFType, _ theirs: BTFType, depth: Int
    ) throws(COREError) -> Bool {
        guard ours.vlen <= theirs.vlen else { return false }
        // Members are usually in the same order, so each search starts where the last one ended.
        var likely = 0
        for index in 0..<ours.vlen {
            let mine = try local.member(index, of: ours)
            var isThere = false
            for distance in 0..<theirs.vlen where !isThere {
                try step(ours.id)
                let position = (likely + distance) % theirs.vlen
                let other = try target.member(position, of: theirs)
                guard try namesMatch(mine.nameOffset, other.nameOffset) else { continue }
                isThere = try match(
                    mine.type, other.type, behindPointer: false, depth: depth - 1)
                if isThere { likely = position + 1 }
            }
            guard isThere else { return false }
        }
        return true
    }
}
