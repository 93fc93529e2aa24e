internal import SwiftletBTF

extension COREPath {
    /// The path in C syntax, as libbpf prints it: `struct sample.a[3]`,
    /// `enum hrtimer_mode::HRTIMER_MODE_REL`. Parts that cannot be read appear as `?`.
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
    /// The kind and name of a type: `struct task_struct`, or `<anon>` for the name if it has none.
    func title(of id: BTFTypeID) -> String {
        guard let type = try? self.type(id), let name = try? self.name(at: type.nameOffset) else {
            return "\(id)"
        }
        return type.kind.keyword + " " + (name.isEmpty ? "<anon>" : name)
    }
}

extension BTFKind {
    /// The C keyword of the kind if it has one, else its BTF name.
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
