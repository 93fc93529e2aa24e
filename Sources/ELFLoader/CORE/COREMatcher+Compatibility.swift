internal import SwiftletBTF

extension BTFKind {
    /// Whether types of the two kinds can correspond: the kinds are equal, or both are enumerations of
    /// either width.
    func isCounterpart(of other: BTFKind) -> Bool {
        self == other || isEnumeration && other.isEnumeration
    }
}

extension COREMatcher {
    /// Whether two fields with the same name are compatible, so that code for one makes sense for the
    /// other.
    ///
    /// Modifiers and typedefs are ignored. Any structs and unions are compatible with each other, as
    /// are any two pointers, any two floats, and integers of any size and sign. Enumerations and
    /// forward declarations are compatible if their essential names are equal or one has no name;
    /// arrays, if their elements are compatible.
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

    /// Whether two types with the same name are compatible (`bpf_core_type_exists`).
    ///
    /// The rules are those for fields, with these differences: a struct is not compatible with a union,
    /// floats are not compatible, and names of nested types are ignored. Pointees, and parameters and
    /// return types of functions, must be compatible too.
    mutating func areCompatible(
        types localID: BTFTypeID, _ targetID: BTFTypeID
    ) throws(COREError) -> Bool {
        try areCompatible(types: localID, targetID, depth: Self.depthLimit)
    }

    private mutating func areCompatible(
        types localID: BTFTypeID, _ targetID: BTFTypeID, depth: Int
    ) throws(COREError) -> Bool {
        // This check precedes the removal of modifiers: a typedef corresponds only to a typedef.
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

    /// Whether neither integer is an old-style bit field, which its own type describes. All other
    /// integers are compatible.
    private func areWhole(_ ours: BTFType, _ theirs: BTFType) throws(COREError) -> Bool {
        let offsets = try (local.integer(of: ours).bitOffset, target.integer(of: theirs).bitOffset)
        return offsets == (0, 0)
    }
}
