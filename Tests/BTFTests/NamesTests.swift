import SwiftletBTF
import SwiftletBytes
import Testing

/// Searches by name find what a walk over all types finds.
struct NamesTests {
    @Test(arguments: ["btf_kinds", "core_types"])
    func everyNameIsFound(fixture: String) throws {
        let table = try FixtureTypes(fixture).table()
        var byName: [String: [BTFTypeID]] = [:]
        var byEssentialName: [String: [BTFTypeID]] = [:]
        for id in table.ids {
            let type = try table.type(id)
            guard !type.isAnonymous else { continue }
            byName[try table.name(of: type), default: []].append(id)
            byEssentialName[try table.essentialName(at: type.nameOffset), default: []].append(id)
        }
        #expect(byName.count > 20)
        for (name, ids) in byName {
            #expect(table.ids(named: name) == ids, "\(name)")
        }
        for (name, ids) in byEssentialName {
            #expect(table.ids(essentialName: name) == ids, "\(name)")
        }
        // All at once, and absent names among them.
        let names = Array(byName.keys) + ["no_such_name", "", "i"]
        let exact = table.ids(of: names.map { BTFNameQuery($0, in: .all) })
        for (name, ids) in zip(names, exact) { #expect(ids == byName[name] ?? [], "\(name)") }
        let roots = Array(byEssentialName.keys) + ["no_such_name", "", "i"]
        let essential = table.ids(of: roots.map { BTFNameQuery($0, in: .all, isEssential: true) })
        for (name, ids) in zip(roots, essential) { #expect(ids == byEssentialName[name] ?? [], "\(name)") }
        for kind in BTFKind.allCases {
            for (name, ids) in byName {
                let expected = try ids.filter { try table.type($0).kind == kind }
                #expect(table.ids(named: name, in: BTFKinds(kind)) == expected)
            }
        }
        #expect(table.ids(named: "").isEmpty)
        #expect(table.ids(essentialName: "no_such_name").isEmpty)
    }

    @Test func flavoursAreWhatFollowsThreeUnderscores() throws {
        // libbpf's bpf_core_essential_name_len.
        let names: [(String, String)] = [
            ("a", "a"), ("a___b", "a"), ("a___b___c", "a___b"), ("___b", "___b"), ("a___", "a___"),
            ("a____b", "a____b"), ("a__b", "a__b"), ("a___b_", "a"), ("__a___b", "__a"),
            ("a___b___", "a"), ("ab___1", "ab"),
        ]
        var builder = BTFBuilder()
        for (name, _) in names {
            builder.add(.structure, name: builder.string(name))
        }
        let table = try BTFTable(parsing: .init(builder.bytes))
        for (id, (name, essential)) in zip(table.ids, names) {
            #expect(try table.essentialName(at: table.type(id).nameOffset) == essential, "\(name)")
            #expect(table.ids(essentialName: essential).contains(id), "\(name)")
            let query = BTFNameQuery(essential, in: .all, isEssential: true)
            #expect(table.ids(of: [query]) == [table.ids(essentialName: essential)], "\(name)")
        }
    }

    /// Names that begin alike, up to and beyond what the index hashes, and names at the very end of the strings.
    @Test func namesOfEveryLengthAreFoundOnceTheIndexIsMade() throws {
        let names = (1...40).map { String(repeating: "n", count: $0) } + ["nnnnnnnnnnnnnnnnx", "x", "n___x", "nnn___nn"]
        var builder = BTFBuilder()
        for name in names + names { builder.add(.structure, name: builder.string(name)) }
        let table = try BTFTable(parsing: .init(builder.bytes))
        let half = UInt32(names.count)
        for (index, name) in names.enumerated() {
            let expected = [BTFTypeID(UInt32(index) + 1), BTFTypeID(UInt32(index) + 1 + half)]
            #expect(table.ids(named: name) == expected, "\(name)")
            #expect(table.ids(of: [BTFNameQuery(name, in: .all)]) == [expected], "\(name)")
            #expect(table.ids(named: name, in: .functions).isEmpty)
        }
        #expect(table.ids(named: "nnnnnnnnnnnnnnnny").isEmpty)
        let one = table.ids(of: [BTFNameQuery("n", in: .all, isEssential: true)])
        #expect(one == [table.ids(essentialName: "n")] && one[0].count == 4)
    }
}
