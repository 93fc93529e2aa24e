internal import SwiftletBTF
internal import SwiftletKernel
internal import SwiftletObject

extension KernelFeatures {
    /// A feature that some kernels since 5.10 lack.
    package struct Feature: Sendable {
        package let name: String
        /// The first version with it.
        package let since: String
        package let isThere: Bool
    }

    /// Probes all features that the loader knows how to name, oldest first. Needs CAP_BPF and CAP_PERFMON.
    package static func list() -> [Feature] {
        var features: [Feature] = []
        func add(_ name: String, _ since: String, _ isThere: Bool) {
            features.append(Feature(name: name, since: since, isThere: isThere))
        }
        func add(_ type: MapType) {
            guard let since = type.since else { return }
            add("map type \(type.name)", since, !lacks(type))
        }
        let types = btfSupport()
        add(.taskStorage)
        add("atomic operations that return a value", "5.12", !lacksAtomicFetch)
        add("calls of kernel functions (kfuncs)", "5.13", missingCalls(isOfModule: false) == nil)
        add("BTF kind FLOAT", "5.13", types.floats)
        if let (name, since) = ProgramType.syscall.youngerThanOldest {
            add("program type \(name)", since, !lacks(.syscall, flags: ProgramKind.sleepable))
        }
        add("attach cookies", "5.15", hasCookies)
        add("calls of functions of modules", "5.16", missingCalls(isOfModule: true) == nil)
        add(.bloomFilter)
        add("BTF kind DECL_TAG", "5.16", types.declarationTags)
        add("BTF kind TYPE_TAG", "5.17", types.typeTags)
        add("BTF kind ENUM64", "6.0", types.enumerations64)
        add(.userRingBuffer)
        add(.newCgroupStorage)
        add("links of many uprobes", "6.6", hasUprobeLinks)
        add(.arena)
        add(.instructionArray)
        return features
    }
}
