internal import ELFLoader
internal import Tracer

/// Exit statuses (sysexits.h), the same for all commands.
enum ExitStatus {
    /// EX_USAGE: the command line has an invalid name or value.
    static var usage: Int32 { 64 }
    /// EX_DATAERR: the object is malformed.
    static var malformedObject: Int32 { 65 }
    /// EX_DATAERR: the file is not a recorded run.
    static var malformedRecording: Int32 { 65 }
    /// EX_NOINPUT: the file does not exist.
    static var noInput: Int32 { 66 }
    /// EX_UNAVAILABLE: the kernel lacks something that is needed.
    static var unavailable: Int32 { 69 }
    /// EX_CANTCREAT: the output file can't be created.
    static var cannotCreate: Int32 { 73 }
    /// EX_IOERR: events were lost under `--strict`, or could not be written.
    static var lost: Int32 { 74 }
    /// EX_NOPERM: not permitted.
    static var notPermitted: Int32 { 77 }
    /// EX_CONFIG: the configuration file has an error.
    static var configuration: Int32 { 78 }
    /// As in a shell: the command was found, but could not be run.
    static var notExecutable: Int32 { 126 }
    /// As in a shell: the command was not found.
    static var notFound: Int32 { 127 }
}

extension TraceError {
    /// What the process exits with.
    var exitStatus: Int32 {
        switch self {
        case .notPermitted, .userNamespace: ExitStatus.notPermitted
        case .foreignProc: ExitStatus.unavailable
        case .load(let error): error.exitStatus
        case .ring, .map: ExitStatus.unavailable
        case .noProcess, .isThread, .cgroup: ExitStatus.noInput
        case .object: ExitStatus.malformedObject
        }
    }
}

extension LoadError {
    /// What the process exits with.
    var exitStatus: Int32 {
        switch self {
        case .object(.notFound), .object(.value): ExitStatus.usage
        case .object, .byteOrder, .types, .relocation, .unknownSection, .malformedHook,
            .exceptionCallback, .targetFile, .targetTypes, .code:
            ExitStatus.malformedObject
        case .kernel(.missingCapability), .kernel(.memlock), .kernel(.perfEventParanoid):
            ExitStatus.notPermitted
        case .kernel(.noTracefs(let mount, _, _)) where mount.isRefusal: ExitStatus.notPermitted
        case .kernel(.system(_, _, let errno)) where errno.isRefusal: ExitStatus.notPermitted
        case .importedSymbol, .notFunction, .indirectFunction,
            .kernel, .noKernelTypes, .noHook, .notAttachable, .noTargetProgram, .option,
            .noBinary, .binary, .noSymbol,
            .ambiguousSymbol, .staticProbe, .jumpTable, .leftOut, .structOps, .extern, .notFound, .otherMap:
            ExitStatus.unavailable
        }
    }
}

extension Errno {
    /// Whether another user would be permitted to do this.
    fileprivate var isRefusal: Bool { self == .notPermitted || self == .accessDenied }
}

/// Ends the command with a line on standard error.
struct Failure: Error {
    let status: Int32
    var message: String

    init(_ error: TraceError) {
        self.init(status: error.exitStatus, message: "\(error)")
    }

    init(status: Int32, message: String) {
        self.status = status
        self.message = message
    }

    /// Prints the message on standard error, unless it is empty.
    func print() {
        guard !message.isEmpty else { return }
        let standardError = OutputFile.standardError()
        standardError.write(message: "swiftlet: \(message)\n")
        standardError.flushMessage()
    }
}
