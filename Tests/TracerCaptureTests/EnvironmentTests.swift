import RandomBytes
import Testing

@testable import TracerCapture

struct EnvironmentTests {
    /// Strings with few names, so that many are there twice.
    private func environment(_ random: inout RandomBytes) -> [[UInt8]?] {
        (0..<Int.random(in: 0...60, using: &random)).map { _ in
            switch Int.random(in: 0..<10, using: &random) {
            case 0: return nil
            case 1: return random.string(longest: 12)
            case 2: return [0x3d] + random.string(longest: 4)
            case 3: return []
            default:
                let letters: [UInt8] = [0x41, 0x42, 0xff, 0x43]
                let name = (0..<Int.random(in: 1...2, using: &random)).map { _ in
                    letters.randomElement(using: &random)!
                }
                return name + [0x3d] + random.string(longest: 3)
            }
        }
    }

    /// What a dictionary makes of it.
    private func model(_ strings: [[UInt8]?]) -> (values: [[UInt8]: [UInt8]], kinds: [String]) {
        var values: [[UInt8]: [UInt8]] = [:]
        var kinds: [String] = []
        for string in strings {
            guard let string else {
                kinds.append("absent")
                continue
            }
            guard let equals = string.firstIndex(of: 0x3d), equals > 0 else {
                kinds.append("other")
                continue
            }
            let name = Array(string[..<equals])
            if values[name] == nil {
                values[name] = Array(string[(equals + 1)...])
                kinds.append("variable")
            } else {
                kinds.append("other")
            }
        }
        return (values, kinds)
    }

    /// With the hash as it is, and with one that is the same for all names.
    @Test(arguments: [NameHash(), NameHash(point: 0, factor: 0)])
    func findsTheFirstOfEachName(nameHash: NameHash) {
        var random = RandomBytes()
        for _ in 0..<500 {
            let strings = environment(&random)
            let model = model(strings)
            let list = list(strings)
            let index = EnvironmentIndex(list, nameHash: nameHash)
            #expect(index.entries.map { "\($0.kind)" } == model.kinds, "SEED=\(random.seed)")
            for (string, entry) in zip(strings, index.entries) where entry.kind != .absent {
                #expect(Array(list.bytes[entry.string]) == string, "SEED=\(random.seed)")
                let parts = string?.split(
                    separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                #expect(entry.hasEquals == (parts?.count == 2), "SEED=\(random.seed)")
                #expect(parts?.first.map { $0.elementsEqual(list.bytes[entry.name]) } == true)
                #expect(
                    !entry.hasEquals
                        || parts?.last.map { $0.elementsEqual(list.bytes[entry.value]) } == true)
            }
            for (name, value) in model.values {
                let found = index.variable(named: name.span, in: list.bytes.span)
                let bytes = found.map { Array(list.bytes[index.entries[$0].value]) }
                #expect(bytes == value, "SEED=\(random.seed)")
                #expect(Environment(list).value(of: name).map { Array($0) } == value)
            }
            let absent = random.string(longest: 8)
            if model.values[absent] == nil {
                #expect(
                    index.variable(named: absent.span, in: list.bytes.span) == nil,
                    "SEED=\(random.seed)")
            }
        }
        #expect(Environment().value(of: "A".utf8) == nil)
    }

    private func list(_ strings: [[UInt8]?]) -> StringList {
        var list = StringList()
        for string in strings { list.append(string.map { $0[...] }) }
        return list
    }

    /// Values that are replaced leave the index what it was, but for the places.
    @Test func theIndexOutlivesOtherValues() {
        var random = RandomBytes()
        for _ in 0..<300 {
            let strings = environment(&random)
            let others = strings.map { string in
                string.map { bytes in
                    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return bytes }
                    return bytes[...equals] + random.string(longest: 9)
                }
            }
            let environment = Environment(list(strings))
            if Bool.random(using: &random) { _ = environment.entries }
            let replaced = environment.replacingValues(with: list(others))
            let fresh = Environment(list(others))
            #expect(replaced == fresh && replaced.entries.count == fresh.entries.count)
            for (one, other) in zip(replaced.entries, fresh.entries) {
                #expect(
                    one.kind == other.kind && one.string == other.string && one.name == other.name,
                    "SEED=\(random.seed)")
            }
            for case let string? in others {
                let name = string.prefix { $0 != UInt8(ascii: "=") }
                #expect(replaced.value(of: name) == fresh.value(of: name), "SEED=\(random.seed)")
            }
        }
    }

    /// The index is shared by copies, and not by what was changed.
    @Test func addingAStringIsSeen() {
        var environment = Environment(list([Array("A=1".utf8)]))
        #expect(environment.value(of: "B".utf8) == nil)
        let before = environment
        environment.append(Array("B=2".utf8)[...])
        #expect(environment.value(of: "B".utf8).map { Array($0) } == Array("2".utf8))
        #expect(before.value(of: "B".utf8) == nil && before.entries.count == 1)
    }

    @Test func differencesAreThoseOfTwoDictionaries() {
        var random = RandomBytes()
        for _ in 0..<300 {
            let (own, parent) = (environment(&random), environment(&random))
            let (ownModel, parentModel) = (model(own).values, model(parent).values)
            let (ownEnvironment, parentEnvironment) = (
                Environment(list(own)), Environment(list(parent))
            )
            let diff = EnvironmentDifference(of: ownEnvironment, from: parentEnvironment)
            func names(_ positions: [Int], of environment: Environment) -> Set<[UInt8]> {
                Set(positions.map { Array(environment.bytes[environment.entries[$0].name]) })
            }
            let added = ownModel.keys.filter { parentModel[$0] == nil }
            let removed = parentModel.keys.filter { ownModel[$0] == nil }
            let changed = ownModel.filter {
                parentModel[$0.key] != nil && parentModel[$0.key] != $0.value
            }
            #expect(names(diff.added, of: ownEnvironment) == Set(added), "SEED=\(random.seed)")
            #expect(
                names(diff.removed, of: parentEnvironment) == Set(removed), "SEED=\(random.seed)")
            #expect(
                names(diff.changed, of: ownEnvironment) == Set(changed.keys), "SEED=\(random.seed)")
            #expect(diff.added == diff.added.sorted() && diff.changed == diff.changed.sorted())
        }
    }

    /// Every byte counts, wherever it stands and however long the name is.
    @Test func namesThatDifferHaveOtherHashes() {
        let nameHash = NameHash()
        var hashes: [UInt32] = []
        for length in 1...40 {
            let name = [UInt8](repeating: 0x41, count: length)
            #expect(nameHash.hash(name.span) == nameHash.hash(Array(name[...]).span))
            hashes.append(nameHash.hash(name.span))
            for place in 0..<length {
                var other = name
                other[place] = 0x42
                hashes.append(nameHash.hash(other.span))
            }
        }
        // Of 860 hashes of 32 bits two are the same by chance once in ten thousand runs.
        #expect(Set(hashes).count >= hashes.count - 1)
    }

    /// As many names as the kernel lets through must not take a time that grows with their square.
    @Test(.timeLimit(.minutes(1))) func manyNamesAreFoundInTime() {
        let strings = (0..<60_000).map { Array("N\($0)=\($0)".utf8) as [UInt8]? }
        let index = EnvironmentIndex(list(strings + strings))
        #expect(index.entries.filter { $0.kind == .variable }.count == 60_000)
        #expect(index.entries.filter { $0.kind == .other }.count == 60_000)
    }
}
