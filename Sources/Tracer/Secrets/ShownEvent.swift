public import TracerCapture

/// A redacted event for outputs. Only a `Redactor` can create one, so that outputs get no other events.
public struct ShownEvent: Sendable {
    public let event: TracerEvent

    init(redacted event: TracerEvent) {
        self.event = event
    }
}

/// Redacted process strings for outputs. Only a `Redactor` can create a non-empty value.
public struct ShownStrings: Sendable {
    public let strings: StringList

    init(redacted strings: StringList) {
        self.strings = strings
    }

    /// Creates an empty list.
    public init() {
        strings = StringList()
    }
}
