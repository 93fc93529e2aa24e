internal import SwiftletBTF
internal import SwiftletKernel
internal import SwiftletObject

extension KernelFeatures {
    /// Whether programs can read their attach cookie (bpf_get_attach_cookie, Linux 5.15).
    static var hasAttachCookie: Bool {
        let call = Instruction(opcode: 0x85, immediate: 174)
        let loading = ProgramLoading(
            name: "probe", type: ProgramType.tracepoint.rawValue,
            instructions: [call.encoded, 0x95], license: "GPL")
        return (try? Kernel.programLoad(loading)) != nil
    }

    /// Whether syscall functions take one pointer to the registers (ARCH_HAS_SYSCALL_WRAPPER).
    ///
    /// Their names show that (`__x64_sys_bpf`). The names come from the kernel's types, or from its symbols
    /// if it has no types.
    static var hasSystemCallWrapper: Bool {
        guard !Kernel.systemCallPrefix.isEmpty else { return false }
        let name = Kernel.systemCallPrefix + "bpf"
        if let table = try? KernelTypes.table(), !table.ids(named: name, in: .functions).isEmpty {
            return true
        }
        let symbols = try? KernelSymbols.names(of: [name])
        return symbols?.contains(name) == true
    }

    /// The kfunc support that the kernel lacks; nil if it has it.
    ///
    /// - Parameter isOfModule: Whether the program calls functions of a module.
    static func missingCalls(isOfModule: Bool) -> (feature: String, since: String)? {
        // The called function doesn't exist. The verifier's message shows how far it got.
        let call = Instruction(
            opcode: 0x85, source: Instruction.Pseudo.kernelFunctionCall, offset: isOfModule ? 1 : 0,
            immediate: 1)
        let loading = ProgramLoading(
            name: "probe", type: ProgramType.schedulerClassifier.rawValue,
            instructions: [call.encoded, 0x95], license: "GPL")
        do throws(KernelError) {
            _ = try Kernel.programLoad(loading)
            return nil
        } catch .rejected(_, _, let log) where log.hasLine(endingWith: "BPF_CALL uses reserved fields") {
            return isOfModule
                ? ("calls of functions of its modules", "5.16")
                : ("calls of its functions (kfuncs)", "5.13")
        } catch {
            return nil
        }
    }
}
