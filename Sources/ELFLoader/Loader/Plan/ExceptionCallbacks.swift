internal import SwiftletBTF
internal import SwiftletObject

/// The callbacks of programs that throw (`bpf_throw`, Linux 6.7). No instruction refers to them.
///
///     __attribute__((btf_decl_tag("exception_callback:on_throw")))     DECL_TAG of FUNC `program`
///     int program(void *context) { … bpf_throw(1); … }
///
/// The verifier finds the callback by the same tag, among the functions that are loaded with the program.
/// Source: kernel/bpf/verifier.c (bpf_find_exception_callback_insn_off), libbpf's bpf_prog_assign_exc_cb.
struct ExceptionCallbacks {
    private static let prefix = "exception_callback:"

    /// The callbacks named by each program's tags, in order.
    private var names: [String: [String]] = [:]
    /// The functions of `.text` that a tag may name, by name.
    private var functions: [String: [Int]] = [:]
    /// A tagged function that can't be a program.
    private var misplaced: (function: String, callback: String)?

    /// - Throws: `BTFError` if the object's types are malformed.
    init(_ types: BTFTable, _ spec: ObjectSpec) throws(BTFError) {
        for id in types.ids {
            let tag = try types.type(id)
            guard tag.kind == .declarationTag, try types.component(of: tag) == nil else { continue }
            let text = try types.name(of: tag)
            guard text.hasPrefix(Self.prefix) else { continue }
            let callback = String(text.dropFirst(Self.prefix.count))
            let function = try types.type(BTFTypeID(tag.sizeOrType))
            let name = try types.name(of: function)
            guard function.kind == .function, function.functionLinkage == .global else {
                if misplaced == nil { misplaced = (name, callback) }
                continue
            }
            names[name, default: []].append(callback)
        }
        guard !names.isEmpty else { return }
        for (index, function) in spec.functions.enumerated() where function.isInText {
            functions[function.name, default: []].append(index)
        }
    }

    /// The callback of a program, an index in `spec.functions`. Nil if there is none, or if there are
    /// several: the verifier reports that.
    ///
    /// - Throws: `LoadError.exceptionCallback`.
    func callback(of program: String, in spec: ObjectSpec) throws(LoadError) -> Int? {
        if let misplaced {
            throw .exceptionCallback(
                program: program, callback: misplaced.callback,
                reason: "declared for '\(misplaced.function)', which is no program: programs are global")
        }
        guard let named = names[program], named.count == 1 else { return nil }
        func refused(_ reason: String) -> LoadError {
            .exceptionCallback(program: program, callback: named[0], reason: reason)
        }
        guard !named[0].isEmpty else { throw refused("it has no name") }
        let candidates = functions[named[0]] ?? []
        guard let callback = candidates.first else { throw refused("there is no such function in .text") }
        guard candidates.count == 1 else { throw refused("there is more than one") }
        guard spec.functions[callback].isGlobal, !spec.functions[callback].isHidden else {
            throw refused("it is static or hidden, and must be global")
        }
        return callback
    }
}
