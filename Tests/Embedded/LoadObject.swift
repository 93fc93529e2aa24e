// The loader without a runtime: a program of Embedded Swift that `tools/embedded.sh` links to one
// small static file, to prove that what compiles inside the subset also links and runs.
//
//     load-object FILE           the maps and programs that an object file declares
//     load-object --load FILE    loads them, and what the kernel says of them
//
// One line each, so that the script can compare the file's with libbpf's and the kernel's with the
// file's. Exit status 1 and the reason on a failure.
internal import ELFLoader
internal import SwiftletShims

@main
struct LoadObject {
    static func main() {
        var arguments = Self.arguments().dropFirst()
        let isToBeLoaded = arguments.first == "--load"
        if isToBeLoaded { arguments.removeFirst() }
        guard let path = arguments.first, arguments.count == 1 else {
            fail("usage: load-object [--load] FILE")
        }
        let spec = parse(path)
        if isToBeLoaded { load(spec) } else { list(spec) }
    }

    /// The Embedded standard library has no CommandLine.
    static func arguments() -> [String] {
        do throws(KernelError) {
            return try Kernel.readFile("/proc/self/cmdline").split(separator: 0).map {
                String(decoding: $0, as: UTF8.self)
            }
        } catch { fail("\(error)") }
    }

    static func parse(_ path: String) -> ObjectSpec {
        let bytes: [UInt8]
        do throws(KernelError) { bytes = try Kernel.readFile(path) } catch { fail("\(error)") }
        do throws(ObjectError) {
            return try ObjectSpec(parsing: ByteView(ByteRegion(bytes)), name: "object")
        } catch { fail("\(path): \(error)") }
    }

    static func list(_ spec: ObjectSpec) {
        for map in spec.maps {
            print("map \(map.name) key \(map.keySize) value \(map.valueSize)")
        }
        for program in spec.programs { print("program \(program.name)") }
    }

    static func load(_ spec: ObjectSpec) {
        let object: LoadedObject
        do throws(LoadError) { object = try spec.load() } catch { fail("\(error)") }
        do throws(KernelError) {
            for map in object.maps {
                let info = try map.info()
                print("map \(map.name) key \(info.keySize) value \(info.valueSize)")
            }
            for program in object.programs {
                // Asked for, so that a program that was not loaded is noticed.
                _ = try program.info()
                print("program \(program.name)")
            }
        } catch { fail("\(error)") }
    }

    static func fail(_ reason: String) -> Never {
        print("load-object: \(reason)")
        swiftlet_exit(1)
    }
}
