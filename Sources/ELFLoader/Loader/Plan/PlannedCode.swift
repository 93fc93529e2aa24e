internal import SwiftletBytes
internal import SwiftletObject

/// The functions of an object, from which its programs are assembled.
///
/// Programs share them: a plan's size depends on the number of functions, not on how many programs call them.
struct PlannedCode: Sendable {
    /// By index in `ObjectSpec.functions`; nil for functions that no program reaches.
    var functions: [PlannedFunction?]
    let records: FunctionRecords

    init(_ spec: ObjectSpec) {
        functions = [PlannedFunction?](repeating: nil, count: spec.functions.count)
        records = FunctionRecords(spec)
    }

    /// A function and its position in a program.
    private struct Placement {
        let function: Int
        /// Index in the program of the function's first instruction.
        let base: Int
    }

    /// Assembles a program.
    ///
    /// - Parameter roots: The program's own function, and functions that the kernel calls without an
    ///   instruction referring to them.
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

    /// Orders the functions that a program needs, each once: a callee follows the first caller that needs it,
    /// and the callee's own callees follow it (as in libbpf).
    private func layOut(from roots: [Int]) -> [Placement] {
        var end = 0
        return Self.functions(from: roots, callees: { functions[$0]?.callees ?? [] }).map { function in
            let base = end
            end += functions[function]?.instructions.count ?? 0
            return Placement(function: function, base: base)
        }
    }

    /// The functions reachable from `roots`, each once, in the order of `layOut(from:)`.
    ///
    /// - Parameters:
    ///   - isKnown: Functions to leave out, together with those reachable only through them.
    ///   - callees: The callees of a function, in the order of its instructions.
    static func functions(
        from roots: [Int], isKnown: (Int) -> Bool = { _ in false }, callees: (Int) -> [Int]
    ) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = []
        // The functions being visited, with the index of each one's next callee.
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
            // All or none: the kernel requires one for each function.
            guard let type = records.type(of: placement.function) else { return [] }
            bytes.append(UInt32(clamping: placement.base), .host)
            bytes.append(type.rawValue, .host)
        }
        return bytes
    }

    /// `struct bpf_line_info`: the source lines, with instruction indices adjusted to the program.
    private func lineRecords(_ placements: [Placement]) -> [UInt8] {
        var words: [UInt32] = []
        for placement in placements {
            for (within, record) in records.lines(of: placement.function) {
                words.append(UInt32(clamping: placement.base + within))
                words.append(record.fileNameOffset)
                words.append(record.lineOffset)
                words.append(record.position)
            }
        }
        var bytes: [UInt8] = []
        bytes.append(words)
        return bytes
    }
}
