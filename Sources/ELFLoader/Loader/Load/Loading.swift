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

    static func loadPrograms(
        of plan: LoadPlan, _ maps: [LoadedMap?], _ types: LoadedTypes, _ options: LoadOptions
    ) throws(LoadError) -> [LoadedProgram] {
        var programs: [LoadedProgram] = []
        let staticProbes = StaticProbeSpecifications(maps.compactMap { $0 })
        for planned in plan.programs {
            var kind = planned.kind
            // A static probe has many locations. For a single link to all of them, the program must be loaded
            // accordingly.
            if case .usdt = kind.hook, KernelFeatures.hasUprobeLinks {
                kind.expectedAttachType = .uprobeMulti
            }
            let code = planned.assembled()
            var loading = ProgramLoading(
                name: planned.spec.name, type: planned.kind.type.rawValue,
                instructions: try code.encoded(maps, program: planned.spec.name), license: plan.spec.license)
            loading.expectedAttachType = kind.expectedAttachType.rawValue
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
            var report = ProgramLoadReport()
            do {
                let descriptor = try Kernel.programLoad(loading, &report)
                programs.append(
                    LoadedProgram(
                        planned.spec, kind, instructions: code.instructions.count, descriptor,
                        report, staticProbes))
            } catch {
                throw .kernel(planned.explaining(error))
            }
        }
        return programs
    }
}
