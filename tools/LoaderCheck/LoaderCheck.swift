// loader-check: tests the loader on the running kernel. It needs only itself and compiled objects.
//
//     Tests/Fixtures/*.bpf.c ── clang ──▶ OBJECTS/*.o ──▶ loader-check ──▶ ok, FAIL or absent, by line
//
// Every program, map and attachment that a kernel may support is loaded and must work. If a kernel lacks
// one, the loader itself must name it. Only here the kernel's version decides whether it may be lacking:
// a skipped check on a kernel that should have the feature is a failure.

internal import ELFLoader
internal import Glibc

/// The command line: `loader-check [--memlock|--modules|--tracefs] OBJECTS [CHECK ...]`, where OBJECTS is a folder, and the
/// checks are those of programs that libbpf could not load here.
///
/// `--memlock` only checks the effect of a small limit on locked memory, for a user who may not
/// raise it. `--tracefs` only checks the probes that are created where /sys is not mounted; `--modules` only
/// what needs the module nf_conntrack.
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
