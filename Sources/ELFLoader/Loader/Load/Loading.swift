internal import SwiftletBTF
internal import SwiftletKernel
internal import SwiftletObject

/// The steps of `ObjectSpec.load`.
enum Loading {
    /// Loads the object's BTF.
    ///
    /// The BTF is first loaded unchanged, which current kernels accept. If the kernel rejects it, its support
    /// is probed and unsupported types are replaced. An object loads without BTF unless it needs it.
    static func loadTypes(of plan: LoadPlan, _ options: LoadOptions) -> LoadedTypes {
        if let types = options.types { return types }
        guard let table = plan.spec.types, plan.spec.order == .host else {
            return LoadedTypes(nil)
        }
        var failure: KernelError?
        let supports: [() -> BTFKernelSupport] = [
            { BTFKernelSupport.all }, { KernelFeatures.btfSupport() },
        ]
        for support in supports {
            let bytes: [UInt8]
            do {
                bytes = try table.encoded(for: support(), fixups: plan.spec.fixups)
            } catch {
                failure = .unfit(subject: "BTF of '\(plan.spec.name)'", reason: "\(error)")
                break
            }
            do throws(KernelError) {
                return LoadedTypes(try Kernel.btfLoad(bytes, name: plan.spec.name))
            } catch {
                failure = error
            }
        }
        return LoadedTypes(failure)
    }

    /// Loads the programs, in the order of the plan.
    ///
    /// - Returns: The programs, and whether the maps of maps were filled meanwhile (`LoadOptions.loadsTogether`).
    static func loadPrograms(
        of plan: LoadPlan, _ maps: [LoadedMap?], _ types: LoadedTypes, _ options: LoadOptions
    ) throws(LoadError) -> (programs: [LoadedProgram], areMapsFilled: Bool) {
        var assembled: [AssembledProgram] = []
        var loadings: [ProgramLoading] = []
        for planned in plan.programs {
            let code = planned.assembled()
            loadings.append(try loading(planned, code, plan, maps, types, options))
            assembled.append(code)
        }
        var (descriptors, areMapsFilled): ([Int], Bool) = ([], false)
        if options.loadsTogether, options.verifierLog.isEmpty {
            (descriptors, areMapsFilled) = Kernel.loadTogether(loadings, filling: innerMaps(of: plan, maps))
        }
        var programs: [LoadedProgram] = []
        let staticProbes = StaticProbeSpecifications(maps.compactMap { $0 })
        for (index, planned) in plan.programs.enumerated() {
            var report = ProgramLoadReport()
            let descriptor: Descriptor
            if descriptors.indices.contains(index), descriptors[index] >= 0 {
                descriptor = Descriptor(adopting: Int32(descriptors[index]))
            } else {
                do {
                    descriptor = try Kernel.programLoad(loadings[index], &report)
                } catch {
                    for other in descriptors.dropFirst(index + 1) where other >= 0 {
                        _ = Descriptor(adopting: Int32(other))
                    }
                    throw .kernel(planned.explaining(error))
                }
            }
            programs.append(
                LoadedProgram(
                    planned.spec, kind(of: planned), instructions: assembled[index].instructions.count,
                    descriptor, report, staticProbes))
        }
        return (programs, areMapsFilled)
    }

    private static func kind(of planned: PlannedProgram) -> ProgramKind {
        var kind = planned.kind
        // A static probe has many locations. For a single link to all of them, the program must be loaded
        // accordingly.
        if case .usdt = kind.hook, KernelFeatures.hasUprobeLinks {
            kind.expectedAttachType = .uprobeMulti
        }
        return kind
    }

    private static func loading(
        _ planned: PlannedProgram, _ code: AssembledProgram, _ plan: LoadPlan, _ maps: [LoadedMap?],
        _ types: LoadedTypes, _ options: LoadOptions
    ) throws(LoadError) -> ProgramLoading {
        var loading = ProgramLoading(
            name: planned.spec.name, type: planned.kind.type.rawValue,
            instructions: try code.encoded(maps, program: planned.spec.name), license: plan.spec.license)
        loading.expectedAttachType = kind(of: planned).expectedAttachType.rawValue
        loading.attachBTF = planned.attachType.rawValue
        loading.attachObject = planned.target.descriptor
        if !code.modules.isEmpty {
            // Index 0 is not used: a call offset of 0 means the kernel itself.
            loading.descriptors = [0] + code.modules.map { $0.descriptor.number }
        }
        loading.flags = planned.kind.flags
        loading.kernelVersion = plan.spec.kernelVersion
        if let number = types.number, !code.functionRecords.isEmpty {
            loading.btf = number
            loading.functions = code.functionRecords
            loading.lines = code.lineRecords
        }
        loading.logLevel = options.verifierLog
        return loading
    }
}
