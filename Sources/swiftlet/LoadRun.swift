internal import ELFLoader

/// One run of `swiftlet load`, from the file to the exit status.
struct LoadRun {
    private let command: LoadCommand
    private let spec: ObjectSpec
    private var options = LoadOptions()
    /// The names of the requested programs, in the order of the object.
    private let wanted: [String]

    /// Reads the object and edits its spec. Makes no bpf(2) calls yet.
    init(_ command: LoadCommand) throws(Failure) {
        self.command = command
        var spec = try Self.spec(command.file)
        try command.edit(&spec, &options)
        if let types = command.btf {
            do { options.target = try .file(types.path) } catch {
                throw Failure(error, of: command, reading: types.shown)
            }
        }
        if command.verifierLog { options.verifierLog = [.everyState, .statistics] }
        // --each tries all programs, unless some are named.
        wanted = spec.programs
            .filter { $0.isLoaded || (command.each && command.programs.isEmpty) }.map { $0.name }
        self.spec = spec
    }

    private static func spec(_ file: ObjectPath) throws(Failure) -> ObjectSpec {
        let bytes: ByteView
        do throws(KernelError) { bytes = try ByteView(contentsOf: file.path) } catch {
            throw Failure(status: ExitStatus.noInput, message: "\(error)")
        }
        do throws(ObjectError) {
            return try ObjectSpec(
                parsing: bytes, name: ObjectSpec.name(ofFile: file.shown))
        } catch {
            throw Failure(status: ExitStatus.malformedObject, message: "\(file.shown): \(error)")
        }
    }

    /// Loads and reports; if anything is attached, waits.
    ///
    /// - Returns: The exit status.
    mutating func run() throws(Failure) -> Int32 {
        // Before anything is attached, so that a signal after that ends the command cleanly.
        let signals = command.attach ? try SignalSource(forCommand: false) : nil
        for warning in spec.currentWarnings {
            Failure(status: 0, message: "\(command.object): warning: \(warning)").print()
        }
        var report = LoadReport(object: command.object, spec: spec, wanted: wanted)
        var links: [Link] = []
        var objects: [LoadedObject] = []
        var failures: [Failure] = []

        // Each attempt, with the names of its programs.
        for names in command.each ? wanted.map({ [$0] }) : [wanted] where !report.isLoaded(names) {
            do throws(LoadError) {
                let object = try load(names)
                report.add(object)
                if command.attach { attach(object, &links, &report, &failures) }
                objects.append(object)
                // The next program reuses the types and maps that exist already.
                options.types = object.types
                for map in object.maps { options.maps[map.name] = map }
            } catch {
                report.add(
                    error, to: names, log: command.verifierLog ? error.verifierLog : nil)
                failures.append(Failure(error, of: command))
            }
        }
        if let folder = command.pin, !objects.isEmpty {
            do throws(KernelError) {
                // Maps that are pinned by name were pinned when they were loaded.
                report.pinned = Self.pinnedByName(objects) + (try LoadedObject.pin(objects, in: folder))
            } catch {
                Self.unpin(objects)
                report.error = LoadReport.line(error)
                failures.append(Failure(.kernel(error), of: command))
            }
        }

        let output = OutputFile.standardOutput()
        if command.json {
            output.write(report.json)
        } else {
            output.write(message: report.text)
        }
        try output.flush()
        for failure in failures { failure.print() }
        if let signals, !links.isEmpty {
            try wait(for: signals)
        }
        _ = objects
        return failures.first?.status ?? 0
    }

    private func load(_ names: [String]) throws(LoadError) -> LoadedObject {
        var spec = spec
        if command.each {
            // A struct_ops structure can only be attached with all its members.
            do throws(ObjectError) {
                try spec.loadOnly(names, followingMaps: command.attach)
            } catch {
                throw .object(error)
            }
        }
        return try spec.load(options: options)
    }

    private static func pinnedByName(_ objects: [LoadedObject]) -> [String] {
        var paths: [String] = []
        for map in objects.flatMap({ $0.maps }) where !map.isReused {
            if let path = map.pinPath, !paths.contains(path) { paths.append(path) }
        }
        return paths
    }

    /// Removes the pins by name that loading made: if not everything can be pinned, nothing is.
    private static func unpin(_ objects: [LoadedObject]) {
        for map in objects.flatMap({ $0.maps }) where !map.isReused {
            // If one can't be removed, somebody else has removed it.
            _ = try? map.unpin()
        }
    }

    private func attach(
        _ object: LoadedObject, _ links: inout [Link], _ report: inout LoadReport,
        _ failures: inout [Failure]
    ) {
        for (index, structure) in spec.structOps {
            let name = spec.maps[index].name
            guard object.maps.contains(where: { $0.name == name }) else { continue }
            let members = structure.functions.map { $0.program }
            do throws(LoadError) {
                let link = try object.attach(structOps: name)
                links.append(link)
                report.registered(name, with: members, by: link)
            } catch {
                report.add(error, to: members)
                failures.append(Failure(error, of: command))
            }
        }
        // Members of struct_ops structures are attached with their structures.
        for program in object.programs where program.kind.type != .structOps {
            do throws(LoadError) {
                let link = try program.attach(
                    AttachOptions(indirectFunctions: command.resolveIfuncs ? .chosen() : .refused))
                links.append(link)
                report.attached(program, by: link)
            } catch {
                report.add(error, to: [program.name])
                failures.append(Failure(error, of: command))
            }
        }
    }

    /// Waits until a signal asks this process to end.
    private func wait(for signals: borrowing SignalSource) throws(Failure) {
        do throws(RingBufferError) {
            var poller = try RingBufferPoller()
            try poller.add(descriptor: signals.descriptor, tag: 0)
            while true {
                _ = try poller.wait(timeoutMilliseconds: -1)
                while let signal = signals.next() {
                    if signal.asksToEnd { return }
                }
            }
        } catch {
            throw Failure(status: ExitStatus.unavailable, message: "\(error)")
        }
    }
}
