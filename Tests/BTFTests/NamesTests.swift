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
        }
    }
}
