/// The result of one check of the host.
package struct HostCheck: Sendable {
    package enum Result: Sendable {
        case works
        /// Something that only some options or objects need is missing.
        case limited
        /// Tracing does not work without it.
        case missing
        /// The check could not be made.
        case unknown
    }

    /// Lower case, without blanks at its ends; the same in each version.
    package let name: StaticString
    package let result: Result
    /// What was found.
    package let found: String
    /// What to do about it; nil if nothing needs to be done.
    package let advice: String?

    init(_ name: StaticString, _ result: Result, _ found: String, advice: String? = nil) {
        self.name = name
        self.result = result
        self.found = found
        self.advice = advice
    }
}
