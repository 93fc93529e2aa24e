internal import BPFKernel
internal import BPFObject
internal import BTF

extension BPFObject {
    /// Loads the object's BTF.
    ///
    /// First as it is, which current kernels take; if the kernel refuses, its support is probed and
    /// what it doesn't know is replaced. Without BTF an object still loads, unless it needs it.
    static func loadTypes(of plan: LoadPlan) -> LoadedTypes {
        guard let table = plan.spec.types, plan.spec.order == .host else {
            return LoadedTypes(nil)
        }
        var failure: KernelError?
        let supports: [() -> BTFKernelSupport] = [{ BTFKernelSupport.all }, { KernelFeatures.btfSupport() }]
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

    static func createMaps(
        of plan: LoadPlan, _ types: LoadedTypes
    ) throws(LoadError) -> [LoadedMap] {
        var maps: [LoadedMap] = []
        for map in plan.spec.maps {
            maps.append(try createMap(map, types))
        }
        return maps
    }

    private static func createMap(
        _ spec: MapSpec, _ types: LoadedTypes
    ) throws(LoadError) -> LoadedMap {
        var creation = MapCreation(
            name: spec.kernelName, type: spec.type.rawValue, keySize: spec.keySize,
            valueSize: spec.valueSize, maxEntries: spec.maxEntries, flags: spec.flags,
            numaNode: spec.numaNode ?? 0, extra: spec.extra)
        if spec.numaNode != nil { creation.flags |= MapSpec.onNumaNode }
        if let number = types.number, spec.type.takesTypes, spec.valueType != .void {
            creation.btf = number
            creation.keyType = spec.keyType.rawValue
            creation.valueType = spec.valueType.rawValue
        }
        if spec.type == .perfEventArray, spec.maxEntries == 0 {
            creation.maxEntries = UInt32(
                clamping: try LoadError.wrapping { () throws(KernelError) in
                    try Kernel.possibleProcessors()
                })
        }
        // The kernel copies the inner map's layout and doesn't keep it.
        var inner: LoadedMap?
        if case .template(let template) = spec.inner {
            inner = try createMap(template, types)
            creation.innerMap = inner?.descriptor.number
        }
        defer { _ = inner }
        if creation.btf != nil, let created = try? Kernel.mapCreate(creation) {
            return LoadedMap(spec, created)
        }
        // Perhaps a type that takes no BTF on this kernel; any other reason comes out now.
        creation.btf = nil
        do throws(KernelError) {
            return LoadedMap(spec, try Kernel.mapCreate(creation))
        } catch .call(.mapCreate, let subject, .invalid) where KernelFeatures.lacks(spec.type) {
            throw .kernel(
                .missingFeature(
                    "map type '\(spec.type.name)'", since: spec.type.since ?? "", subject: subject))
        } catch {
            throw .kernel(error)
        }
    }

    /// Puts the data sections' bytes into their maps, and freezes the constants.
    static func fillSections(of plan: LoadPlan, _ maps: [LoadedMap]) throws(LoadError) {
        for (spec, map) in zip(plan.spec.maps, maps) {
            guard case .section(let bytes, let isFrozen) = spec.contents else { continue }
            do {
                if bytes.contains(where: { $0 != 0 }) {
                    try Kernel.mapUpdate(
                        map.descriptor.number, key: [0, 0, 0, 0], value: bytes, name: spec.name)
                }
                if isFrozen { try Kernel.mapFreeze(map.descriptor.number, name: spec.name) }
            } catch {
                throw .kernel(error)
            }
        }
    }

    static func loadPrograms(
        of plan: LoadPlan, _ maps: [LoadedMap], _ types: LoadedTypes
    ) throws(LoadError) -> [LoadedProgram] {
        var programs: [LoadedProgram] = []
        for planned in plan.programs {
            var loading = ProgramLoading(
                name: planned.spec.name, type: planned.kind.type.rawValue,
                instructions: planned.encoded(maps), license: plan.spec.license)
            loading.expectedAttachType = planned.kind.expectedAttachType.rawValue
            loading.attachBTF = planned.attachType.rawValue
            loading.flags = planned.kind.flags
            loading.kernelVersion = plan.spec.kernelVersion
            if let number = types.number, !planned.functionRecords.isEmpty {
                loading.btf = number
                loading.functions = planned.functionRecords
                loading.lines = planned.lineRecords
            }
            do {
                let start = Kernel.monotonicNanoseconds()
                let descriptor = try Kernel.programLoad(loading)
                programs.append(
                    LoadedProgram(
                        planned.spec, planned.kind, instructions: planned.instructions.count,
                        nanoseconds: Kernel.monotonicNanoseconds() - start, descriptor))
            } catch {
                throw .kernel(planned.explaining(error))
            }
        }
        return programs
    }

    /// Fills prog_arrays and maps of maps with what `.values` names.
    static func fillSlots(
        of plan: LoadPlan, _ maps: [LoadedMap], _ programs: [LoadedProgram]
    ) throws(LoadError) {
        for (spec, map) in zip(plan.spec.maps, maps) {
            let slots: [(slot: MapSpec.Slot, descriptor: Int32?)] =
                switch spec.contents {
                case .programs(let slots):
                    slots.map { slot in
                        (slot, programs.first { $0.name == slot.name }?.descriptor.number)
                    }
                case .maps(let slots):
                    slots.map { slot in (slot, maps.first { $0.name == slot.name }?.descriptor.number) }
                case .nothing, .section: []
                }
            for (slot, descriptor) in slots {
                // A program that was left out leaves its slot empty: a tail call to it fails.
                guard let descriptor else { continue }
                do {
                    try map.update(slot.index, to: descriptor)
                } catch {
                    throw .kernel(error)
                }
            }
        }
    }
}

extension MapType {
    /// Whether the kernel takes BTF types of keys and values for such a map (map_check_btf).
    var takesTypes: Bool {
        switch self {
        case .programArray, .perfEventArray, .arrayOfMaps, .hashOfMaps, .ringBuffer: false
        default: true
        }
    }
}
