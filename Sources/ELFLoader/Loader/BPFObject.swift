/// Loading BPF objects.
public enum BPFObject {
    /// Loads an object: creates its maps, relocates its programs and has the kernel take them.
    ///
    ///     var spec = try ObjectSpec(parsing: ByteView(bytes), name: "tracer")
    ///     try spec.setVariable("verbose", to: UInt8(1))
    ///     let object = try BPFObject.load(spec)
    ///     let link = try object.program("on_exec").attach()
    ///
    /// - Returns: The loaded object. Everything it holds is given back to the kernel when it, and the
    ///   links made from it, go away.
    /// - Throws: `LoadError` with the map or program that it is about. Nothing stays behind then.
    public static func load(
        _ spec: ObjectSpec, options: LoadOptions = LoadOptions()
    ) throws(LoadError) -> LoadedObject {
        // Which instructions change, and to what: from the spec and the target's types alone.
        let plan = try LoadPlan(spec, options: options, kernel: .runningKernel)

        // The kernel's copy of the object's types, which maps and programs refer to.
        let types = loadTypes(of: plan, options)

        // Maps first: programs refer to them by descriptor. Those that are pinned may be there already.
        let pins = NewPins()
        let maps = try createMaps(of: plan, types, options, pins)
        try fillSections(of: plan, maps)

        // Programs: map descriptors put in, then verified.
        let programs = try loadPrograms(of: plan, maps, types, options)

        // Maps that hold programs or maps, now that there are some.
        try fillSlots(of: plan, maps, programs)

        pins.keep()
        return LoadedObject(
            maps: maps.compactMap { $0 }, programs: programs, types: types,
            variables: variables(of: plan, maps),
            structures: structures(of: plan, maps, programs))
    }
}
