internal import TracerCapture

/// A pattern for a resolved file path without links and dots: `*` and `?` never match a `/`.
package struct FilePattern: Sendable, Equatable {
    private let glob: Glob
    private let slashes: Int

    package init(_ pattern: some Sequence<UInt8>) {
        let pattern = Array(pattern)
        glob = Glob(pattern)
        slashes = Self.slashes(in: pattern.span)
    }

    package func matches(_ path: Span<UInt8>) -> Bool {
        glob.matches(path) && Self.slashes(in: path) == slashes
    }

    private static func slashes(in path: Span<UInt8>) -> Int {
        var count = 0
        for index in path.indices where path[index] == UInt8(ascii: "/") { count += 1 }
        return count
    }
}
