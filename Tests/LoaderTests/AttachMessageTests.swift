import ELFLoader
import FixtureCompiler
import Foundation
import KernelOracle
import SwiftletObject
import Testing

@testable import SwiftletKernel

/// What is said where the kernel gives nothing but a number.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct AttachMessageTests {
    private func message(_ body: () throws -> Link) -> String {
        do {
            _ = try body()
            return "attached"
        } catch {
            return "\(error)"
        }
    }

    @Test func foldersThatAreNoCgroup() throws {
        let program = try Watched("hooks_net", "on_cgroup_egress").program
        for path in ["/tmp", "/proc/self/status"] {
            #expect(
                message { try program.attach(toCgroup: path) }
                    == "program 'on_cgroup_egress': cgroup \(path): BPF_LINK_CREATE: EBADF (bad file descriptor): is no cgroup, expected a folder below a mount of cgroup2 (usually /sys/fs/cgroup)"
            )
        }
        try PrivateMounts.run(mounting: [("cgroup2", "/mnt")]) { () throws in
            let program = try Watched("hooks_net", "on_cgroup_egress").program
            #expect(
                message { try program.attach(toCgroup: "/mnt/cgroup.procs") }
                    .contains(
                        "EBADF (bad file descriptor): is a file or a cgroup that is gone, expected the folder"
                    ))
            let other = try Watched("hooks_user", "anywhere").program
            #expect(
                message { try other.attach(toCgroup: "/mnt") }
                    .contains(
                        "EINVAL (invalid argument): a program of type kprobe doesn't attach to cgroups"
                    ))
        }
    }

    @Test func somethingThatIsNoNamespaceOrInterfaceOrEvent() throws {
        let lookup = try Watched("hooks_net", "on_lookup").program
        #expect(
            message { try lookup.attach(toNetworkNamespace: "/etc/passwd") }
                .contains("EINVAL (invalid argument): is no namespace, expected one of the network")
        )
        let xdp = try Watched("hooks_net", "on_xdp").program
        #expect(
            message { try xdp.attach(toInterface: .index(1 << 30)) }
                .contains("there is no interface 1073741824 in this network namespace"))
        #expect(
            message { try xdp.attach(toInterface: "no_such0") }
                .contains(
                    "ENODEV (no such device): there is no interface 'no_such0' in this network namespace"
                ))
    }

    @Test(arguments: ["uprobe", "uprobe.multi"])
    func insideAnInstruction(_ kind: String) throws {
        // lock xadd, which uprobes refuse, and a function of one instruction of many bytes.
        let source = """
            __asm__(".globl locked\\n.type locked,@function\\nlocked: .byte 0xf0,0xf0,0x48,0x0f,0xc1,0x07\\nret\\n.size locked,.-locked");
            """
        try HostProgram.with(source, flags: ["-shared", "-fPIC"]) { path throws in
            // The kernel looks at instructions where they are mapped.
            let handle = try #require(dlopen(path, RTLD_NOW))
            defer { dlclose(handle) }
            let isMany = kind == "uprobe.multi"
            let program = try Watched("hooks_user", isMany ? "on_many_anywhere" : "anywhere")
                .program
            let said = message {
                isMany
                    ? try program.attach(to: .uprobes(path: path, pattern: "locked", at: .entry))
                    : try program.attach(
                        to: .uprobe(UserFunction(path: path, symbol: "locked"), isReturn: false))
            }
            #expect(
                said.contains(
                    "ENOTSUPP (not supported): the kernel can't probe what is at offset 0x"),
                "\(said)")
            #expect(said.contains(" (f0 f0 48 0f): a probe needs the beginning of an instruction"))
            let size = try #require(
                try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
            if !isMany {
                let beyond = message {
                    try program.attach(
                        to: .uprobe(
                            UserFunction(path: path, symbol: "", offset: UInt64(size) + 4096),
                            isReturn: false))
                }
                #expect(beyond.contains("is beyond the file, which has \(size) bytes"), "\(beyond)")
            }
        }
    }

    @Test func aRawTracepointWithFewerArguments() throws {
        let program = try Watched("hooks_kernel", "reads_too_much").program
        #expect(
            message { try program.attach(to: .rawTracepoint(name: "sys_enter")) }
                .contains(
                    "EINVAL (invalid argument): the program reads more arguments than the tracepoint has"
                ))
    }

    @Test func aLinkThatIsNoIterator() throws {
        let link = try Watched("hooks_user", "anywhere").program.attach(
            to: .uprobe(UserFunction(path: "libc.so.6", symbol: "a64l"), isReturn: false))
        let error = #expect(throws: LoadError.self) { _ = try link.read() }
        #expect("\(try #require(error))".contains("iterator"))
    }

    @Test func typesThatTheKernelRefuses() throws {
        let error = #expect(throws: KernelError.self) {
            _ = try Kernel.btfLoad([1, 2, 3], name: "odd")
        }
        #expect(
            "\(try #require(error))".hasPrefix(
                "types (BTF) of 'odd': refused by the kernel: EINVAL"))
    }

    @Test(
        arguments: [
            (21, "EISDIR"), (24, "EMFILE"), (524, "ENOTSUPP"), (77, "EBADFD"), (5, "EIO"),
            (8, "ENOEXEC"),
        ] as [(Int32, String)])
    func namesOfErrorNumbers(number: Int32, name: String) {
        #expect("\(Errno(rawValue: number))".hasPrefix("\(name) ("))
    }

    @Test func aFolderInPlaceOfAFile() {
        let error = #expect(throws: LoadError.self) { try TargetTypes.file("/sys/kernel/btf") }
        #expect(error.map { "\($0)" } == "/sys/kernel/btf: is a folder, expected a file")
    }
}
