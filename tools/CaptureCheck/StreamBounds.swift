/// The limits of the stream path (bpf/process_tracer.h), and so what it may leave out.
struct StreamBounds {
    /// ENV_VAR_DATA_MAX
    static var longest: Int { 512 }
    /// ENV_VARS_MAX
    static var variables: Int { 4224 }
    /// ENV_VARS_PER_RUN: as many arguments come before the environment's runs begin.
    static var arguments: Int { 128 }

    private let exec: ExpectedExec
    /// The number of arguments in the caller's vector, which is what is streamed.
    private let argumentCount: Int

    init(_ exec: ExpectedExec) {
        self.exec = exec
        argumentCount = exec.step.args.count
    }

    /// Whether a string may be absent.
    func mayLack(_ index: Int, isArgument: Bool) -> Bool {
        if exec.step.isUntouched || exec.step.hasBadArray { return true }
        if isArgument, exec.step.hasBadString, index == exec.step.badIndex { return true }
        let extra = max(0, argumentCount - Self.arguments)
        return isArgument
            ? index >= Self.arguments + Self.variables : index >= max(0, Self.variables - extra)
    }

    func mayTruncate(_ string: ArraySlice<UInt8>) -> Bool {
        string.count > Self.longest
    }

    /// Whether anything of the exec may be missing.
    var areExceeded: Bool {
        for (index, string) in exec.args.enumerated()
        where mayLack(index, isArgument: true) || mayTruncate(string) { return true }
        for (index, string) in exec.env.enumerated()
        where mayLack(index, isArgument: false) || mayTruncate(string) { return true }
        return exec.step.hasBadArray
    }
}
