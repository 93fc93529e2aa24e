import ELFLoader
import FixtureCompiler
import Foundation
import Glibc
import KernelOracle
import SwiftletObject
import Testing

@testable import SwiftletKernel

/// Which function a name stands for, in libraries and programs of all kinds.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct SymbolTests {
    /// A library with two versions of a function, one of which new programs get.
    private static let versioned = """
        int old_one(int a) { return a + 1; }
        int new_one(int a) { return a + 2; }
        int hidden_one(int a) { return a + 3; }
        __asm__(".symver old_one, twice@OLD");
        __asm__(".symver new_one, twice@@NEW");
        __asm__(".symver hidden_one, hidden@OLD");
        """
    /// IFUNCs with named functions, one that the library calls itself and one that only others call, and
    /// a function of an old version that has the name of an IFUNC.
    private static let indirect = """
        // What the compiler can't see through: it would put the function in the place of the IFUNC.
        static volatile int isFast = 1;
        __attribute__((noinline)) int sum_plain(int a) { __asm__ volatile(""); return a + 1; }
        __attribute__((noinline)) int sum_fast(int a) { __asm__ volatile(""); return a + 2; }
        static void *choose(void) { return isFast ? sum_fast : sum_plain; }
        int sum(int a) __attribute__((ifunc("choose")));
        __attribute__((noinline)) int product_fast(int a) { __asm__ volatile(""); return a * 2; }
        static void *choose_product(void) { return isFast ? product_fast : 0; }
        int product(int a) __attribute__((ifunc("choose_product")));
        int call_product(int a) { return product(a); }
        int old_sum(int a) { return a; }
        int ordinary(int a) { return a; }
        """

    private func versions(_ text: String, _ body: (String) throws -> Void) throws {
        let script = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-versions-\(UUID().uuidString)")
        try Data(text.utf8).write(to: script)
        defer { try? FileManager.default.removeItem(at: script) }
        try body(script.path)
    }

    /// What attaching to a function says: "attached", or the error.
    private func attach(
        _ path: String, _ symbol: String, _ options: AttachOptions = AttachOptions()
    ) throws -> String {
        let watched = try Watched("hooks_user", "anywhere")
        do {
            _ = try watched.program.attach(
                to: .uprobe(UserFunction(path: path, symbol: symbol), isReturn: false), options)
            return "attached"
        } catch {
            return "\(error)"
        }
    }

    /// Calls a function of a library that is loaded into this process.
    private func call(_ handle: UnsafeMutableRawPointer, _ name: String, version: String? = nil)
        throws
    {
        typealias Function = @convention(c) (Int32) -> Int32
        // Swift's Glibc lacks what is behind _GNU_SOURCE.
        typealias VersionedSymbol =
            @convention(c) (
                UnsafeMutableRawPointer, UnsafePointer<CChar>, UnsafePointer<CChar>
            ) -> UnsafeMutableRawPointer?
        let versioned = unsafeBitCast(try #require(dlsym(nil, "dlvsym")), to: VersionedSymbol.self)
        let found = version.map { versioned(handle, name, $0) } ?? dlsym(handle, name)
        let symbol = try #require(found, "\(name)")
        _ = unsafeBitCast(symbol, to: Function.self)(1)
    }

    private func growth(
        _ path: String, _ symbol: String, _ options: AttachOptions = AttachOptions(),
        _ body: () throws -> Void
    ) throws -> UInt64 {
        let watched = try Watched("hooks_user", "anywhere")
        let link = try watched.program.attach(
            to: .uprobe(UserFunction(path: path, symbol: symbol), isReturn: false), options)
        defer { link.detach() }
        return try watched.growth(body)
    }

    @Test func theVersionThatProgramsAreLinkedWith() throws {
        try versions("OLD { global: old_nothing; }; NEW { global: new_nothing; } OLD;") { script in
            try HostProgram.with(
                Self.versioned, flags: ["-shared", "-fPIC", "-Wl,--version-script=\(script)"]
            ) { path throws in
                let handle = try #require(dlopen(path, RTLD_NOW))
                defer { dlclose(handle) }
                for (name, calledOld, calledNew) in [
                    ("twice", 0, 1), ("twice@@NEW", 0, 1), ("twice@NEW", 0, 1), ("twice@OLD", 1, 0),
                ] as [(String, UInt64, UInt64)] {
                    #expect(
                        try growth(path, name) { try call(handle, "twice", version: "OLD") }
                            == calledOld)
                    #expect(
                        try growth(path, name) { try call(handle, "twice", version: "NEW") }
                            == calledNew)
                }
                // There is no other of this name.
                #expect(
                    try growth(path, "hidden") { try call(handle, "hidden", version: "OLD") } == 1)
                let message = try attach(path, "twice@OTHER")
                #expect(message.contains("no function 'twice@OTHER'"))
                #expect(
                    message.contains("; it has twice@@NEW, twice@OLD")
                        || message.contains("; it has twice@OLD, twice@@NEW"))
            }
        }
    }

    /// libc's memcpy is an IFUNC, and memcpy@GLIBC_2.2.5 an old function of that name.
    @Test func anIndirectFunctionOfLibc() throws {
        let section = try Watched("hooks_user", "on_copy")
        let error = #expect(throws: LoadError.self) { _ = try section.program.attach() }
        for message in [
            try attach("libc.so.6", "memcpy"), try attach("libc.so.6", "memcpy@@GLIBC_2.14"),
            try attach("libc.so.6", "strlen"), "\(try #require(error))",
        ] {
            #expect(message.contains("is an IFUNC: the dynamic loader chooses"), "\(message)")
            #expect(message.contains("AttachOptions.indirectFunctions"))
        }
        #expect(try attach("libc.so.6", "memcpy@GLIBC_2.2.5") == "attached")
    }

    @Test(arguments: [IndirectFunctions.chosen(), .chosen(process: getpid())])
    func theFunctionThatTheDynamicLoaderChose(_ how: IndirectFunctions) throws {
        typealias Copy =
            @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer, Int) ->
            UnsafeMutableRawPointer
        let copy = unsafeBitCast(try #require(dlsym(nil, "memcpy")), to: Copy.self)
        let from = UnsafeMutableRawPointer.allocate(byteCount: 4711, alignment: 16)
        let to = UnsafeMutableRawPointer.allocate(byteCount: 4711, alignment: 16)
        defer {
            from.deallocate()
            to.deallocate()
        }
        let watched = try Watched("hooks_user", "on_copy")
        let link = try watched.program.attach(AttachOptions(indirectFunctions: how))
        #expect(try watched.growth { for _ in 0..<1000 { _ = copy(to, from, 4711) } } == 1000)
        link.detach()
        #expect(try watched.isStill { _ = copy(to, from, 4711) })
    }

    @Test(arguments: [
        ["-shared", "-fPIC"], ["-shared", "-fPIC", "-Wl,-z,now"], ["-shared", "-fPIC", "-s"],
    ])
    func anIndirectFunctionOfOnesOwn(_ flags: [String]) throws {
        try HostProgram.with(Self.indirect, flags: flags) { path throws in
            let isStripped = flags.contains("-s")
            let message = try attach(path, "sum")
            #expect(message.contains("'sum' is an IFUNC"))
            // These are exported, and so are named without .symtab as well.
            #expect(
                message.contains("functions with such names: sum_fast, sum_plain"), "\(message)")
            let chosen = AttachOptions(indirectFunctions: .chosen())
            #expect(
                try attach(path, "sum", chosen).contains(
                    "no process of this user or of root has mapped the file"))
            let elsewhere = AttachOptions(process: 1, indirectFunctions: .chosen())
            #expect(
                try attach(path, "sum", elsewhere).contains("process 1 has not mapped the file"))

            let handle = try #require(dlopen(path, RTLD_NOW))
            defer { dlclose(handle) }
            #expect(try growth(path, "product", chosen) { try call(handle, "product") } == 1)
            #expect(try growth(path, "product", chosen) { try call(handle, "sum") } == 0)
            // Nobody in this process calls it but through dlsym, whose answer is in no slot.
            #expect(try attach(path, "sum", chosen).contains("has called it yet"))
            #expect(isStripped || message.contains("sum_fast"))

            // Patterns take functions alone.
            let many = try Watched("hooks_user", "on_many_anywhere")
            let link = try many.program.attach(
                to: .uprobes(path: path, pattern: "*sum*", at: .entry))
            #expect(try many.growth { try call(handle, "sum_fast") } == 1)
            #expect(try many.growth { try call(handle, "old_sum") } == 1)
            #expect(try many.growth { try call(handle, "sum") } == 1)
            link.detach()
            let none = #expect(throws: LoadError.self) {
                try many.program.attach(to: .uprobes(path: path, pattern: "su?", at: .entry))
            }
            #expect("\(try #require(none))".contains("has no function 'su?'"))
            #expect("\(try #require(none))".contains("; it has sum"))
            let one = #expect(throws: LoadError.self) {
                try many.program.attach(to: .uprobes(path: path, pattern: "sum", at: .entry))
            }
            #expect("\(try #require(one))".contains("'sum' is an IFUNC"))
        }
    }

    /// A program that calls the IFUNC of a library through its own table.
    @Test(arguments: [["-Wl,-z,now"], ["-no-pie", "-Wl,-z,now"]])
    func theChoiceIsReadFromACaller(_ flags: [String]) throws {
        try HostProgram.with(Self.indirect, flags: ["-shared", "-fPIC"]) { library in
            let caller = """
                #include <unistd.h>
                int sum(int);
                int main(void) {
                    char byte;
                    write(1, "ready\\n", 6);
                    while (read(0, &byte, 1) == 1) { sum(1); write(1, "called\\n", 7); }
                    return 0;
                }
                """
            try HostProgram.with(caller, flags: flags + [library]) { program in
                let process = Process()
                process.executableURL = URL(fileURLWithPath: program)
                let input = Pipe()
                let output = Pipe()
                process.standardInput = input
                process.standardOutput = output
                try process.run()
                defer {
                    try? input.fileHandleForWriting.close()
                    process.waitUntilExit()
                }
                #expect(output.fileHandleForReading.availableData == Data("ready\n".utf8))
                let watched = try Watched("hooks_user", "anywhere") {
                    // Any thread: it is another process that calls.
                    try $0.setVariable("wanted_thread", to: UInt32(process.processIdentifier))
                }
                let link = try watched.program.attach(
                    to: .uprobe(UserFunction(path: library, symbol: "sum"), isReturn: false),
                    AttachOptions(indirectFunctions: .chosen()))
                let hits = try watched.growth {
                    try input.fileHandleForWriting.write(contentsOf: Data("x".utf8))
                    _ = output.fileHandleForReading.availableData
                }
                #expect(hits == 1)
                link.detach()
            }
        }
    }

    @Test(arguments: [["-pie"], ["-no-pie"]])
    func whatAProgramImportsAndDefines(_ flags: [String]) throws {
        let source = """
            #include <stdio.h>
            #include <math.h>
            int variable = 1;
            __thread int own;
            static __attribute__((noinline)) int local(int a) { __asm__ volatile(""); return a; }
            int global(int a) { return local(a); }
            int alias(int a) __attribute__((alias("global")));
            int main(int count, char **arguments) { printf("%d", own); return puts("") + (int)cos(count) + variable; }
            """
        try HostProgram.with(source, flags: flags + ["-fno-builtin", "-lm"]) { path throws in
            #expect(
                try attach(path, "puts").contains(
                    "imports 'puts'@GLIBC_2.2.5 and does not define it: probe it in libc.so.6"))
            #expect(try attach(path, "cos").contains("probe it in libm.so.6"))
            #expect(try attach(path, "puts@GLIBC_2.2.5").contains("imports 'puts@GLIBC_2.2.5'"))
            #expect(
                try attach(path, "variable").contains(
                    "'variable' is a variable, expected a function"))
            #expect(try attach(path, "own").contains("'own' is a thread-local variable"))
            for name in ["main", "global", "alias", "local"] {
                #expect(try attach(path, name) == "attached", "\(name)")
            }
            #expect(
                try attach(path, "nothing").contains("has no function 'nothing' (.symtab, .dynsym)")
            )
        }
        try HostProgram.with(source, flags: flags + ["-fno-builtin", "-lm", "-s"]) { path throws in
            #expect(try attach(path, "local").contains("it has no .symtab: it is stripped"))
            #expect(try attach(path, "puts").contains("libc.so.6"))
        }
    }

    /// An import without a version could come from any library that the program is linked with.
    @Test func anImportWithoutAVersion() throws {
        try HostProgram.with(
            "int from_elsewhere(int a) { return a; }",
            flags: ["-shared", "-fPIC", "-Wl,-soname,libelsewhere.so"]
        ) { library in
            try HostProgram.with(
                "int from_elsewhere(int); int main(void) { return from_elsewhere(1); }",
                flags: [library]
            ) { path throws in
                let message = try attach(path, "from_elsewhere")
                #expect(
                    message.contains("probe it in one of libelsewhere.so, libc.so.6"), "\(message)")
            }
        }
    }

    /// Two local functions of one name: which is meant must be said, and many can have both.
    @Test func localFunctionsOfOneName() throws {
        let source = """
            __asm__(".text\\n.type same, @function\\nsame: nop\\nret\\n.size same, 2\\n");
            __asm__(".pushsection .text.other,\\"ax\\",@progbits\\n.type other, @function\\nother: nop\\nret\\n.size other, 2\\n.popsection");
            static __attribute__((noinline, used)) int twin(int a) { __asm__ volatile(""); return a + 1; }
            int call_twin(int a) { return twin(a); }
            """
        let other =
            "static __attribute__((noinline, used)) int twin(int a) { __asm__ volatile(\"\"); return a + 2; } int call_other(int a) { return twin(a); }"
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "swiftlet-twin-\(UUID().uuidString).c")
        try Data(other.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try HostProgram.with(source, flags: ["-shared", "-fPIC", file.path]) { path throws in
            let message = try attach(path, "twin")
            #expect(message.contains("several functions 'twin', at 0x"), "\(message)")
            let handle = try #require(dlopen(path, RTLD_NOW))
            defer { dlclose(handle) }
            let many = try Watched("hooks_user", "on_many_anywhere")
            let link = try many.program.attach(
                to: .uprobes(path: path, pattern: "twin", at: .entry))
            let hits = try many.growth {
                try call(handle, "call_twin")
                try call(handle, "call_other")
            }
            #expect(hits == 2)
            link.detach()
            // One of the offsets that the message names.
            let offset = try #require(message.firstMatch(of: /at 0x([0-9a-f]+),/)).output.1
            let one = try Watched("hooks_user", "anywhere")
            let single = try one.program.attach(
                to: .uprobe(
                    UserFunction(
                        path: path, symbol: "", offset: try #require(UInt64(offset, radix: 16))),
                    isReturn: false))
            let calls = try one.growth {
                try call(handle, "call_twin")
                try call(handle, "call_other")
            }
            #expect(calls == 1)
            single.detach()
        }
    }

    /// A file of debugging information has the symbols, and none of the code.
    @Test func aFileWithoutCode() throws {
        try HostProgram.with(
            "int function(int a) { return a; }", flags: ["-shared", "-fPIC", "-g"]
        ) { path throws in
            let process = try Process.run(
                URL(fileURLWithPath: "/usr/bin/objcopy"),
                arguments: ["--only-keep-debug", path, path + ".debug"])
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(try attach(path, "function") == "attached")
            #expect(try attach(path + ".debug", "function").contains("debugging information"))
        }
    }
}
