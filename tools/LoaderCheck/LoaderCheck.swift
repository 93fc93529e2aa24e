// loader-check: the loader on the kernel that runs, with nothing but itself and compiled objects.
//
//     Tests/Fixtures/*.bpf.c ── clang ──▶ OBJECTS/*.o ──▶ loader-check ──▶ ok, FAIL or absent, by line
//
// Every program, map and attachment that a kernel may have is loaded and seen to work. What a kernel
// lacks, the loader itself must name; whether it may lack it is looked up in the kernel's version, here
// and nowhere else: a check that is left out on a kernel which has the feature is a failure.

internal import ELFLoader
internal import Glibc

/// The command line: `loader-check [--memlock|--modules|--tracefs] OBJECTS [CHECK ...]`, where OBJECTS is a folder, and the
/// checks are those of programs that libbpf was found not to load here.
///
/// With `--memlock` only what a small limit on locked memory must lead to, for a user who may not
/// raise it. With `--tracefs` only the probes that are made where /sys is not mounted; with `--modules` only
/// what the module nf_conntrack must be there for.
@main
struct LoaderCheck {
    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        let isMemlock = arguments.first == "--memlock"
        let isModules = arguments.first == "--modules"
        let isTracefs = arguments.first == "--tracefs"
        if isMemlock || isModules || isTracefs { arguments.removeFirst() }
        guard let folder = arguments.popFirst() else {
            print("usage: loader-check [--memlock|--modules|--tracefs] OBJECTS [CHECK ...]")
            exit(64)
        }
        let objects = Objects(folder: folder)
        var report = Report(kernel: KernelVersion.running, refused: Array(arguments))
        if isMemlock {
            report.checkLockedMemory(objects)
        } else if isModules {
            report.checkModules(objects)
        } else if isTracefs {
            report.checkTracefsProbes(objects)
        } else {
            report.checkCode(objects)
            report.checkData(objects)
            report.checkMaps(objects)
            report.checkMapTypes(objects)
            report.checkOperations(objects)
            report.checkBuffers(objects)
            report.checkProgramTypes(objects)
            report.checkHooks(objects)
            report.checkProbes(objects)
            report.checkUserProbes(objects)
            report.checkStaticProbes(objects)
            report.checkOtherHooks(objects)
            report.checkErrors(objects)
            report.checkExterns(objects)
        }
        exit(report.failures == 0 ? 0 : 1)
    }
}
