internal import CaptureCheckChild

/// The plan of one process: its execs, in order.
///
/// Seed and index determine it, so that the comparison can compute it again.
struct ProcessPlan {
    /// The settings that all processes of a run share.
    struct Setting {
        var seed: UInt64
        var stage: Stage
        /// The kinds that this host supports.
        var kinds: [ExecKind]
        /// For the stream path: strings are mostly short.
        var mostlyShort: Bool
    }

    let kind: ExecKind
    var steps: [StepPlan] = []
    var processFlags: UInt32 = 0
    /// The signal that ends it; 0 if it exits by itself, with status 0.
    var signal: Int32 = 0
    var uid = 0

    /// The process of this number.
    init(index: Int, _ setting: Setting) {
        var random = RandomNumbers(seed: setting.seed, index: index)
        // Only a few of them, since each has six million bytes.
        if index % 500 == 77, setting.kinds.contains(.limit) {
            kind = .limit
        } else {
            kind = Self.kind(setting.kinds, &random)
        }
        var strings = RandomStrings(
            RandomNumbers(seed: setting.seed &+ 1, index: index), mostlyShort: setting.mostlyShort)
        addSteps(setting.stage, &random, &strings)
    }

    /// The simplest process of a kind, to find out whether this host supports it.
    init(trying kind: ExecKind, _ stage: Stage) {
        self.kind = kind
        var random = RandomNumbers(seed: 0, index: 0)
        var strings = RandomStrings(RandomNumbers(seed: 1, index: 0), mostlyShort: true)
        addSteps(stage, &random, &strings)
    }

    private static func kind(_ kinds: [ExecKind], _ random: inout RandomNumbers) -> ExecKind {
        let sum = kinds.reduce(0) { $0 + $1.weight }
        guard sum > 0 else { return kinds.first ?? .execve }
        var roll = random.number(0...sum - 1)
        for kind in kinds {
            roll -= kind.weight
            if roll < 0 { return kind }
        }
        return .execve
    }

    /// The plan as the child reads it.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        for step in steps where !step.isRelayed { step.append(to: &bytes) }
        if signal == 9 {
            var end = StepPlan(path: "")
            end.flags = CHECK_KILL_AFTER.rawValue
            end.append(to: &bytes)
        }
        return bytes
    }

    private mutating func addSteps(
        _ stage: Stage, _ random: inout RandomNumbers, _ strings: inout RandomStrings
    ) {
        var step = StepPlan(path: stage.witness)
        (step.args, step.env) = kind == .limit ? strings.vectorsAtTheLimit() : strings.vectors()
        switch kind {
        case .execve: break
        case .execveat: step.method = CHECK_EXECVEAT
        case .folder:
            step.method = CHECK_EXECVEAT
            step.folder = Int32(CHECK_FOLDER)
            step.path = "witness"
        case .fexecve:
            step.method = CHECK_EXECVEAT
            step.folder = Int32(CHECK_PROGRAM)
            step.execFlags = Int32(CHECK_AT_EMPTY_PATH)
            step.path = ""
        case .script:
            step.path = random.choice([stage.script, stage.scriptWithArgument, stage.nestedScript])
            step.interpreter = stage.witness
            // The kernel runs no script without an argv[0] before 5.18.
            if step.args.isEmpty { step.args.append([0x73]) }
        case .thread: step.flags |= CHECK_THREAD.rawValue
        case .program32:
            step.path = stage.stack32
            step.witness = .stack(wordSize: 4)
        case .caller32:
            if step.args.isEmpty { step.args.append([0x72]) }
            step.path = stage.relay32
            step.witness = .none
            steps.append(step)
            step.path = stage.witness
            step.witness = .report
            step.isRelayed = true
        case .staticProgram:
            step.path = stage.stack64
            step.witness = .stack(wordSize: 8)
        case .dynamicProgram:
            step.path = stage.dynamic
            step.witness = .stack(wordSize: 8)
        case .setuid:
            step.path = stage.setuid
            processFlags |= CHECK_UNPRIVILEGED.rawValue
            uid = 65534
        case .pidNamespace: processFlags |= CHECK_NEW_PID_NAMESPACE.rawValue
        case .userNamespace: processFlags |= CHECK_NEW_USER_NAMESPACE.rawValue
        case .emptyArguments: step.args = []
        case .untouched: step.flags |= CHECK_UNTOUCHED.rawValue
        case .chain:
            steps.append(step)
            (step.args, step.env) = strings.vectors()
            steps.append(step)
            (step.args, step.env) = strings.vectors()
        case .killed:
            if random.oneIn(2) {
                signal = 9
            } else {
                signal = 4
                step.path = stage.crashing
                step.witness = .none
                // Nothing reports what the kernel made of an empty one.
                if step.args.isEmpty { step.args.append([0x6b]) }
            }
        case .failed:
            for _ in 0..<random.number(1...4) { steps.append(failing(stage, &random, &strings)) }
        case .limit: break
        }
        steps.append(step)
        if steps.contains(where: { Self.isLarge($0) }) {
            processFlags |= CHECK_LARGE_STACK.rawValue
        }
    }

    private static func isLarge(_ step: StepPlan) -> Bool {
        let bytes =
            step.args.reduce(0) { $0 + $1.count + 9 } + step.env.reduce(0) { $0 + $1.count + 9 }
        return bytes > 1 << 20
    }

    /// An exec that the kernel rejects.
    private func failing(
        _ stage: Stage, _ random: inout RandomNumbers, _ strings: inout RandomStrings
    ) -> StepPlan {
        var step = StepPlan(path: stage.nothing)
        (step.args, step.env) = strings.small()
        step.witness = .none
        step.method = random.oneIn(2) ? CHECK_EXECVE : CHECK_EXECVEAT
        switch random.number(0...6) {
        case 0, 1: step.error = 2
        case 2:
            step.path = stage.locked
            step.error = 13
        case 3:
            step.path = stage.junk
            step.error = 8
        case 4:
            step.path = stage.witness
            step.args[step.args.count - 1] = [UInt8](
                repeating: 0x78, count: RandomStrings.longest + 1)
            step.error = 7
        case 5:
            step.path = stage.witness
            step.flags |= CHECK_BAD_STRING.rawValue
            step.badIndex = random.number(0...step.args.count - 1)
            step.error = 14
        default:
            step.path = stage.witness
            step.flags |= CHECK_BAD_ARRAY.rawValue
            step.error = 14
        }
        return step
    }
}
