extension ObjectSpec {
    /// Loads an object: creates its maps, relocates its programs and loads them into the kernel.
    ///
    ///     var spec = try ObjectSpec(parsing: ByteView(bytes), name: "tracer")
    ///     try spec.setVariable("verbose", to: UInt8(1))
    ///     let object = try spec.load()
    ///     let link = try object.programs["on_exec"].attach()
    ///
    /// - Returns: The loaded object. Its kernel resources are released when the object and the links made
    ///   from it are released.
    /// - Throws: `LoadError` naming the map or program. Nothing stays in the kernel in that case.
    public func load(
        options: LoadOptions = LoadOptions()
    ) throws(LoadError) -> LoadedObject {
        // Compute the changed instructions from the spec and the target's types alone.
        let plan = try LoadPlan(self, options: options, kernel: .runningKernel)

        // The kernel's copy of the object's types, which maps and programs refer to.
        let types = Loading.loadTypes(of: plan, options)

        // Maps first: programs refer to them by fd. Pinned maps may exist already.
        let pins = NewPins()
        let maps = try Loading.createMaps(of: plan, types, options, pins)
        try Loading.fillSections(of: plan, maps)

        // Insert the map fds into the programs, then load and verify them.
        let (programs, areMapsFilled) = try Loading.loadPrograms(of: plan, maps, types, options)

        // Fill the maps that hold programs or maps, which exist now.
        try Loading.fillSlots(of: plan, maps, programs, areMapsFilled: areMapsFilled)

        pins.keep()
        return LoadedObject(
            maps: maps.compactMap { $0 }, programs: programs, types: types,
            variables: LoadedVariables(Loading.variables(of: plan, maps)),
            structures: Loading.structures(of: plan, maps, programs))
    }
}
