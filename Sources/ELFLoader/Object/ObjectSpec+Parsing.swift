internal import SwiftletBTF
package import SwiftletBytes
package import SwiftletELF

extension ObjectSpec {
    /// Parses a BPF object file.
    ///
    /// - Parameter name: The name for messages and for data maps; usually the file name without
    ///   `.bpf.o`.
    /// - Throws: `ObjectError` with the section and offset, the value found and the value expected.
    public init(parsing bytes: [UInt8], name: String) throws(ObjectError) {
        try self.init(parsing: ByteView(bytes), name: name)
    }

    /// - Throws: The same errors as `init(parsing:name:)`.
    package init(parsing bytes: ByteView, name: String) throws(ObjectError) {
        let file: ELFFile
        do { file = try ELFFile(parsing: bytes) } catch { throw .elf(error) }
        try self.init(file, name: name)
    }

    /// - Throws: The same errors as `init(parsing:name:)`.
    package init(_ file: ELFFile, name: String) throws(ObjectError) {
        guard file.machine == .bpf, file.type == .relocatable else {
            throw .notBPF(machine: file.machine.rawValue, type: file.type.rawValue)
        }
        if let legacy = file.sections.first(where: { $0.name == "maps" || $0.name.hasPrefix("maps/") }) {
            throw .legacyMaps(section: legacy.name)
        }
        let types = try Self.types(of: file)
        let records = try Self.records(of: file, types)
        var fixups = Self.fixups(of: file)
        var functions = try FunctionTable(file, types)
        let arena = try ArenaSection.find(in: file)
        let declared = try MapDefinitions(file, types, fixups).maps(functions, arena)
        let data = try DataSections(file, types, fixups, objectName: name, after: declared, arena)
        let externs = try Self.externs(of: file, types)
        let configuration = Self.configurationMap(for: externs, types, objectName: name)
        if let configuration {
            fixups.sections[configuration.name] = .init(
                size: configuration.valueSize,
                offsets: Self.configurationOffsets(of: externs))
        }
        try functions.readRelocations(
            file, RelocationSymbols(declared: declared, data: data, externs: externs))
        let structOps = try StructOpsSections(
            file: file, types: types, fixups: fixups, functions: functions
        ).maps()

        self.name = name
        self.order = file.order
        self.types = types
        self.records = records
        self.fixups = fixups
        self.externs = externs.map { $0.spec }
        maps =
            declared.map { $0.spec } + data.maps + (configuration.map { [$0] } ?? []) + structOps
        variables = data.variables
        self.functions = functions.functions
        programs = try Self.programs(self.functions)
        warnings = data.warnings
        license = try Self.license(of: file)
        kernelVersion = try Self.version(of: file)
        loadMembers()
    }

    private static func types(of file: ELFFile) throws(ObjectError) -> BTFTable? {
        guard let section = file.section(named: ".BTF") else { return nil }
        let data = try contents(of: section, in: file)
        do { return try BTFTable(parsing: data) } catch { throw .btf(section: ".BTF", error) }
    }

    private static func records(of file: ELFFile, _ types: BTFTable?) throws(ObjectError) -> BTFExt? {
        guard let types, let section = file.section(named: ".BTF.ext") else { return nil }
        let data = try contents(of: section, in: file)
        do {
            return try BTFExt(parsing: data, table: types)
        } catch {
            throw .btf(section: ".BTF.ext", error)
        }
    }

    /// The sizes and offsets that clang leaves at 0 in the type information.
    private static func fixups(of file: ELFFile) -> BTFFixups {
        var fixups = BTFFixups()
        for section in file.sections where section.flags.contains(.allocated) || section.name == "license" {
            fixups.sections[section.name] = .init(size: UInt32(clamping: section.size))
        }
        for symbol in file.symbols {
            guard let index = symbol.section, !symbol.name.isEmpty, symbol.binding != .local else { continue }
            let name = file.sections[index].name
            let isHidden = symbol.visibility == .hidden || symbol.visibility == .internal
            if symbol.type == .function {
                if isHidden { fixups.staticFunctions.insert(symbol.name) }
            } else {
                fixups.sections[name]?.offsets[symbol.name] = UInt32(clamping: symbol.value)
                if isHidden { fixups.hiddenVariables.insert(symbol.name) }
            }
        }
        return fixups
    }

    private static func configurationOffsets(of externs: [Extern]) -> [String: UInt32] {
        var offsets: [String: UInt32] = [:]
        for extern in externs {
            if let option = extern.spec.option {
                offsets[extern.spec.name] = UInt32(clamping: option.offset)
            }
        }
        return offsets
    }

    /// The functions that the kernel calls. All other functions are subprograms: those in `.text` and
    /// `.text.NAME` (`-ffunction-sections`, cold functions), and those that another function calls and
    /// whose section name is not that of a program type.
    private static func programs(_ functions: [FunctionSpec]) throws(ObjectError) -> [ProgramSpec] {
        var isCalled = [Bool](repeating: false, count: functions.count)
        for relocation in functions.lazy.flatMap({ $0.relocations }) {
            switch relocation.target {
            case .call(let callee), .functionAddress(let callee): isCalled[callee] = true
            default: break
            }
        }
        var programs: [ProgramSpec] = []
        for (index, function) in functions.enumerated() where !function.isInText {
            let isOptional = function.sectionName.hasPrefix("?")
            let kind = ProgramKind(section: String(function.sectionName.dropFirst(isOptional ? 1 : 0)))
            if kind == nil, isCalled[index] { continue }
            guard function.isGlobal else {
                throw .staticProgram(section: function.sectionName, function: function.name)
            }
            programs.append(
                ProgramSpec(
                    name: function.name, sectionName: function.sectionName, function: index,
                    kind: kind, isLoaded: !isOptional, targetProgram: nil))
        }
        return programs
    }

    private static func license(of file: ELFFile) throws(ObjectError) -> String {
        guard let section = file.section(named: "license") else { return "" }
        let data = try contents(of: section, in: file)
        return String(decoding: data.bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func version(of file: ELFFile) throws(ObjectError) -> UInt32 {
        guard let section = file.section(named: "version") else { return 0 }
        let data = try contents(of: section, in: file)
        do {
            return try data.load(UInt32.self, at: 0, file.order)
        } catch {
            throw .bytes(section: "version", error)
        }
    }

    /// The bytes of a section.
    static func contents(of section: ELFSection, in file: ELFFile) throws(ObjectError) -> ByteView {
        do { return try file.data(of: section) } catch { throw .elf(error) }
    }
}
