internal import SwiftletELF
internal import SwiftletKernel
internal import SwiftletObject

extension LoadedProgram {
    /// Attaches the program to every location of a static probe.
    ///
    /// - Parameter hasCookies: Whether the attach cookie passes the number of the specification to the
    ///   program. If false, the program looks the number up by the instruction's address.
    func attachStaticProbe(
        _ path: String, _ provider: String, _ probe: String, _ options: AttachOptions,
        hasCookies: Bool = KernelFeatures.hasCookies
    ) throws(LoadError) -> Link {
        let title = "\(provider):\(probe)"
        func failure(_ path: String, _ reason: String) -> LoadError {
            .staticProbe(program: name, path: path, probe: title, reason: reason)
        }
        guard let specifications = staticProbes else {
            throw failure(
                path, "the object has no maps __bpf_usdt_specs and __bpf_usdt_ip_to_spec_id as usdt.bpf.h defines them")
        }
        let binary = try UserBinary(path, program: name)
        let places = try binary.staticProbes(provider, probe)
        let addresses = hasCookies ? [] : try runningAddresses(places, binary, title, options.process)

        // Locations with identical argument specifications share one entry.
        var numberOf: [[UInt8]: UInt32] = [:]
        var numbers: [UInt32] = []
        for place in places {
            let arguments = StaticProbeArgument.parse(place.arguments).map { argument in
                argument.resolved(argument.symbol.flatMap { binary.address(ofVariable: $0) }, probe: place.address)
            }
            guard let value = specifications.layout.encoded(arguments, cookie: options.cookie) else {
                specifications.giveBack(Array(numberOf.values))
                throw failure(
                    binary.path,
                    "it has \(arguments.count) arguments '\(place.arguments)', expected at most \(StaticProbeLayout.maximalArguments)")
            }
            if let number = numberOf[value] {
                numbers.append(number)
                continue
            }
            guard let number = specifications.take() else {
                specifications.giveBack(Array(numberOf.values))
                throw failure(
                    binary.path,
                    "all \(specifications.specifications.maxEntries) entries of the object's __bpf_usdt_specs are taken: compile it with a larger BPF_USDT_MAX_SPEC_CNT"
                )
            }
            numberOf[value] = number
            numbers.append(number)
            do {
                try specifications.specifications.update(key: LoadedMap.bytes(number), value: value)
            } catch {
                specifications.giveBack(Array(numberOf.values))
                throw .kernel(error)
            }
        }
        // From here on the lease returns the numbers.
        let lease = StaticProbeLease(
            specifications, numbers: Array(numberOf.values), addresses: addresses)
        do {
            for (address, number) in zip(addresses, numbers) {
                try specifications.numbers.update(
                    key: StaticProbeLease.key(address), value: LoadedMap.bytes(number))
            }
            return Link(
                program: name, try attach(binary.path, places, numbers, hasCookies, options.process),
                lease)
        } catch {
            throw .kernel(
                error.explained {
                    explanation(of: $0, path: binary.path, offsets: places.map { $0.offset })
                })
        }
    }

    /// One uprobe_multi link for all locations if the program was loaded for that, else one uprobe per
    /// location.
    private func attach(
        _ path: String, _ places: [StaticProbe], _ numbers: [UInt32], _ hasCookies: Bool,
        _ process: Int32?
    ) throws(KernelError) -> [Link] {
        if kind.expectedAttachType == .uprobeMulti {
            return [
                Link(
                    program: name,
                    try Kernel.attachUprobes(
                        descriptor.number, attachType: kind.expectedAttachType.rawValue, path: path,
                        offsets: places.map { $0.offset }, semaphores: places.map { $0.semaphore },
                        cookies: numbers.map { UInt64($0) }, isReturn: false, process: process, name: name))
            ]
        }
        var parts: [Link] = []
        for (place, number) in zip(places, numbers) {
            parts.append(
                Link(
                    program: name,
                    try Kernel.attachUprobe(
                        descriptor.number,
                        to: UserProbe(path: path, offset: place.offset, semaphore: place.semaphore),
                        isReturn: false, process: process, cookie: hasCookies ? UInt64(number) : 0,
                        name: name)))
        }
        return parts
    }

    /// The runtime addresses of the locations. On kernels without attach cookies, a program sees only the
    /// address.
    ///
    /// An executable at a fixed address has its addresses in the file. For a library or a
    /// position-independent executable, the addresses come from the process's mappings.
    private func runningAddresses(
        _ places: [StaticProbe], _ binary: UserBinary, _ probe: String, _ process: Int32?
    ) throws(LoadError) -> [UInt64] {
        guard binary.file.type != .executable else { return places.map { $0.address } }
        guard let process else {
            throw .staticProbe(
                program: name, path: binary.path, probe: probe,
                reason: "this kernel has no cookies of uprobes (before Linux 5.15): name the process, AttachOptions(process:)")
        }
        let mappings: [ProcessMapping]
        do { mappings = try ProcessMapping.executable(in: process, of: binary.path) } catch {
            throw .kernel(error)
        }
        var addresses: [UInt64] = []
        for place in places {
            guard let address = mappings.lazy.compactMap({ $0.address(of: place.offset) }).first else {
                throw .staticProbe(
                    program: name, path: binary.path, probe: probe,
                    reason: "process \(process) has not mapped it (/proc/\(process)/maps)")
            }
            addresses.append(address)
        }
        return addresses
    }
}
