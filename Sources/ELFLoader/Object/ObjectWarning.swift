internal import SwiftletELF

/// A part of an object that no loader implements, so that programs see something other than their
/// source says.
public enum ObjectWarning: Error, Sendable, Equatable {
    /// Data that should hold addresses of strings or other variables, but will hold only the addends,
    /// which are mostly 0: a BPF program has no fixed addresses to store there. `count` is the number
    /// of addresses and `offset` the position of the first one, in bytes from the start of the
    /// variable, or of the section if no variable is known there.
    case pointers(variable: String?, section: String, offset: UInt64, count: Int, target: String)

    /// The section with the variable.
    package var section: String {
        switch self {
        case .pointers(_, let section, _, _, _): section
        }
    }
}

extension ObjectWarning: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pointers(let variable, let section, let offset, let count, let target):
            (variable.map { "variable '\($0)'" } ?? "section '\(section)'")
                + ": offset \(offset): the address of \(target.isEmpty ? "something" : "'\(target)'") will not be there"
                + (count == 1 ? "" : " (and \(count - 1) more)")
                + ": BPF programs can't store addresses in data; choose between values in code"
        }
    }
}

extension ObjectWarning {
    /// One warning for each variable of a data section that has relocations, and one for relocations
    /// outside all variables.
    ///
    /// - Throws: `ObjectError.elf` if the relocations are malformed.
    static func pointers(
        in section: ELFSection, of file: ELFFile, _ variables: [VariableSpec]
    ) throws(ObjectError) -> [ObjectWarning] {
        guard let table = file.relocationSection(for: section) else { return [] }
        let entries: [ELFRelocation]
        do { entries = try file.relocations(in: table) } catch { throw .elf(error) }
        let inOrder = variables.sorted { $0.offset < $1.offset }
        /// Keyed by index in `inOrder`; -1 if the address is in no variable.
        var found: [Int: (offset: UInt64, count: Int, target: String)] = [:]
        for entry in entries.sorted(by: { $0.offset < $1.offset }) {
            let place = inOrder.endOfPrefix { $0.offset <= entry.offset } - 1
            let isInside =
                place >= 0 && entry.offset - UInt64(inOrder[place].offset) < UInt64(inOrder[place].size)
            let key = isInside ? place : -1
            if let known = found[key] {
                found[key] = (known.offset, known.count + 1, known.target)
            } else {
                let symbol =
                    entry.symbolIndex < file.symbols.count ? file.symbols[entry.symbolIndex] : nil
                var target = symbol?.name ?? ""
                if target.isEmpty, let index = symbol?.section { target = file.sections[index].name }
                let start = isInside ? UInt64(inOrder[place].offset) : 0
                found[key] = (entry.offset - start, 1, target)
            }
        }
        return found.sorted { $0.key < $1.key }.map { key, value in
            .pointers(
                variable: key < 0 ? nil : inOrder[key].name, section: section.name,
                offset: value.offset, count: value.count, target: value.target)
        }
    }
}
