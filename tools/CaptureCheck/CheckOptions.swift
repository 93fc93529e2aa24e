internal import CaptureCheckChild

/// The command line of `capture-check`.
struct CheckOptions {
    static let usage = """
        usage: capture-check --tracer PATH [options]

        Runs random execs under "PATH trace" and compares what the tracer says with what each
        program found itself, byte for byte.

          --count N            processes to run (2000)
          --seed S             of the random numbers (a new one)
          --capture MODE       block or stream (block)
          --failed             failed execs must be reported, too
          --ring-size SIZE     of the tracer's ring buffer (the tracer's default)
          --jobs J             processes at a time (2)
          --kinds A,B          only these kinds of exec (all)
          --tracer-option OPT  one more option for the tracer (repeatable)
          --keep FOLDER        keep the programs, the reports and the trace there
          --show N             differences to print in full (20)
        """

    var tracer = ""
    var count = 2000
    var seed = check_random() % 1_000_000_000
    var isStream = false
    var failed = false
    var ringSize: String?
    var jobs = 2
    var kinds = ExecKind.allCases
    var tracerOptions: [String] = []
    var keep: String?
    var show = 20

    init(arguments: [String]) throws(CheckFailure) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--failed" {
                failed = true
                continue
            }
            if argument == "--help" {
                Host.print(Self.usage)
                check_exit(0)
            }
            guard let value = rest.popFirst() else { throw Self.wrong(argument) }
            switch argument {
            case "--tracer": tracer = value
            case "--count": count = try Self.number(value, argument, 1...10_000_000)
            case "--seed": seed = UInt64(try Self.number(value, argument, 0...Int.max))
            case "--jobs": jobs = try Self.number(value, argument, 1...256)
            case "--show": show = try Self.number(value, argument, 0...Int.max)
            case "--ring-size": ringSize = value
            case "--keep": keep = value
            case "--tracer-option": tracerOptions.append(value)
            case "--capture" where value == "block" || value == "stream":
                isStream = value == "stream"
            case "--kinds":
                kinds = []
                for name in value.split(separator: ",") {
                    guard let kind = ExecKind(rawValue: String(name)) else {
                        throw Self.wrong("--kinds \(name)")
                    }
                    kinds.append(kind)
                }
                if kinds.isEmpty { throw Self.wrong("--kinds") }
                // In the order in which the driver, too, finds them.
                kinds = ExecKind.allCases.filter { [kinds] in kinds.contains($0) }
            default: throw Self.wrong("\(argument) \(value)")
            }
        }
        guard !tracer.isEmpty else { throw Self.wrong("no --tracer") }
    }

    private static func wrong(_ what: String) -> CheckFailure {
        CheckFailure(message: "\(what)?\n\(usage)", status: 64)
    }

    private static func number(
        _ text: String, _ option: String, _ range: ClosedRange<Int>
    ) throws(CheckFailure) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw wrong("\(option) \(text)")
        }
        return number
    }
}
