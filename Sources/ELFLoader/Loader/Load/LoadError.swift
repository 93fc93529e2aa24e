package import SwiftletBTF
public import SwiftletBytes
package import SwiftletCORE
package import SwiftletELF
public import SwiftletKernel
public import SwiftletObject

/// Why an object could not be loaded or attached.
public enum LoadError: Error, Sendable {
    /// The spec itself, or an edit of it, is invalid.
    case object(ObjectError)
    /// The kernel refused an operation.
    case kernel(KernelError)
    /// The object was compiled for the other byte order.
    case byteOrder(object: String)
    /// The kernel has no type information, which the object needs.
    case noKernelTypes(path: String, KernelError)
    /// The target's type information is malformed.
    case targetTypes(FormatError)
    /// A file that should hold the target's type information has none.
    case targetFile(path: String, reason: String)
    /// The object's own type information is malformed.
    case types(program: String, FormatError)
    /// A CO-RE relocation failed.
    case relocation(program: String, index: Int, instruction: Int, FormatError)
    /// A section name that identifies no program type; `nearest` is a similar one that does.
    case unknownSection(program: String, section: String, nearest: String?)
    /// The kernel has no hook of that name.
    case noHook(program: String, hook: String)
    /// The program replaces a function of another program, but no target program was set.
    case noTargetProgram(program: String, section: String)
    /// The section doesn't name an attach target, or this loader can't attach the program.
    case notAttachable(program: String, section: String)
    /// A configuration option (`.kconfig`) that is unavailable, or doesn't fit its variable.
    case option(name: String, reason: String)
    /// The section's name begins like a known one, but the rest is invalid.
    case malformedHook(program: String, section: String, expected: String)
    /// No program or library of that name in the search path.
    case noBinary(program: String, name: String, searched: [String])
    /// The ELF file of a program or library is invalid.
    case binary(program: String, path: String, FormatError)
    /// A program or library has no function that matches. `others` are versions of the function that it has,
    /// or symbols that match a pattern but are imported or IFUNCs.
    case noSymbol(program: String, path: String, symbol: String, isStripped: Bool, others: [String])
    /// A program or library has several functions of that name: several versions, or several local ones.
    case ambiguousSymbol(
        program: String, path: String, symbol: String, versions: [String], offsets: [UInt64])
    /// A function that a program or library imports from another file: from the one it names for the symbol's
    /// version, or from one of the libraries it is linked with.
    case importedSymbol(
        program: String, path: String, symbol: String, from: [String], version: String?)
    /// The symbol is not a function.
    case notFunction(program: String, path: String, symbol: String, type: String)
    /// An IFUNC, for which the dynamic loader selects the function, perhaps one of `candidates`. `reason`
    /// says why the selection could not be read, if that was requested.
    case indirectFunction(
        program: String, path: String, symbol: String, candidates: [String], reason: String?)
    /// A static probe (USDT) is missing from a program or library, or can't be attached to.
    case staticProbe(program: String, path: String, probe: String, reason: String)
    /// A struct_ops variable doesn't match the kernel's structure; `member` is the mismatch.
    case structOps(map: String, member: String?, reason: String)
    /// The kernel doesn't provide an extern, or provides it with another type.
    case extern(program: String, name: String, reason: String)
    /// A program has an instruction that can't be relocated.
    case code(program: String, ObjectError)
    /// A program refers to a map that was not created, which planning should have caught.
    case leftOut(program: String, map: String)
    /// A program uses a jump table (`.jumptables`), which this loader doesn't support.
    case jumpTable(program: String, symbol: String)
    /// The exception callback of a program (`__exception_cb`) can't be called.
    case exceptionCallback(program: String, callback: String, reason: String)
    /// A map to be reused, pinned at `path` or passed by the caller (nil), doesn't match the object's
    /// declaration.
    case otherMap(map: String, path: String?, field: String, found: String, expected: String)
    /// No loaded map or program has that name; `nearest` is the most similar name.
    case notFound(kind: String, name: String, nearest: String?)
}

extension LoadError {
    package static func targetTypes(_ error: BTFError) -> LoadError { .targetTypes(FormatError(error)) }
    package static func types(program: String, _ error: BTFError) -> LoadError {
        .types(program: program, FormatError(error))
    }
    package static func relocation(
        program: String, index: Int, instruction: Int, _ error: COREError
    ) -> LoadError {
        .relocation(program: program, index: index, instruction: instruction, FormatError(error))
    }
    package static func binary(program: String, path: String, _ error: ELFError) -> LoadError {
        .binary(program: program, path: path, FormatError(error))
    }

    /// Runs `body` and wraps its error in a `LoadError`.
    static func wrapping<Result: ~Copyable>(
        _ body: () throws(KernelError) -> Result
    ) throws(LoadError) -> Result {
        do { return try body() } catch { throw .kernel(error) }
    }
}

extension LoadError {
    /// Joins names with commas: the first twelve, and the count of the rest.
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
