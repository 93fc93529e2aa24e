public import TracerCapture

/// An event that outputs may show. Only a `Redactor` makes one, so that there is no other way to them.
public struct ShownEvent: Sendable {
    public let event: TracerEvent

    init(redacted event: TracerEvent) {
        self.event = event
    }
}

/// Strings of a process that outputs may show. Only a `Redactor` makes some, but for none at all.
public struct ShownStrings: Sendable {
    public let strings: StringList

    init(redacted strings: StringList) {
        self.strings = strings
    }

    /// No strings.
    public init() {
        strings = StringList()
    }
}
