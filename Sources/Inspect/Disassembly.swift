package import ELFLoader
package import TracerOutput

/// The code of one function, with source lines and the names of what it uses.
package struct Disassembly: Sendable {
    package struct Line: Sendable {
        /// In instructions from the start of the section, as llvm-objdump counts.
        package let index: Int
        /// As llvm-objdump writes it.
        package let text: String
        /// A name that the instruction stands for, or where it jumps to; nil if there is nothing to add.
        package let note: String?
        /// Whether an instruction jumps here.
        package let isTarget: Bool
        /// The line of C that begins here; nil if the previous one goes on.
        package let source: Source?
    }

    package struct Source: Sendable, Equatable {
        package let file: String
        package let line: UInt32
        package let text: String
    }

    package let name: String
    package let section: String
    package let lines: [Line]

    /// - Parameter names: Of the object that the function belongs to.
    package init(_ function: FunctionSpec, _ names: inout CodeNames) {
        name = function.name
        section = function.sectionName
        let code = function.instructions
        let notes = names.notes(of: function)
        let sources = names.sources(of: function)
        var texts: [(index: Int, text: InstructionText)] = []
        var targets = Set<Int>()
        var index = 0
        while index < code.count {
            let next = index + 1 < code.count ? code[index + 1] : nil
            let text = InstructionText(code[index], second: next)
            if let jump = text.jump { targets.insert(index + 1 + jump) }
            texts.append((index, text))
            index += code[index].isWideLoad && text.text != InstructionText.unknown ? 2 : 1
        }
        lines = texts.map { index, text in
            var note = notes[index]
            if let jump = text.jump {
                let target = function.start + index + 1 + jump
                note = jump < 0 ? "↑ \(target), a loop" : "↓ \(target)"
            } else if note == nil, code[index].isCall, code[index].source == 0 {
                note = HelperFunction.name(code[index].immediate)
            }
            return Line(
                index: function.start + index, text: text.text, note: note,
                isTarget: targets.contains(index), source: sources[index])
        }
    }
}

extension Disassembly {
    /// A heading, and a line for each instruction and line of C.
    package func append(to text: inout String) {
        text += "\(section.shortened): \(name.shortened)\n"
        // Neighbouring records often differ in the column only.
        var last: Source?
        for line in lines {
            if let source = line.source, source != last {
                if source.file != last?.file { text += "; \(source.file.shortened)\n" }
                text += "; \(source.line): \(source.text.shortened)\n"
                last = source
            }
            let number = "\(line.index)"
            text += String(repeating: " ", count: max(0, 6 - number.utf8.count)) + number
            text += (line.isTarget ? ": ▸ " : ":   ") + line.text
            if let note = line.note {
                text +=
                    String(repeating: " ", count: max(1, 40 - line.text.utf8.count)) + "; "
                    + note.shortened
            }
            text += "\n"
        }
    }

    /// An element of the array that is being written.
    package func append(to buffer: inout OutputBuffer) {
        buffer.beginObject()
        buffer.member("name", text: name)
        buffer.member("section", text: section)
        buffer.key("instructions")
        buffer.beginArray()
        for line in lines {
            buffer.beginObject()
            buffer.member("index", line.index)
            buffer.member("text", text: line.text)
            buffer.member("note", text: line.note?.shortened)
            buffer.member("target", line.isTarget)
            if let source = line.source {
                buffer.member("file", text: source.file.shortened)
                buffer.member("line", source.line)
                buffer.member("source", text: source.text.shortened)
            }
            buffer.endObject()
        }
        buffer.endArray()
        buffer.endObject()
    }
}
