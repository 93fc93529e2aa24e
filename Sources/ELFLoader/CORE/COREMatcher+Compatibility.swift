internal import SwiftletBTF

extension BTFKind {
    /// Whether types of the two kinds may stand for each other: the same, or enumerations of either
    /// width.
    func isCounterpart(of other: BTFKind) -> Bool {
        self == other || isEnumeration && other.isEnumeration
    }
}

extension COREMatcher {
    /// Whether two fields of the same name are the same sort of thing, so that code for one makes sense
    /// for the other.
    ///
    /// Modifiers and typedefs don't count. Structs and unions are compatible with each other, so are
    /// pointers, floats, and integers of any size and sign; enumerations and forward declarations if
    /// their essential names are the same or one has none; arrays if their elements are.
    func areCompatible(
        fields localID: BTFTypeID, _ targetID: BTFTypeID
    ) throws(COREError) -> Bool {
        var (localID, targetID) = (localID, targetID)
        for _ in 0..<Self.depthLimit {
            let ours = try local.resolving(localID)
            let theirs = try target.resolving(targetID)
            if ours.kind.isComposite, theirs.kind.isComposite { return true }
            guard ours.kind.isCounterpart(of: theirs.kind) else { return false }
            switch ours.kind {
            case .pointer, .float:
                return true
            case .forward, .enumeration, .enumeration64:
                if try local.isUnnamed(ours.nameOffset) { return true }
                if try target.isUnnamed(theirs.nameOffset) { return true }
                return try target.name(
                    at: theirs.nameOffset, equals: ours.nameOffset, of: local, essential: true)
            case .integer:
                return try areWhole(ours, theirs)
            case .array:
                localID = try local.array(of: ours).element
                targetID = try target.array(of: theirs).element
            default:
                return false
            }
        }
        throw .tooComplex(type: localID, limit: Self.depthLimit)
    }

    /// Whether two types whose names agree are the same sort of thing (`bpf_core_type_exists`).
    ///
    /// As for fields, but struct and union differ, nested names don't count, what pointers lead to does,
    /// and so do the parameters and results of functions.
    mutating func areCompatible(
        types localID: BTFTypeID, _ targetID: BTFTypeID
    ) throws(COREError) -> Bool {
        try areCompatible(types: localID, targetID, depth: Self.depthLimit)
    }

    private mutating func areCompatible(
        types localID: BTFTypeID, _ targetID: BTFTypeID, depth: Int
    ) throws(COREError) -> Bool {
        // Before modifiers are left out: a typedef is a counterpart of a typedef only.
        guard try local.type(localID).kind.isCounterpart(of: target.type(targetID).kind) else {
            return false
        }
        var (localID, targetID) = (localID, targetID)
        for _ in 0..<Self.depthLimit {
            let ours = try local.resolving(localID)
            let theirs = try target.resolving(targetID)
            guard ours.kind.isCounterpart(of: theirs.kind) else { return false }
            switch ours.kind {
            case .void, .structure, .union, .enumeration, .enumeration64, .forward:
                return true
            case .integer:
                return try areWhole(ours, theirs)
            case .pointer:
                localID = BTFTypeID(ours.sizeOrType)
                targetID = BTFTypeID(theirs.sizeOrType)
            case .array:
                localID = try local.array(of: ours).element
                targetID = try target.array(of: theirs).element
            case .functionPrototype:
                guard ours.vlen == theirs.vlen else { return false }
                let parameters = try (local.parameters(of: ours), target.parameters(of: theirs))
                for (mine, other) in zip(parameters.0, parameters.1) {
                    try step(localID)
                    guard depth > 0 else {
                        throw .tooComplex(type: localID, limit: Self.depthLimit)
                    }
                    guard
                        try areCompatible(
                            types: local.resolving(mine.type).id,
                            target.resolving(other.type).id, depth: depth - 1)
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

    /// Integers are compatible unless one is a bit field in the old style, which its own type describes.
    private func areWhole(_ ours: BTFType, _ theirs: BTFType) throws(COREError) -> Bool {
        let offsets = try (local.integer(of: ours).bitOffset, target.integer(of: theirs).bitOffset)
        return offsets == (0, 0)
    }
}
