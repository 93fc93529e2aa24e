internal import SwiftletBytes

extension BTFError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .headerTruncated(let needed, let available):
            "btf: header: needs \(needed) bytes, got \(available)"
        case .badMagic(let found):
            "btf: header: bad magic: got \(found), expected 60319 (0xeb9f)"
        case .unsupportedVersion(let found, let expected):
            "btf: header: unsupported version: got \(found), expected \(expected)"
        case .sectionOutOfBounds(let section, let offset, let count, let available):
            "btf: \(section.name): \(count) bytes at offset \(offset) are not in the blob of \(available)"
        case .byteOrderMismatch(let found, let expected):
            "btf: byte order differs from the base's: got \(found.name), expected \(expected.name)"
        case .tooManyTypes(let limit):
            "btf: too many types: limit is \(limit)"
        case .unknownKind(let type, let offset, let kind):
            "btf: type \(type) at offset \(offset): unknown kind \(kind)"
        case .typeTruncated(let type, let offset, let needed, let available):
            "btf: type \(type) at offset \(offset): needs \(needed) bytes, got \(available)"
        case .noSuchType(let type, let end):
            "btf: no type \(type): ids end before \(end)"
        case .nameOutOfBounds(let offset, let available):
            "btf: name at offset \(offset) is not in the strings of \(available) bytes"
        case .nameUnterminated(let offset):
            "btf: name at offset \(offset) has no terminating NUL"
        case .unexpectedKind(let type, let found, let expected):
            "btf: type \(type): got kind \(found.name), expected \(expected.names)"
        case .tooDeep(let type, let limit):
            "btf: type \(type): more than \(limit) references deep, a cycle?"
        case .noSize(let type, let kind):
            "btf: type \(type): \(kind.name) has no size"
        case .sizeOverflow(let type):
            "btf: type \(type): size is beyond 32 bits"
        case .badRecordSize(let section, let found, let expected):
            "btf.ext: \(section.name): bad record size: got \(found), expected a multiple of 4, \(expected) or more"
        case .recordsTruncated(let section, let offset, let recordSize, let count, let available):
            "btf.ext: \(section.name) at offset \(offset): \(count) records of \(recordSize) bytes are not in the \(available) bytes left"
        case .noRecords(let section, let offset):
            "btf.ext: \(section.name) at offset \(offset): section without records"
        case .unknownLayout(let section, let variable?):
            "btf: section '\(section)': offset of variable '\(variable)' is not known"
        case .unknownLayout(let section, nil):
            "btf: section '\(section)': size is not known; is it missing from the object?"
        case .fieldOverflow(let type, let value, let limit):
            "btf: type \(type): value \(value) is beyond \(limit)"
        case .bytes(let error):
            "btf: \(error.description)"
        }
    }
}

extension BTFKinds {
    /// The names of the kinds, for messages: `STRUCT or UNION`.
    var names: String {
        var names = ""
        for kind in BTFKind.allCases where contains(kind) {
            names += names.isEmpty ? kind.name : " or " + kind.name
        }
        return names
    }
}

extension ByteOrder {
    /// The name of the byte order, for messages.
    var name: String { self == .little ? "little-endian" : "big-endian" }
}
