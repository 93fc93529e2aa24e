internal import ELFLoader

extension Report {
    /// Whether the kernel's types include its per-CPU variables, which are then in a named section.
    private static var typesHoldVariables: Bool {
        guard let types = try? Kernel.readFile("/sys/kernel/btf/vmlinux") else { return true }
        let name = Array(".data..percpu".utf8)
        var matched = 0
        for byte in types {
            matched = byte == name[matched] ? matched + 1 : byte == name[0] ? 1 : 0
            if matched == name.count { return true }
        }
        return false
    }

    /// What the kernel provides: options, symbols, variables, functions, modules.
    mutating func checkExterns(_ objects: Objects) {
        let kernel = self.kernel
        check("options of the kernel's configuration") {
            let (spec, object) = try Self.externs(objects, "options")
            try expect(object.run("options"), 0, "line of loader_externs.bpf.c")
            let version = try object.value(of: "version", spec)
            try expect(Int(version >> 16), kernel.major, "LINUX_KERNEL_VERSION")
            try expect(Int(version >> 8 & 0xff), kernel.minor, "LINUX_KERNEL_VERSION")
            try expect(
                object.value(of: "cookie", spec), kernel >= KernelVersion(5, 15) ? 1 : 0,
                "LINUX_HAS_BPF_COOKIE")
            try expect(object.value(of: "wrapper", spec), 1, "LINUX_HAS_SYSCALL_WRAPPER")
        }
        check("addresses of the kernel's symbols") {
            try expect(
                Self.externs(objects, "symbols").1.run("symbols"), 0,
                "line of loader_externs.bpf.c")
        }
        let hasVariables = Self.hasSymbol("runqueues")
        if hasVariables {
            check("variables of the kernel, by type") {
                do {
                    _ = try Self.externs(objects, "variables")
                } catch LoadError.extern(_, "runqueues", _) where !Self.typesHoldVariables {
                    // The pahole that built Debian's 5.10 left them out.
                    return
                }
            }
        }
        check("functions of the kernel, by type", since: KernelVersion(6, 2)) {
            do {
                _ = try Self.externs(objects, "functions")
            } catch LoadError.extern(_, "bpf_task_from_pid", _) where kernel < KernelVersion(6, 2) {
                // The kernel supports kernel functions, but lacks this one.
                return
            } catch LoadError.extern(_, "bpf_task_release___flavour", _)
                where kernel < KernelVersion(6, 2)
            {
                return
            }
        }
        check("a kernel function that is missing is named") {
            let log = try Self.rejection {
                try Self.externs(objects, "calls_missing").1
            }
            guard log.summary.contains("'swiftlet_no_such_function'") else {
                throw CheckFailure("the summary says \(log.summary)")
            }
        }
        check("a program that takes the place of a function") {
            let target = try objects.load("loader_replaces")
            var spec = try objects.spec("loader_replaces", only: "replacement")
            try spec.setTarget(
                of: "replacement", to: "replaceable",
                program: target.programs["target"])
            _ = try spec.load()
        }
    }

    /// An object with one program. It sets the options itself if the kernel's configuration can't be
    /// read, as in a machine without /boot.
    private static func externs(
        _ objects: Objects, _ program: String
    ) throws -> (ObjectSpec, LoadedObject) {
        let spec = try objects.spec("loader_externs", only: program)
        let hasText = (try? Kernel.readFile("/proc/config.gz")) != nil
        let options = LoadOptions(configuration: hasText ? nil : whole(spec))
        return (spec, try spec.load(options: options))
    }

    /// A text that sets every option of the object, so that no other is read.
    private static func whole(_ spec: ObjectSpec) -> String {
        var text = ""
        for extern in spec.externs where extern.name.hasPrefix("CONFIG_") {
            switch extern.option?.form {
            case .string?: text += "\(extern.name)=\"\"\n"
            case .boolean?, .tristate?, .character?: text += "\(extern.name)=y\n"
            default: text += "\(extern.name)=0\n"
            }
        }
        return text
    }

    /// Needs the module nf_conntrack, which tools/vm/modules.sh loads.
    mutating func checkModules(_ objects: Objects) {
        check("functions of a module", since: KernelVersion(6, 0)) {
            let object = try objects.load("loader_module", only: "calls_module")
            try expect(object.run("calls_module"), 0, "line of loader_module.bpf.c")
        }
        check("types of a module") {
            let object = try objects.load("loader_module", only: "module_types")
            try expect(object.run("module_types"), 0, "line of loader_module.bpf.c")
        }
        for program in ["on_module_entry", "on_named_module_entry"] {
            check("attach: \(program)") {
                let object = try objects.load("loader_module", only: program)
                _ = try object.programs[program].attach()
            }
        }
    }
}
