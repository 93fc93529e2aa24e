internal import SwiftletOptions
internal import Tracer

/// One value of `--redact`: `default`, `none`, or a pattern for names.
enum RedactOption {
    case standard, none
    case names(ByteString)

    init(_ argument: ByteString) {
        switch argument {
        case "default": self = .standard
        case "none": self = .none
        default: self = .names(argument)
        }
    }
}

extension OutputOptions {
    /// Whether an output shows how an environment differs from the parent's.
    var comparesEnvironments: Bool { env == .diff || html != nil }

    /// A redactor that does only what these outputs need.
    func redactor(_ policy: RedactionPolicy) -> Redactor {
        var redactor = Redactor(policy)
        redactor.keepsParentEnvironment = comparesEnvironments
        return redactor
    }
}

extension [RedactOption] {
    /// The combined policy: patterns add to the default, unless `none` is given.
    var policy: RedactionPolicy {
        var policy = RedactionPolicy.standard
        for option in self {
            if case .none = option { policy = .none }
        }
        for case .names(let pattern) in self { policy.addNames(like: pattern.bytes) }
        return policy
    }
}
