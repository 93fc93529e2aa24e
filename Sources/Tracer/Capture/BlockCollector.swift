internal import TracerWire

/// Assembles the string block of one exec: the bytes from `arg_start` on, as the block path sends them.
///
///     0            args_bytes                       length
///     ├─ arguments ─┼───────── environment ─────────┤
///     └ EXEC ─┘└ CHUNK ─┘└ CHUNK ─┘└ ...
///
/// All records of an exec come from one CPU, in order. A record that does not begin where the last one ended
/// shows that a record was lost.
struct BlockCollector {
    /// Arguments and environment together.
    let length: Int
    private let argumentLength: Int
    /// The received bytes, with zeroes in the holes before them. A trailing hole takes no memory.
    private var bytes: [UInt8] = []
    /// The end of what was received so far, holes included.
    private var position = 0
    /// Ranges of the block that did not arrive, in order, not overlapping.
    private var holes: [(range: Range<Int>, cause: MissingCause)] = []

    /// Larger than any exec: the kernel allows 6 MiB (`bprm_stack_limits`, fs/exec.c).
    static var limit: UInt64 { 64 << 20 }

    /// - Throws: `WireError.tooLarge`.
    init(argumentBytes: UInt64, environmentBytes: UInt64) throws(WireError) {
        guard argumentBytes <= Self.limit, environmentBytes <= Self.limit else {
            throw .tooLarge(bytes: max(argumentBytes, environmentBytes), limit: Self.limit)
        }
        argumentLength = Int(argumentBytes)
        length = argumentLength + Int(environmentBytes)
    }

    /// Whether the end has been reached, with or without holes.
    var isAtEnd: Bool { position >= length }
    /// Adds the range at `offset`.
    ///
    /// - Parameters:
    ///   - length: The length of the range. `data` holds all of it or, with a cause, nothing.
    ///   - cause: Why the range could not be read.
    mutating func add(_ data: RawSpan, at offset: Int, length: Int, cause: MissingCause?) {
        // Ignore bytes that have already arrived.
        guard offset >= position, offset <= self.length else { return }
        let length = min(length, self.length - offset)
        skip(to: offset, .ringFull)
        if let cause {
            skip(to: offset + length, cause)
        } else {
            bytes.append(contentsOf: [UInt8](repeating: 0, count: position - bytes.count))
            bytes.append(copying: data.extracting(0..<min(length, data.byteCount)))
            position = bytes.count
            skip(to: offset + length, .record)
        }
    }

    /// Memory used, in bytes.
    var memory: Int { bytes.count }

    /// Marks the rest as missing: no more data will come.
    mutating func end() { skip(to: length, .ringFull) }

    /// Whether the received part of the arguments equals `current`, which holds all of them.
    func agreesInArguments(with current: [UInt8]) -> Bool {
        agrees(0..<min(argumentLength, length), with: current)
    }

    func agreesInEnvironment(with current: [UInt8]) -> Bool {
        agrees(min(argumentLength, length)..<length, with: current)
    }

    /// Call this only after `end()`.
    private func agrees(_ part: Range<Int>, with current: [UInt8]) -> Bool {
        guard current.count == part.count, position >= part.upperBound else { return false }
        let nothing = (range: part.upperBound..<part.upperBound, cause: MissingCause.ringFull)
        var start = part.lowerBound
        for hole in holes + [nothing] {
            let end = min(hole.range.lowerBound, part.upperBound)
            if start < end {
                let there = current[start - part.lowerBound..<end - part.lowerBound]
                guard bytes[start..<end] == there else { return false }
            }
            start = max(start, hole.range.upperBound)
        }
        return true
    }

    /// Moves the received strings into the event and records what is missing.
    mutating func finish(into event: inout ExecEvent, argumentsOnly: Bool) {
        end()
        let split = min(argumentLength, length)
        event.arguments = strings(0..<split)
        event.argumentBytesReceived = received(0..<split)
        name(0..<split, .arguments, &event)
        guard !argumentsOnly else { return }
        event.environment = Environment(strings(split..<length))
        event.environmentBytesReceived = received(split..<length)
        name(split..<length, .environment, &event)
    }

    private mutating func skip(to end: Int, _ cause: MissingCause) {
        guard end > position else { return }
        let hole = position..<end
        position = end
        if let last = holes.last, last.cause == cause, last.range.upperBound == hole.lowerBound {
            holes[holes.count - 1].range = last.range.lowerBound..<end
        } else {
            holes.append((hole, cause))
        }
    }

    /// The complete strings of a part. A string that overlaps a hole, even by one byte, is left out.
    private func strings(_ part: Range<Int>) -> StringList {
        guard !holes.isEmpty else {
            return StringList(block: part.count == bytes.count ? bytes : [UInt8](bytes[part]))
        }
        var list = StringList()
        var start = part.lowerBound
        // Whether the beginning of the string at `start` is missing.
        var isCut = false
        var hole = 0
        while start < part.upperBound {
            while hole < holes.count, holes[hole].range.upperBound <= start { hole += 1 }
            let isHoleNext = hole < holes.count && holes[hole].range.lowerBound < part.upperBound
            let readable = isHoleNext ? max(start, holes[hole].range.lowerBound) : part.upperBound
            if let end = end(in: start..<readable) {
                if !isCut { list.append(bytes[start..<end]) }
                isCut = false
                start = end + 1
            } else if isHoleNext {
                isCut = true
                start = holes[hole].range.upperBound
            } else {
                // As without holes, the bytes after the last NUL are a string too.
                if !isCut { list.append(bytes[start..<readable]) }
                break
            }
        }
        return list
    }

    /// The position of the first NUL in a range without holes.
    private func end(in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == 0 { return index }
            index += 1
        }
        return nil
    }

    /// The strings of a part; nil unless all of it arrived.
    func whole(_ part: MissingPart.Part) -> StringList? {
        let split = min(argumentLength, length)
        let part = part == .arguments ? 0..<split : split..<length
        guard position >= part.upperBound, !holes.contains(where: { $0.range.overlaps(part) })
        else {
            return nil
        }
        return StringList(block: [UInt8](bytes[part]))
    }

    /// Records what is missing from a part.
    func name(holesIn part: MissingPart.Part, _ event: inout ExecEvent) {
        let split = min(argumentLength, length)
        name(part == .arguments ? 0..<split : split..<length, part, &event)
    }

    private func received(_ part: Range<Int>) -> UInt64 {
        UInt64(part.count - holes.reduce(0) { $0 + $1.range.clamped(to: part).count })
    }

    private func name(_ part: Range<Int>, _ name: MissingPart.Part, _ event: inout ExecEvent) {
        for hole in holes {
            let range = hole.range.clamped(to: part)
            guard !range.isEmpty else { continue }
            event.missing.append(
                MissingPart(
                    part: name, unit: .bytes, offset: range.lowerBound - part.lowerBound,
                    count: range.count, cause: hole.cause))
        }
    }
}
