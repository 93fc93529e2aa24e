internal import SwiftletBytes
internal import SwiftletObject

/// The functions of an object, which its programs are put together from.
///
/// Programs share them: a plan takes as much memory as the object has functions, however many programs
/// call them.
struct PlannedCode: Sendable {
    /// By index in `ObjectSpec.functions`; nil for those that no program gets to.
    var functions: [PlannedFunction?]
    let records: FunctionRecords

    init(_ spec: ObjectSpec) {
        functions = [PlannedFunction?](repeating: nil, count: spec.functions.count)
        records = FunctionRecords(spec)
    }

    /// A function that has been given its place in a program.
    private struct Placement {
        let function: Int
        /// Of its first instruction, in the program.
        let base: Int
    }

    /// Puts a program together.
    ///
    /// - Parameter roots: The program's own function, and what the kernel calls without being told by an
    ///   instruction.
    func assembled(from roots: [Int]) -> AssembledProgram {
        var program = AssembledProgram()
        let placements = layOut(from: roots)
        var bases: [Int: Int] = [:]
        for placement in placements { bases[placement.function] = placement.base }
        for placement in placements {
            guard let function = functions[placement.function] else { continue }
            program.append(function, bases)
        }
        program.functionRecords = functionRecords(placements)
        program.lineRecords = lineRecords(placements)
        return program
    }

    /// The functions that a program needs, each once: the callee right after the caller that was
    /// first to need it, and what it needs itself after that (libbpf's order, too).
    private func layOut(from roots: [Int]) -> [Placement] {
        var end = 0
        return Self.functions(from: roots, callees: { functions[$0]?.callees ?? [] }).map { function in
            let base = end
            end += functions[function]?.instructions.count ?? 0
            return Placement(function: function, base: base)
        }
    }

    /// The functions that some lead to, each once, in the order of `layOut(from:)`.
    ///
    /// - Parameters:
    ///   - isKnown: Functions to leave out, with what only they lead to.
    ///   - callees: What a function calls, in the order of its instructions.
    static func functions(
        from roots: [Int], isKnown: (Int) -> Bool = { _ in false }, callees: (Int) -> [Int]
    ) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = []
        // Functions that are being gone through, with the next callee of each.
        var open: [(callees: [Int], next: Int)] = []
        func visit(_ function: Int) {
            guard !isKnown(function), seen.insert(function).inserted else { return }
            found.append(function)
            open.append((callees(function), 0))
        }
        for root in roots {
            visit(root)
            while let current = open.last {
                guard current.next < current.callees.count else {
                    open.removeLast()
                    continue
                }
                open[open.count - 1].next += 1
                visit(current.callees[current.next])
            }
        }
        return found
    }

    /// `struct bpf_func_info`: each function's first instruction and its type.
    private func functionRecords(_ placements: [Placement]) -> [UInt8] {
        var bytes: [UInt8] = []
        for placement in placements {
            // All or none: the kernel wants one for each function.
            guard let type = records.type(of: placement.function) else { return [] }
            bytes.append(UInt32(clamping: placement.base), .host)
            bytes.append(type.rawValue, .host)
        }
        return bytes
    }

    /// `struct bpf_line_info`: the source lines, moved to where their functions are in the program.
    private func lineRecords(_ placements: [Placement]) -> [UInt8] {
        var bytes: [UInt8] = []
        for placement in placements {
            for (within, record) in records.lines(of: placement.function) {
                bytes.append(UInt32(clamping: placement.base + within), .host)
                bytes.append(record.fileNameOffset, .host)
                bytes.append(record.lineOffset, .host)
                bytes.append(record.position, .host)
            }
        }
        return bytes
    }
}
