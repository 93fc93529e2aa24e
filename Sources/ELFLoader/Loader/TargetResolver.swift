internal import BPFObject
internal import BTF
internal import CORE

/// The target's types, looked up when first needed.
struct TargetResolver {
    let spec: ObjectSpec
    let source: TargetTypes
    private var resolver: COREResolver?

    init(spec: ObjectSpec, source: TargetTypes) {
        self.spec = spec
        self.source = source
    }

    func table() throws(LoadError) -> BTFTable {
        switch source {
        case .runningKernel: try KernelTypes.table()
        case .table(let table): table
        }
    }

    /// Looks up a CO-RE relocation; the answers to its type are kept for the next one.
    mutating func resolve(
        _ relocation: CORERelocation, local: BTFTable, program: String, index: Int
    ) throws(LoadError) -> COREResolution {
        if resolver == nil {
            resolver = COREResolver(local: local, target: try table())
        }
        do throws(COREError) {
            if let resolution = try resolver?.resolve(relocation) { return resolution }
        } catch {
            throw .relocation(
                program: program, index: index, instruction: relocation.instruction, error)
        }
        throw .notFound(kind: "CO-RE resolver", name: program, nearest: nil)
    }

    /// The BTF id that a program of type tracing attaches by.
    func hook(prefix: String, target: String, program: String) throws(LoadError) -> BTFTypeID {
        let table = try table()
        // Tracepoints are typedefs of their callbacks' prototypes: btf_trace_sched_process_exec.
        let kinds = prefix == "btf_trace_" ? BTFKinds(.typedef) : BTFKinds.functions
        guard let id = table.ids(named: prefix + target, in: kinds).first else {
            throw .noHook(program: program, hook: target)
        }
        return id
    }
}
