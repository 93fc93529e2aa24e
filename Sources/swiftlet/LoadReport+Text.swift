extension LoadReport {
    /// Columns for people: maps, then programs.
    var text: String {
        var text = ""
        if !maps.isEmpty {
            text += Self.table(
                ["map", "type", "key", "value", "entries", "id"], numbersFrom: 2,
                maps.map {
                    [
                        $0.name, $0.type, "\($0.keySize)", "\($0.valueSize)", "\($0.maxEntries)", "\($0.id)",
                    ]
                })
            text += "\n"
        }
        text += Self.table(
            ["program", "section", "type", "id", "insns", "verified", "load"], numbersFrom: 3,
            programs.map {
                [
                    $0.name, $0.section, $0.type, Self.text($0.id), Self.text($0.instructions),
                    Self.text($0.verifiedInstructions), $0.nanoseconds.map(Self.duration) ?? ($0.error == nil ? "not loaded" : "refused"),
                ]
            })
        for program in programs {
            guard let attached = program.attached else { continue }
            text += "attached \(program.name) to \(attached)\n"
        }
        if let typesError { text += "without the object's types: \(typesError)\n" }
        for program in programs {
            // The error of a rejected program includes its log.
            guard program.isLoaded, let log = program.verifierLog else { continue }
            text += "\nthe verifier's log of \(program.name):\n\(log)"
        }
        for path in pinned { text += "pinned \(path)\n" }
        return text
    }

    private static func text<Number: BinaryInteger>(_ number: Number?) -> String {
        number.map { "\($0)" } ?? "-"
    }

    /// `12.3 ms`, `120 µs`
    private static func duration(_ nanoseconds: UInt64) -> String {
        if nanoseconds < 1_000_000 { return "\(nanoseconds / 1000) µs" }
        let tenths = nanoseconds / 100_000
        return "\(tenths / 10).\(tenths % 10) ms"
    }

    /// Columns as wide as their widest cell, two spaces apart. Columns from `numbersFrom` on are right-aligned.
    private static func table(_ header: [String], numbersFrom first: Int, _ rows: [[String]]) -> String {
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            var line = ""
            for (column, cell) in cells.enumerated() {
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (column < first ? cell + blanks : blanks + cell)
            }
            return line + "\n"
        }.joined()
    }
}
