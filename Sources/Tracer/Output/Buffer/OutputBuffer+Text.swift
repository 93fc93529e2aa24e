extension OutputBuffer {
    /// Appends nanoseconds in a suitable unit: `850ns`, `12.3us`, `1.2ms`, `3.4s`, `2m03s`, `1h02m`, `3d04h`.
    /// Rounds down, so that a duration never appears longer than it was.
    mutating func append(duration nanoseconds: UInt64) {
        switch nanoseconds {
        case 0..<1000:
            append(decimal: nanoseconds)
            append("ns")
        case 1000..<1_000_000: append(tenthsOf: 1000, in: nanoseconds, unit: "us")
        case 1_000_000..<1_000_000_000: append(tenthsOf: 1_000_000, in: nanoseconds, unit: "ms")
        case 1_000_000_000..<60_000_000_000:
            append(tenthsOf: 1_000_000_000, in: nanoseconds, unit: "s")
        default:
            let seconds = nanoseconds / 1_000_000_000
            if seconds < 3600 {
                append(seconds / 60, "m", seconds % 60, "s")
            } else if seconds < 86400 {
                append(seconds / 3600, "h", seconds / 60 % 60, "m")
            } else {
                append(seconds / 86400, "d", seconds / 3600 % 24, "h")
            }
        }
    }

    private mutating func append(tenthsOf unit: UInt64, in value: UInt64, unit name: StaticString) {
        append(decimal: value / unit)
        append(0x2e)
        append(decimal: value / (unit / 10) % 10)
        append(name)
    }

    private mutating func append(
        _ large: UInt64, _ largeUnit: StaticString, _ small: UInt64, _ smallUnit: StaticString
    ) {
        append(decimal: large)
        append(largeUnit)
        append(decimal: small, digits: 2)
        append(smallUnit)
    }

    /// Cuts the text after `start` to that many columns, the last of which is `…` if anything was cut.
    ///
    /// Escape sequences take no columns and are kept, so that no colour continues after the cut. A non-ASCII
    /// character counts as two columns from U+1100 on, where East Asian scripts begin, and as one below: a
    /// line may come out a bit short, but never too long.
    mutating func cut(from start: Int, toColumns columns: Int) {
        var column = 0
        var index = start
        // Where to cut if the text turns out to be too long.
        var lastFit = start
        while index < bytes.count {
            if bytes[index] == 0x1b {
                while index < bytes.count, bytes[index] != 0x6d { index += 1 }
                index += 1
                continue
            }
            let sequence = UTF8Sequence(parsing: bytes.span, at: index)
            column += sequence.scalar.map { $0.value < 0x1100 ? 1 : 2 } ?? 1
            if column > columns {
                let hasColor = bytes.span.extracting(start..<lastFit).contains(0x1b)
                bytes.removeSubrange(lastFit...)
                if hasColor { append(TextStyle.reset) }
                append("…")
                return
            }
            index += sequence.length
            if column < columns { lastFit = index }
        }
    }

    /// An upper bound of the average bytes per column: a space and a coloured `?` have 11 in two.
    static var mostBytesInColumn: Int { 8 }
}

extension Span<UInt8> {
    fileprivate func contains(_ byte: UInt8) -> Bool {
        for index in indices where self[index] == byte { return true }
        return false
    }
}
