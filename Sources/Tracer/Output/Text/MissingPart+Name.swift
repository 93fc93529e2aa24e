package import TracerCapture

extension MissingPart.Part {
    /// The name used in the output.
    package var name: StaticString {
        switch self {
        case .arguments: "args"
        case .environment: "env"
        case .filename: "filename"
        }
    }
}

extension MissingPart.Unit {
    /// The name used in the output.
    package var name: StaticString {
        switch self {
        case .bytes: "bytes"
        case .strings: "strings"
        }
    }
}
