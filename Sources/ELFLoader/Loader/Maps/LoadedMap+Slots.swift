package import SwiftletKernel

extension LoadedMap {
    /// Puts a program into a slot of a prog_array.
    ///
    /// The map holds a reference to the program.
    ///
    /// - Throws: `KernelError.unfit` if the map's keys or values are not 4 bytes; `.call`.
    package func update(_ slot: UInt32, to program: LoadedProgram) throws(KernelError) {
        try update(slot, to: program.descriptor.number)
    }

    /// Puts a map into a slot of a map of maps, which holds a reference to it.
    ///
    /// - Throws: `KernelError.unfit` if the map's keys or values are not 4 bytes; `.call`, with EINVAL if the
    ///   map doesn't match the template of the inner maps.
    package func update(_ slot: UInt32, to map: LoadedMap) throws(KernelError) {
        try update(slot, to: map.descriptor.number)
    }
}
