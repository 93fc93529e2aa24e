internal import SwiftletBTF

extension COREPath {
    /// The path as C would write it, as libbpf prints it: `struct sample.a[3]`,
    /// `enum hrtimer_mode::HRTIMER_MODE_REL`. What cannot be read stands as `?`.
    func text(in types: CORETypes) -> String {
        var text = types.title(of: root)
        for (position, step) in steps.enumerated() {
            if let name = step.name {
                let isMember = (try? types.type(step.type).kind.isComposite) ?? false
                text += isMember ? "." : "::"
                text += (try? types.name(at: name)) ?? "?"
            } else if position > 0 || step.index > 0 {
                text += "[\(step.index)]"
            }
        }
        return text
    }
}

extension CORETypes {
    /// A type's kind and name: `struct task_struct`, `<anon>` for none.
    func title(of id: BTFTypeID) -> String {
        guard let type = try? self.type(id), let name = try? self.name(at: type.nameOffset) else {
            return "\(id)"
        }
        return type.kind.keyword + " " + (name.isEmpty ? "<anon>" : name)
    }
}

extension BTFKind {
    /// The kind as C has it, where C has a word for it.
    var keyword: String {
        switch self {
        case .structure: "struct"
        case .union: "union"
        case .enumeration: "enum"
        case .enumeration64: "enum64"
        case .typedef: "typedef"
        case .const: "const"
        case .volatile: "volatile"
        case .restrict: "restrict"
        default: name
        }
    }
}
