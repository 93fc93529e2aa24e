public import SwiftletBTF
public import SwiftletCORE
public import SwiftletELF
public import SwiftletKernel
public import SwiftletObject

/// Why an object could not be loaded or attached.
public enum LoadError: Error, Sendable {
    /// The spec itself, or an edit of it.
    case object(ObjectError)
    /// The kernel said no.
    case kernel(KernelError)
    /// The object was compiled for the other byte order than this machine's.
    case byteOrder(object: String)
    /// The kernel has no type information, which the object needs.
    case noKernelTypes(path: String, KernelError)
    /// The target's type information is malformed.
    case targetTypes(BTFError)
    /// A file that was to hold the target's type information has none.
    case targetFile(path: String, reason: String)
    /// The object's own type information is malformed.
    case types(program: String, BTFError)
    /// A CO-RE relocation could not be made.
    case relocation(program: String, index: Int, instruction: Int, COREError)
    /// A section name that says no program type; `nearest` is one that does.
    case unknownSection(program: String, section: String, nearest: String?)
    /// The kernel has nothing of that name to attach to.
    case noHook(program: String, hook: String)
    /// A program that takes the place of another's function, and nobody said which program that is.
    case noTargetProgram(program: String, section: String)
    /// The program's section doesn't say what to attach to, or it can't be attached by this loader.
    case notAttachable(program: String, section: String)
    /// An option of the kernel's configuration (`.kconfig`) that can't be had, or not in that form.
    case option(name: String, reason: String)
    /// The section's name begins like a known one, but what follows can't be understood.
    case malformedHook(program: String, section: String, expected: String)
    /// No program or library of that name where such are searched for.
    case noBinary(program: String, name: String, searched: [String])
    /// A program or library whose ELF file can't be read.
    case binary(program: String, path: String, ELFError)
    /// A program or library has no function of that name, or none like it. `others` are versions of the
    /// function that it has, or symbols that match a pattern but are imported or IFUNCs.
    case noSymbol(program: String, path: String, symbol: String, isStripped: Bool, others: [String])
    /// A program or library has several functions of that name: several versions, or several local ones.
    case ambiguousSymbol(
        program: String, path: String, symbol: String, versions: [String], offsets: [UInt64])
    /// A function that a program or library takes from another file: from the one that it names for the
    /// symbol's version, or from one of the libraries that it is linked with.
    case importedSymbol(
        program: String, path: String, symbol: String, from: [String], version: String?)
    /// A symbol that is no function.
    case notFunction(program: String, path: String, symbol: String, type: String)
    /// A function that the dynamic loader chooses (IFUNC), perhaps among `candidates`; `reason` says why
    /// its choice could not be read, if it was asked for.
    case indirectFunction(
        program: String, path: String, symbol: String, candidates: [String], reason: String?)
    /// A probe that a program or library was built with (USDT) is not there, or can't be attached to.
    case staticProbe(program: String, path: String, probe: String, reason: String)
    /// A structure of functions (`.struct_ops`) that does not fit this kernel's; `member` is the one that
    /// doesn't.
    case structOps(map: String, member: String?, reason: String)
    /// An extern that the kernel does not provide, or another sort of than is declared.
    case extern(program: String, name: String, reason: String)
    /// A program with an instruction that can't be filled in.
    case code(program: String, ObjectError)
    /// A program that refers to a map which was not made, in a way that the plan did not foresee.
    case leftOut(program: String, map: String)
    /// A program that jumps through a table (`.jumptables`), which this loader makes no map of.
    case jumpTable(program: String, symbol: String)
    /// What a program says to call when it throws (`__exception_cb`) is nothing that can be called.
    case exceptionCallback(program: String, callback: String, reason: String)
    /// A map that was to be used in place of a new one, pinned at `path` or handed over (nil), is not
    /// what the object declares.
    case otherMap(map: String, path: String?, field: String, found: String, expected: String)
    /// No loaded map or program of that name; `nearest` is one that may have been meant.
    case notFound(kind: String, name: String, nearest: String?)
}

extension LoadError {
    /// What `body` returns, with what it throws as a load error.
    static func wrapping<Result: ~Copyable>(
        _ body: () throws(KernelError) -> Result
    ) throws(LoadError) -> Result {
        do { return try body() } catch { throw .kernel(error) }
    }
}

extension LoadError {
    /// Names with commas between them: the first twelve, and how many more there are.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(12).joined(separator: ", ")
        return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
    }
}

extension LoadError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .object(let error): "\(error)"
        case .kernel(let error): "\(error)"
        case .byteOrder(let object):
            "object '\(object)' was compiled for the other byte order than this machine's; compile it with -target bpf"
        case .noKernelTypes(_, let error):
            "this kernel gives no type information (BTF), which CO-RE and tp_btf programs need: \(error); it needs a kernel with CONFIG_DEBUG_INFO_BTF=y, and /sys mounted"
        case .targetTypes(let error): "the target's BTF: \(error)"
        case .targetFile(let path, let reason): "\(path): no BTF to resolve types in: \(reason)"
        case .types(let program, let error): "program '\(program)': BTF: \(error)"
        case .relocation(let program, let index, let instruction, let error):
            "program '\(program)': CO-RE relo #\(index) at insn #\(instruction): \(error)"
        case .unknownSection(let program, let section, let nearest):
            "program '\(program)': section '\(section)' names no program type"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .noHook(let program, let hook):
            "program '\(program)': this kernel has no '\(hook)' to attach to"
        case .code(let program, let error): "program '\(program)': \(error)"
        case .leftOut(let program, let map):
            "program '\(program)': needs map '\(map)', which is left out: create it, or leave the program out"
        case .jumpTable(let program, let symbol):
            "program '\(program)': jumps through the table '\(symbol)' of .jumptables, which this loader makes no map of (BPF_MAP_TYPE_INSN_ARRAY, Linux 6.19); compile it with -fno-jump-tables"
        case .noTargetProgram(let program, let section):
            "program '\(program)': section '\(section)': which program, and which function of it? say so with ObjectSpec.setTarget"
        case .notAttachable(let program, let section):
            "program '\(program)': section '\(section)' does not say what to attach it to: attach(to:), or attach(toCgroup:), attach(toInterface:) and their like, are told"
        case .malformedHook(let program, let section, let expected):
            "program '\(program)': section '\(section)': expected \(expected) after the first '/'"
        case .noBinary(let program, let name, let searched):
            "program '\(program)': no file '\(name)' in \(searched.joined(separator: ":")): give its path"
        case .binary(let program, let path, let error): "program '\(program)': \(path): \(error)"
        case .noSymbol(let program, let path, let symbol, let isStripped, let others):
            "program '\(program)': \(path) has no function '\(symbol)' (\(isStripped ? ".dynsym; it has no .symtab: it is stripped" : ".symtab, .dynsym"))"
                + (others.isEmpty ? "" : "; it has \(Self.list(others))")
        case .ambiguousSymbol(let program, let path, let symbol, let versions, let offsets):
            "program '\(program)': \(path) has several functions '\(symbol)', at \(Self.list(offsets.map { "0x\(String($0, radix: 16))" })) in the file: attach to one of these offsets"
                + (versions.isEmpty ? "" : ", or name a version: \(Self.list(versions))")
        case .importedSymbol(let program, let path, let symbol, let libraries, let version):
            "program '\(program)': \(path) imports '\(symbol)'\(version.map { "@\($0)" } ?? "") and does not define it: "
                + (libraries.isEmpty
                    ? "it names no library to take it from"
                    : "probe it in \(libraries.count == 1 ? "" : "one of ")\(Self.list(libraries))")
        case .notFunction(let program, let path, let symbol, let type):
            "program '\(program)': \(path): '\(symbol)' is \(type), expected a function"
        case .indirectFunction(let program, let path, let symbol, let candidates, let reason):
            "program '\(program)': \(path): '\(symbol)' is an IFUNC: the dynamic loader chooses the function when a program starts; "
                + (candidates.isEmpty
                    ? "the file has no names of functions that it may choose"
                    : "functions with such names: \(Self.list(candidates))")
                + (reason.map { "; the choice can't be read: \($0)" }
                    ?? "; name a function, or attach to the one that is chosen (AttachOptions.indirectFunctions)")
        case .staticProbe(let program, let path, let probe, let reason):
            "program '\(program)': \(path): probe '\(probe)': \(reason)"
        case .option(let name, let reason):
            "option '\(name)' (.kconfig): \(reason)"
        case .structOps(let map, let member, let reason):
            "structure '\(map)' (struct_ops)\(member.map { ": member '\($0)'" } ?? ""): \(reason)"
        case .extern(let program, let name, let reason):
            "program '\(program)': extern '\(name)': \(reason)"
        case .exceptionCallback(let program, let callback, let reason):
            "program '\(program)': exception callback '\(callback)': \(reason)"
        case .otherMap(let map, let path, let field, let found, let expected):
            "map '\(map)': the map \(path.map { "pinned at \($0)" } ?? "to be used") is another one: \(field): \(found), expected \(expected)"
                + (path == nil ? "" : "; remove the pin, or pin elsewhere")
        case .notFound(let kind, let name, let nearest):
            "no \(kind) called '\(name)' was loaded"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        }
    }
}
