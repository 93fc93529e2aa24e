/// The folder with the programs to run.
struct Stage {
    let folder: String

    /// This program, which reports what it found.
    var witness: String { folder + "/witness" }
    var setuid: String { folder + "/setuid" }
    var script: String { folder + "/script" }
    var scriptWithArgument: String { folder + "/script-with-argument" }
    /// Run by a script.
    var nestedScript: String { folder + "/nested-script" }
    var stack32: String { folder + "/stack32" }
    var relay32: String { folder + "/relay32" }
    var stack64: String { folder + "/stack64" }
    var dynamic: String { folder + "/dynamic" }
    var crashing: String { folder + "/crashing" }
    /// Not executable.
    var locked: String { folder + "/locked" }
    /// Executable, but of no known format.
    var junk: String { folder + "/junk" }
    var nothing: String { folder + "/nothing" }

    private var files: [String] {
        [
            witness, setuid, script, scriptWithArgument, nestedScript, stack32, relay32, stack64,
            dynamic, crashing, locked, junk,
        ]
    }

    func prepare() throws(CheckFailure) {
        try Host.copy(try Host.ownPath(), to: witness, mode: 0o755)
        try Host.copy(witness, to: setuid, mode: 0o4755)
        try write(script, "#!\(witness)\n")
        try write(scriptWithArgument, "#! \(witness)  one argument \n")
        try write(nestedScript, "#!\(scriptWithArgument) nested\n")
        try Host.create(stack32, mode: 0o755, TinyProgram.stack32)
        try Host.create(relay32, mode: 0o755, TinyProgram.relay32(to: witness))
        try Host.create(stack64, mode: 0o755, TinyProgram.stack64)
        try Host.create(
            dynamic, mode: 0o755, TinyProgram.dynamic(interpreter: TinyProgram.dynamicLoader))
        try Host.create(crashing, mode: 0o755, TinyProgram.crashing)
        try Host.create(locked, mode: 0o644, TinyProgram.stack64)
        try write(junk, "no program of any kind\n")
    }

    func remove() {
        for file in files { Host.remove(file) }
    }

    private func write(_ path: String, _ text: String) throws(CheckFailure) {
        try Host.create(path, mode: 0o755, Array(text.utf8))
    }
}
