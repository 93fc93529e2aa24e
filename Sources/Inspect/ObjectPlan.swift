package import ELFLoader
package import TracerOutput

/// What loading an object would do to its programs, on the running kernel or for the types of another one.
///
/// Each program is planned by itself, as `load --each` loads it, so that one which can't be loaded doesn't hide the
/// others.
package struct ObjectPlan: Sendable {
    package struct Program: Sendable {
        package let name: String
        package let section: String
        /// The instructions that the loader fills in or checks.
        package let patches: [InstructionPatch]
        /// Why the program can't be loaded; nil if it can, as far as a plan shows.
        package let error: LoadError?
    }

    package let programs: [Program]

    package init(_ spec: ObjectSpec, target: TargetTypes) {
        programs = spec.programs.map { program in
            do throws(LoadError) {
                let patches = try Self.patches(of: program.name, in: spec, target)
                return Program(
                    name: program.name, section: program.sectionName, patches: patches, error: nil)
            } catch {
                return Program(
                    name: program.name, section: program.sectionName, patches: [], error: error)
            }
        }
    }

    private static func patches(
        of name: String, in spec: ObjectSpec, _ target: TargetTypes
    ) throws(LoadError) -> [InstructionPatch] {
        var spec = spec
        do throws(ObjectError) { try spec.loadOnly([name]) } catch { throw .object(error) }
        let plan = try LoadPlan(spec, target: target)
        for program in plan.programs where program.spec.name == name {
            return program.assembled().patches
        }
        return []
    }
}

extension ObjectPlan {
    /// Two lines for each patch: the instruction before and after, and the reason.
    package func append(to text: inout String) {
        for (index, program) in programs.enumerated() {
            if index > 0 { text += "\n" }
            text += "\(program.section.shortened): \(program.name.shortened)\n"
            if let error = program.error { text += "can't be loaded: \(error)\n" }
            for patch in program.patches {
                let number = "\(patch.instruction)"
                text +=
                    String(repeating: " ", count: max(0, 6 - number.utf8.count)) + number + ":   "
                text += Self.text(patch.before)
                if patch.after != patch.before { text += " → " + Self.text(patch.after) }
                text += "\n          ; \(patch.reason)\n"
            }
        }
    }

    /// A member of the object that is being written.
    package func append(to buffer: inout OutputBuffer) {
        buffer.key("plan")
        buffer.beginArray()
        for program in programs {
            buffer.beginObject()
            buffer.member("program", text: program.name)
            buffer.member("section", text: program.section)
            buffer.member("error", text: program.error.map { "\($0)" })
            buffer.key("patches")
            buffer.beginArray()
            for patch in program.patches {
                buffer.beginObject()
                buffer.member("instruction", patch.instruction)
                buffer.member("before", text: Self.text(patch.before))
                buffer.member("after", text: Self.text(patch.after))
                buffer.member("reason", text: patch.reason)
                buffer.endObject()
            }
            buffer.endArray()
            buffer.endObject()
        }
        buffer.endArray()
    }

    /// A patch is about one slot; the upper half of a wide load is a patch of its own.
    private static func text(_ code: Instruction) -> String {
        code.opcode == 0
            ? "upper half " + InstructionText.hexadecimal(Int64(code.immediate))
            : InstructionText(code, second: code.isWideLoad ? Instruction(opcode: 0) : nil).text
    }
}
