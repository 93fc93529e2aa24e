package import TracerOutput

/// A table: columns for people, an array of objects in JSON.
package struct Listing: Sendable {
    package enum Cell: Sendable, Equatable {
        case text(String)
        case number(UInt64)
        /// Prints as 0x…; a string in JSON, where numbers are decimal.
        case hexadecimal(UInt64)
        /// null in JSON.
        case absent
    }

    /// The name in JSON and, in the plural, in headings.
    package let name: StaticString
    /// The names of the columns, which are the keys in JSON.
    package let columns: [StaticString]
    package var rows: [[Cell]] = []

    package init(_ name: StaticString, _ columns: [StaticString]) {
        self.name = name
        self.columns = columns
    }

    /// Columns two blanks apart. Numbers are right-aligned, and the last column is not padded.
    package func append(to text: inout String) {
        var lines = [columns.map { "\($0)" }]
        for row in rows { lines.append(row.map { $0.text }) }
        var widths = [Int](repeating: 0, count: columns.count)
        for line in lines {
            // A very long name gets a line that is longer than the others.
            for (column, cell) in line.enumerated() {
                widths[column] = max(widths[column], min(cell.utf8.count, Self.widest))
            }
        }
        for (index, line) in lines.enumerated() {
            for (column, cell) in line.enumerated() {
                let blanks = String(repeating: " ", count: max(0, widths[column] - cell.utf8.count))
                if column > 0 { text += "  " }
                if isNumeric(column) {
                    text += blanks + cell
                } else {
                    text += column == columns.count - 1 ? cell : cell + blanks
                }
            }
            text += "\n"
            if index == 0, rows.isEmpty { text += "(none)\n" }
        }
    }

    private static var widest: Int { 48 }

    private func isNumeric(_ column: Int) -> Bool {
        switch rows.first?[column] {
        case .number, .hexadecimal: true
        default: false
        }
    }

    /// A member of the object that is being written.
    package func append(to buffer: inout OutputBuffer) {
        buffer.key(name)
        buffer.beginArray()
        for row in rows {
            buffer.beginObject()
            for (column, cell) in row.enumerated() {
                switch cell {
                case .text: buffer.member(columns[column], text: cell.text)
                case .number(let number): buffer.member(columns[column], number)
                case .hexadecimal: buffer.member(columns[column], text: cell.text)
                case .absent: buffer.member(columns[column], text: nil)
                }
            }
            buffer.endObject()
        }
        buffer.endArray()
    }
}

extension Listing.Cell {
    fileprivate var text: String {
        switch self {
        case .text(let text): text.shortened
        case .number(let number): "\(number)"
        case .hexadecimal(let number): "0x" + String(number, radix: 16)
        case .absent: "-"
        }
    }
}

extension String {
    /// At most 255 bytes of it. A hostile object can have one name of a megabyte and a thousand uses of it.
    package var shortened: String {
        utf8.count <= 255 ? self : String(decoding: utf8.prefix(252), as: UTF8.self) + "…"
    }
}
