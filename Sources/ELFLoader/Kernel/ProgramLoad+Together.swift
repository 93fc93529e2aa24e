internal import SwiftletShims

extension Kernel {
    /// A map of maps, and what to put into one of its slots.
    package struct InnerMap: Sendable {
        let outer: Int32
        let slot: UInt32
        let inner: Int32

        /// The descriptors are borrowed.
        package init(outer: Int32, slot: UInt32, inner: Int32) {
            self.outer = outer
            self.slot = slot
            self.inner = inner
        }
    }

    /// Loads programs, and fills slots of maps of maps meanwhile, with a thread for each CPU.
    ///
    /// The verifier takes milliseconds for a large program, on one CPU; filling a slot takes a grace period of RCU, on
    /// none. Each is tried once and without a log: what fails can be tried again by itself, for an error that says why.
    ///
    /// - Returns: For each program its descriptor, which is the caller's, or -errno; and whether all slots are filled.
    package static func loadTogether(
        _ programs: [ProgramLoading], filling slots: [InnerMap]
    ) -> (results: [Int], areFilled: Bool) {
        // SAFETY: the pointers in the calls are valid until the closures around the innermost one return.
        var calls = unsafe [swiftlet_call]()
        // Those that wait come first.
        return unsafe withSlots(slots[...], &calls) { calls in
            unsafe withPrograms(programs[...], &calls) { calls in
                unsafe calls.withUnsafeMutableBufferPointer { calls in
                    unsafe swiftlet_bpf_together(calls.baseAddress, calls.count)
                }
                let results = unsafe calls.map { unsafe Int($0.result) }
                return (
                    Array(results[slots.count...]), results[..<slots.count].allSatisfy { $0 >= 0 }
                )
            }
        }
    }

    /// One closure within the other, as many as there are programs, so that all pointers live until `body` returns.
    private static func withPrograms<Result>(
        _ programs: ArraySlice<ProgramLoading>, _ calls: inout [swiftlet_call],
        _ body: (inout [swiftlet_call]) -> Result
    ) -> Result {
        guard let program = programs.first else { return unsafe body(&calls) }
        return withAttributes(of: program) { attributes in
            // SAFETY: the pointer is used until the closure returns.
            unsafe withUnsafeMutablePointer(to: &attributes) { pointer in
                unsafe calls.append(
                    swiftlet_call(
                        command: Int32(Command.programLoad.rawValue),
                        size: UInt32(MemoryLayout<bpf_attr_program_load>.size), attributes: pointer,
                        result: 0))
                return unsafe withPrograms(programs.dropFirst(), &calls, body)
            }
        }
    }

    private static func withSlots<Result>(
        _ slots: ArraySlice<InnerMap>, _ calls: inout [swiftlet_call],
        _ body: (inout [swiftlet_call]) -> Result
    ) -> Result {
        guard let each = slots.first else { return unsafe body(&calls) }
        var (slot, inner) = (each.slot, each.inner)
        // SAFETY: the pointers are used until the closures return.
        return unsafe withUnsafeBytes(of: &slot) { slot in
            unsafe withUnsafeBytes(of: &inner) { inner in
                var attributes = bpf_attr_map_element()
                attributes.map_fd = UInt32(bitPattern: each.outer)
                unsafe attributes.key = address(slot.baseAddress)
                unsafe attributes.value = address(inner.baseAddress)
                return unsafe withUnsafeMutablePointer(to: &attributes) { pointer in
                    unsafe calls.append(
                        swiftlet_call(
                            command: Int32(Command.mapUpdate.rawValue),
                            size: UInt32(MemoryLayout<bpf_attr_map_element>.size), attributes: pointer,
                            result: 0))
                    return unsafe withSlots(slots.dropFirst(), &calls, body)
                }
            }
        }
    }
}
