internal import CallRecorder
internal import ELFLoader
internal import Glibc

/// Attempts to load one object, each between a line "begin NAME" and a line "end NAME STATUS" of the
/// record; the status is 0 or -errno, -1 where the kernel was never asked.
struct Attempts {
    let path: String

    /// Loads every program by itself, or PROGRAMS of them.
    func each(attaching: Bool) {
        let spec: ObjectSpec
        do throws(LoadError) { spec = try open() } catch {
            end("*", error)
            return
        }
        for (index, program) in spec.programs.enumerated()
        where isTried(index, of: spec.programs.count) {
            note("begin \(program.name)")
            let object: LoadedObject
            do throws(LoadError) {
                // Opened again, as libbpf's side does.
                var spec = try open()
                // With all maps, needed or not, as on libbpf's side.
                for index in spec.programs.indices {
                    spec.programs[index].isLoaded = spec.programs[index].name == program.name
                }
                object = try spec.load()
                end(program.name, nil)
            } catch {
                end(program.name, error)
                continue
            }
            if attaching { attach(object) }
        }
    }

    /// Whether this program is one of the PROGRAMS that are tried, evenly spread, as reference.c chooses them.
    private func isTried(_ index: Int, of count: Int) -> Bool {
        // SAFETY: no other thread changes the environment; the value is read before the next call.
        let most = unsafe getenv("PROGRAMS").map { Int(unsafe atoi($0)) } ?? 0
        guard most > 0, count > most, index > 0 else { return true }
        return index * most / count != (index - 1) * most / count
    }

    /// Loads every program with the maps that it needs, and shares existing maps, as
    /// `swiftlet load --each` does. libbpf has no such mode, so the result is compared with the other modes.
    func chosen() {
        let spec: ObjectSpec
        do throws(LoadError) { spec = try open() } catch {
            end("*", error)
            return
        }
        var options = LoadOptions()
        var objects: [LoadedObject] = []
        for program in spec.programs {
            note("begin \(program.name)")
            do throws(LoadError) {
                var spec = spec
                do throws(ObjectError) {
                    try spec.loadOnly([program.name], followingMaps: false)
                } catch {
                    throw .object(error)
                }
                let object = try spec.load(options: options)
                for map in object.maps { options.maps[map.name] = map }
                options.types = object.types
                objects.append(object)
                end(program.name, nil)
            } catch {
                end(program.name, error)
            }
        }
        withExtendedLifetime(objects) {}
    }

    private func attach(_ object: LoadedObject) {
        for program in object.programs {
            do throws(LoadError) {
                _ = try program.attach()
                note("attached \(program.name) 0")
            } catch {
                note("attached \(program.name) \(error.status)")
                note("# \(error)")
            }
        }
    }

    /// Loads the complete object.
    func whole() {
        note("begin *")
        do throws(LoadError) {
            _ = try open().load()
            end("*", nil)
        } catch {
            end("*", error)
        }
    }

    /// Prints status, nanoseconds of parsing, nanoseconds in all, those inside bpf(2), calls, and
    /// peak memory in KB.
    func time() {
        let start = now()
        var opened = start
        var failure: LoadError?
        var object: LoadedObject?
        do throws(LoadError) {
            let spec = try open()
            opened = now()
            object = try spec.load()
        } catch {
            failure = error
        }
        let end = now()
        print(
            failure?.status ?? 0, opened - start, end - start, call_recorder_nanoseconds(),
            call_recorder_calls(), call_recorder_peak_kilobytes())
        _ = object
    }

    private func open() throws(LoadError) -> ObjectSpec {
        let bytes: ByteView
        do { bytes = try ByteView(contentsOf: path) } catch { throw .kernel(error) }
        let file = path.split(separator: "/").last ?? ""
        let name = file.hasSuffix(".o") ? file.dropLast(2) : file
        do throws(ObjectError) {
            var spec = try ObjectSpec(parsing: bytes, name: String(name))
            spec.settle()
            return spec
        } catch {
            throw .object(error)
        }
    }

    private func end(_ name: String, _ error: LoadError?) {
        note("end \(name) \(error?.status ?? 0)")
        if let error { note("# \(error)") }
    }

    /// One line of the record.
    private func note(_ text: String) {
        for (index, line) in text.split(separator: "\n").enumerated() {
            // SAFETY: a NUL-terminated string for the call.
            unsafe (index == 0 ? String(line) : "# \(line)").withCString { unsafe call_recorder_note($0) }
        }
    }

    private func now() -> UInt64 {
        var time = timespec()
        // SAFETY: clock_gettime(2) writes to the value, nothing else.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

extension ObjectSpec {
    /// Sets what user space must set before libbpf-tools load, by the rule of reference.c.
    fileprivate mutating func settle() {
        // Local storage has no size of its own; nor have perf event arrays and struct_ops.
        let unsized: [UInt32] = [4, 24, 26, 28, 29, 32]
        for index in maps.indices {
            if maps[index].type.rawValue == 7, maps[index].valueSize == 0 {
                maps[index].valueSize = 127 * 8
            }
            if maps[index].maxEntries == 0, !unsized.contains(maps[index].type.rawValue) {
                maps[index].maxEntries = 1024
            }
            if maps[index].type.rawValue == 16 { maps[index].maxEntries = 1 }
        }
    }
}

extension LoadError {
    /// -errno, or -1.
    fileprivate var status: Int32 {
        switch self {
        case .kernel(.call(_, _, let errno)), .kernel(.rejected(_, let errno, _)),
            .kernel(.system(_, _, let errno)):
            -errno.rawValue
        default: -1
        }
    }
}
