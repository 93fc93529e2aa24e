internal import SwiftletBTF
internal import SwiftletCORE
internal import SwiftletObject

/// Resolves an object's externs against the kernel, each when a program first needs it.
struct ExternResolver {
    private let spec: ObjectSpec
    private var resolved: [Int: ResolvedExtern] = [:]
    /// The addresses of all symbols without a type; filled when one is needed.
    private var addresses: [String: UInt64]?

    /// The immediate of a call to a function that the kernel lacks; the index of the extern is added. No
    /// helper has such a number: the verifier says `invalid func unknown#2002000000`.
    static var poison: Int32 { 2_002_000_000 }

    init(spec: ObjectSpec) {
        self.spec = spec
    }

    /// - Parameter index: Index in `ObjectSpec.externs`.
    /// - Throws: `LoadError.extern` if the kernel lacks an extern that is not weak, or has one of that name
    ///   with another type.
    mutating func resolve(
        _ index: Int, for program: String, _ target: inout TargetResolver
    ) throws(LoadError) -> ResolvedExtern {
        if let known = resolved[index] { return known }
        let extern = spec.externs[index]
        let answer: ResolvedExtern =
            switch extern.source {
            case .configuration: try option(extern, program)
            case .kernelSymbol: try symbol(extern, program)
            case .kernelVariable:
                try typed(extern, extern.name, "variable", in: .variables, program, &target)
            case .kernelFunction:
                try typed(extern, extern.essentialName, "function", in: .functions, program, &target)
            case .unknown:
                throw .extern(
                    program: program, name: extern.name,
                    reason:
                        "nothing says where it comes from: declare it with __ksym or __kconfig, or link the object that defines it"
                )
            }
        if case .missing(let reason) = answer, !extern.isWeak {
            throw .extern(program: program, name: extern.name, reason: reason)
        }
        resolved[index] = answer
        return answer
    }

    private func option(_ extern: ExternSpec, _ program: String) throws(LoadError) -> ResolvedExtern {
        guard let option = extern.option,
            let map = spec.maps.firstIndex(where: { $0.name == ObjectSpec.configurationMap })
        else {
            throw .extern(program: program, name: extern.name, reason: "there is no map .kconfig for it")
        }
        return .option(map: map, offset: option.offset)
    }

    private mutating func symbol(
        _ extern: ExternSpec, _ program: String
    ) throws(LoadError) -> ResolvedExtern {
        if addresses == nil {
            addresses = try KernelSymbols.addresses(
                of: spec.externs.filter { $0.source == .kernelSymbol }.map { $0.name },
                program: program)
        }
        guard let address = addresses?[extern.name] else {
            return .missing(reason: "the kernel has no symbol of this name (/proc/kallsyms)")
        }
        return .address(address)
    }

    /// Finds a variable or function in the kernel's types.
    ///
    /// Another type than the declared one is an error in a variable, since the program would misread it. A
    /// function with another type counts as missing, as in libbpf: a weak one then has another flavour.
    private func typed(
        _ extern: ExternSpec, _ name: String, _ noun: String, in kinds: BTFKinds, _ program: String,
        _ target: inout TargetResolver
    ) throws(LoadError) -> ResolvedExtern {
        guard let found = try target.named(name, in: kinds) else {
            return .missing(reason: "the types of the kernel and its modules have no \(noun) of this name")
        }
        if try areCompatible(extern, program, found.id, found.types) {
            return .type(found.id, module: found.module)
        }
        let reason = "the kernel's \(noun) \(found.id) is of a type that is not compatible with the declared one"
        guard kinds == .variables else { return .missing(reason: reason) }
        throw .extern(program: program, name: extern.name, reason: reason)
    }

    /// Whether the declared type of a variable or function is compatible with the kernel's.
    private func areCompatible(
        _ extern: ExternSpec, _ program: String, _ id: BTFTypeID, _ target: BTFTable
    ) throws(LoadError) -> Bool {
        guard let local = spec.types, let declaration = extern.type else { return false }
        let ours: BTFType
        let theirs: BTFType
        do throws(BTFError) {
            ours = try local.resolvingModifiers(BTFTypeID(try local.type(declaration).sizeOrType))
            theirs = try target.resolvingModifiers(BTFTypeID(try target.type(id).sizeOrType))
        } catch {
            throw .extern(program: program, name: extern.name, reason: "\(error)")
        }
        do throws(COREError) {
            return try COREResolver.areCompatible(ours.id, of: local, theirs.id, of: target)
        } catch {
            throw .extern(program: program, name: extern.name, reason: "\(error)")
        }
    }
}
