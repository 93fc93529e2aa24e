internal import ELFLoader

extension LoadCommand {
    /// Edits the object by the options of the command line, before anything is loaded.
    func edit(_ spec: inout ObjectSpec, _ options: inout LoadOptions) throws(Failure) {
        do throws(LoadError) {
            do throws(ObjectError) {
                for assignment in assignments {
                    try spec.setVariable(assignment.name, parsing: assignment.value)
                }
                for inner in innerMaps { try spec.setInner(inner.name, parsing: inner.value) }
                for size in mapSizes { try spec.resizeMap(size.name, parsing: size.value) }
                if !programs.isEmpty { try spec.loadOnly(programs) }
            } catch {
                throw .object(error)
            }
            for option in kernelOptions {
                try options.setOption(option.name, to: option.value, in: spec)
            }
        } catch {
            throw Failure(status: error.editStatus, message: "\(object): \(error)")
        }
        if let pin { options.pinFolder = pin }
    }
}

extension ObjectSpec {
    fileprivate mutating func resizeMap(_ name: String, parsing text: String) throws(ObjectError) {
        _ = try map(named: name)
        guard let entries = UInt32(text), !text.hasPrefix("+") else {
            throw .map(
                name: name, field: "max_entries",
                reason: "'\(text)', expected a number of entries from 0 to \(UInt32.max)")
        }
        try resizeMap(name, to: entries)
    }
}

extension LoadError {
    /// The exit status if an edit fails. All such errors come from the command line.
    fileprivate var editStatus: Int32 {
        switch self {
        case .object(.btf), .object(.mapsWithoutBTF): exitStatus
        default: ExitStatus.usage
        }
    }

    /// The option of `swiftlet load` that helps, for errors whose advice is about the library.
    var hint: String? {
        switch self {
        case .object(.map(let name, "max_entries", let reason))
        where reason.hasPrefix("missing") || reason.hasPrefix("0,"):
            "--map-size \(name)=ENTRIES"
        case .object(.map(let name, "values", let reason)) where reason.hasPrefix("missing"):
            "--map-inner \(name)=TEMPLATE"
        case .option(let name, _) where name.hasPrefix("CONFIG_"): "--set-kconfig \(name)=VALUE"
        case .indirectFunction(_, _, _, _, nil): "--resolve-ifuncs"
        default: nil
        }
    }
}
