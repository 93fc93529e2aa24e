extension ObjectSpec {
    /// Loads an object: creates its maps, relocates its programs and has the kernel take them.
    ///
    ///     var spec = try ObjectSpec(parsing: ByteView(bytes), name: "tracer")
    ///     try spec.setVariable("verbose", to: UInt8(1))
    ///     let object = try spec.load()
    ///     let link = try object.programs["on_exec"].attach()
    ///
    /// - Returns: The loaded object. Everything it holds is given back to the kernel when it, and the
    ///   links made from it, go away.
    /// - Throws: `LoadError` with the map or program that it is about. Nothing stays behind then.
    public func load(
        options: LoadOptions = LoadOptions()
    ) throws(LoadError) -> LoadedObject {
        // Which instructions change, and to what: from the spec and the target's types alone.
        let plan = try LoadPlan(self, options: options, kernel: .runningKernel)

        // The kernel's copy of the object's types, which maps and programs refer to.
        let types = Loading.loadTypes(of: plan, options)

        // Maps first: programs refer to them by descriptor. Those that are pinned may be there already.
        let pins = NewPins()
        let maps = try Loading.createMaps(of: plan, types, options, pins)
        try Loading.fillSections(of: plan, maps)

        // Programs: map descriptors put in, then verified.
        let programs = try Loading.loadPrograms(of: plan, maps, types, options)

        // Maps that hold programs or maps, now that there are some.
        try Loading.fillSlots(of: plan, maps, programs)

        pins.keep()
        return LoadedObject(
            maps: maps.compactMap { $0 }, programs: programs, types: types,
            variables: LoadedVariables(Loading.variables(of: plan, maps)),
            structures: Loading.structures(of: plan, maps, programs))
    }
}
