internal import SwiftletBTF
internal import SwiftletKernel
package import SwiftletObject

extension ProgramType {
    /// The name and first kernel version of a type that some kernels since 5.10 lack.
    package var youngerThanOldest: (name: String, since: String)? {
        self == .syscall ? ("syscall", "5.14") : nil
    }
}

extension KernelFeatures {
    /// Whether the kernel lacks the program type: it rejects a minimal program.
    static func lacks(_ type: ProgramType, flags: UInt32) -> Bool {
        guard type.youngerThanOldest != nil else { return false }
        // r0 = 0; exit
        var loading = ProgramLoading(
            name: "probe", type: type.rawValue, instructions: [0xb7, 0x95], license: "GPL")
        loading.flags = flags
        do throws(KernelError) {
            _ = try Kernel.programLoad(loading)
            return false
        } catch .rejected(_, .invalid, let log) {
            // For a known type, the verifier would write a log.
            return log.text.isEmpty
        } catch {
            return false
        }
    }

    /// Whether the kernel rejects a program of this kind that only returns.
    ///
    /// - Parameter attachType: BTF id of the hook, for kinds that attach by BTF.
    static func refuses(_ kind: ProgramKind, attachType: BTFTypeID) -> Bool {
        // r0 = 1; exit: some hooks don't accept 0.
        var loading = ProgramLoading(
            name: "probe", type: kind.type.rawValue, instructions: [0x1_0000_00b7, 0x95],
            license: "GPL")
        loading.flags = kind.flags
        loading.expectedAttachType = kind.expectedAttachType.rawValue
        loading.attachBTF = attachType.rawValue
        do throws(KernelError) {
            _ = try Kernel.programLoad(loading)
            return false
        } catch .rejected(_, .invalid, _) {
            return true
        } catch {
            return false
        }
    }

    /// Whether the kernel has no helper with this number, for any program type.
    static func lacks(helper number: Int32) -> Bool {
        let call = Instruction(opcode: 0x85, immediate: number)
        let loading = ProgramLoading(
            name: "probe", type: ProgramType.socketFilter.rawValue,
            instructions: [call.encoded, 0x95], license: "GPL")
        do throws(KernelError) {
            _ = try Kernel.programLoad(loading)
            return false
        } catch .rejected(_, .invalid, let log) {
            // A helper that is only for other program types gives "unknown func bpf_NAME#NUMBER".
            return log.hasLine(endingWith: "invalid func unknown#\(number)")
        } catch {
            return false
        }
    }

    /// Whether the kernel rejects atomic operations that return the old value (BPF_FETCH, Linux 5.12).
    static var lacksAtomicFetch: Bool {
        let instructions = [
            Instruction(opcode: 0xb7, destination: 1),  // r1 = 0
            Instruction(opcode: 0x7b, destination: 10, source: 1, offset: -8),  // *(u64 *)(r10 - 8) = r1
            // r1 = atomic_fetch_add((u64 *)(r10 - 8), r1)
            Instruction(opcode: 0xdb, destination: 10, source: 1, offset: -8, immediate: 1),
            Instruction(opcode: 0xb7),  // r0 = 0
            Instruction(opcode: 0x95),
        ]
        let loading = ProgramLoading(
            name: "probe", type: ProgramType.socketFilter.rawValue,
            instructions: instructions.map { $0.encoded }, license: "GPL")
        do throws(KernelError) {
            _ = try Kernel.programLoad(loading)
            return false
        } catch .rejected {
            return true
        } catch {
            return false
        }
    }

    /// Whether uprobe programs can read an attach cookie: helper bpf_get_attach_cookie, Linux 5.15.
    static let hasCookies = !lacks(helper: 174)

    /// Whether one link can hold many locations in a file (BPF_TRACE_UPROBE_MULTI, Linux 6.6).
    static let hasUprobeLinks: Bool = {
        // r0 = 0; exit
        var loading = ProgramLoading(
            name: "probe", type: ProgramType.kprobe.rawValue, instructions: [0xb7, 0x95],
            license: "GPL")
        loading.expectedAttachType = AttachType.uprobeMulti.rawValue
        do throws(KernelError) {
            let program = try Kernel.programLoad(loading)
            _ = try Kernel.attachUprobes(
                program.number, attachType: loading.expectedAttachType, path: "/", offsets: [0],
                isReturn: false, name: "probe")
            return false
        } catch .call(.linkCreate, _, .badDescriptor) {
            // A directory can't be probed, but the kernel understood the request.
            return true
        } catch {
            return false
        }
    }()
}
