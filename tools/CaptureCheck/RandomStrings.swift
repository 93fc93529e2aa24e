/// Argument vectors and environments of every shape that Linux allows.
struct RandomStrings {
    /// The kernel's limit for one string, without its NUL (MAX_ARG_STRLEN, linux/binfmts.h).
    static var longest: Int { 131_071 }

    private enum Alphabet: CaseIterable {
        case name, printable, unicode, control, anything
    }

    private var random: RandomNumbers
    /// Long strings are rare: the stream path takes 512 bytes of each.
    private let mostlyShort: Bool

    init(_ random: RandomNumbers, mostlyShort: Bool) {
        self.random = random
        self.mostlyShort = mostlyShort
    }

    /// Arguments and environment of one exec.
    mutating func vectors() -> (args: [[UInt8]], env: [[UInt8]]) {
        let alphabet = random.choice(Alphabet.allCases)
        let roll = random.number(0...999)
        switch roll {
        case ..<870:
            let longest = mostlyShort ? (random.oneIn(20) ? 1500 : 300) : 2000
            let args = list(random.skewed(upTo: 100), upTo: longest, alphabet)
            return (args, environment(random.skewed(upTo: 200), upTo: longest, alphabet))
        case ..<970:
            let args = list(random.skewed(upTo: 200), upTo: 40, alphabet)
            return (args, environment(random.number(1000...4224), upTo: 60, alphabet))
        case ..<980:
            var args = list(random.number(1...5), upTo: 40, alphabet)
            var env = environment(random.number(0...5), upTo: 40, alphabet)
            let long = string(count: Self.longest - random.number(0...1), alphabet)
            if random.oneIn(2) { args.append(long) } else { env.append(long) }
            return (args, env)
        case ..<990:
            return (
                list(random.number(1000...5000), upTo: 30, alphabet),
                environment(random.number(0...100), upTo: 100, alphabet)
            )
        case ..<997:
            return ([[0x78]], environment(random.number(4225...20_000), upTo: 20, alphabet))
        default:
            return (
                list(random.number(1...20), upTo: 20_000, alphabet),
                environment(random.number(50...100), upTo: 20_000, alphabet)
            )
        }
    }

    /// Arguments and environment that fill the space for strings: a quarter of the stack limit, at
    /// most 6 MiB, including pointers (`bprm_stack_limits`, fs/exec.c).
    mutating func vectorsAtTheLimit() -> (args: [[UInt8]], env: [[UInt8]]) {
        let alphabet = random.choice(Alphabet.allCases)
        let args = list(3, upTo: 20, alphabet)
        // The path is copied first and the kernel rounds to pages.
        var room = (6 << 20) - 16_384
        var env: [[UInt8]] = []
        let longest = random.choice([200, 5000, Self.longest])
        while room > 9 {
            let string = variable(
                count: min(room - 9, random.number(longest / 2...longest)), alphabet)
            room -= string.count + 9
            env.append(string)
        }
        return (args, env)
    }

    mutating func small() -> (args: [[UInt8]], env: [[UInt8]]) {
        (
            list(random.number(1...20), upTo: 60, .printable),
            environment(random.number(0...20), upTo: 60, .printable)
        )
    }

    private mutating func list(_ count: Int, upTo longest: Int, _ alphabet: Alphabet) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        strings.reserveCapacity(count)
        for _ in 0..<count { strings.append(string(count: random.skewed(upTo: longest), alphabet)) }
        return strings
    }

    private mutating func environment(
        _ count: Int, upTo longest: Int, _ alphabet: Alphabet
    ) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        strings.reserveCapacity(count)
        let oddities = random.oneIn(3) ? 5 : 200
        for _ in 0..<count {
            guard random.oneIn(oddities) else {
                strings.append(variable(count: random.skewed(upTo: longest), alphabet))
                continue
            }
            switch random.number(0...5) {
            case 0: strings.append([])
            case 1: strings.append(string(count: random.skewed(upTo: longest), alphabet))
            case 2: strings.append([0x3d] + string(count: random.number(0...9), alphabet))
            case 3: strings.append(strings.isEmpty ? [0x3d] : random.choice(strings))
            default:
                // A repeated name with another value.
                let name = strings.isEmpty ? [] : random.choice(strings).prefix { $0 != 0x3d }
                strings.append(name + [0x3d] + string(count: random.number(0...30), alphabet))
            }
        }
        return strings
    }

    /// `NAME=value` of `count` bytes, or as many as fit.
    private mutating func variable(count: Int, _ alphabet: Alphabet) -> [UInt8] {
        let nameAlphabet = random.oneIn(4) ? alphabet : .name
        let name = string(count: min(max(1, count / 3), random.number(1...24)), nameAlphabet)
        let rest = count - name.count - 1
        guard rest >= 0 else { return name }
        return name + [0x3d] + string(count: rest, alphabet)
    }

    private mutating func string(count: Int, _ alphabet: Alphabet) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            var eight = random.next()
            for _ in 0..<8 where bytes.count < count {
                append(UInt8(truncatingIfNeeded: eight), alphabet, to: &bytes, room: count)
                eight >>= 8
            }
        }
        return bytes
    }

    /// Appends the byte, or the bytes of the character, that a random byte selects.
    private func append(_ chance: UInt8, _ alphabet: Alphabet, to bytes: inout [UInt8], room: Int) {
        switch alphabet {
        case .name: bytes.append(Self.letters[Int(chance) % Self.letters.count])
        case .printable: bytes.append(0x20 + chance % 95)
        case .control: bytes.append(chance % 3 == 0 ? 0x20 + chance % 95 : 1 + chance % 31)
        case .anything: bytes.append(chance == 0 ? 0xff : chance)
        case .unicode:
            let character = Self.characters[Int(chance) % Self.characters.count]
            if bytes.count + character.count <= room {
                bytes.append(contentsOf: character)
            } else {
                bytes.append(0x78)
            }
        }
    }

    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789abcdefghijklmnopqrst".utf8)
    private static let characters = [
        "a", "\"", "\\", "\u{7f}", "\u{80}", "ß", "\u{7ff}", "\u{800}", "€", "\u{2028}", "\u{d7ff}",
        "\u{e000}", "\u{feff}", "\u{fffd}", "\u{ffff}", "\u{10000}", "🐦", "\u{10ffff}", "=",
    ].map { Array($0.utf8) }
}
