/// A path without `.`, `..` and repeated slashes, resolved textually: links are not followed.
struct ResolvedPath {
    private(set) var bytes: [UInt8] = []

    /// - Parameter directory: The base of a path that doesn't begin with `/`. If it is empty, the path stays
    ///   relative.
    init(_ path: [UInt8], in directory: [UInt8]) {
        let slash = UInt8(ascii: "/")
        guard let first = path.first else { return }
        if first == slash {
            bytes.append(slash)
        } else if directory.first == slash {
            bytes = directory
        }
        let isAbsolute = !bytes.isEmpty
        var start = 0
        while start < path.count {
            let end = path[start...].firstIndex(of: slash) ?? path.count
            append(path[start..<end], isAbsolute: isAbsolute)
            start = end + 1
        }
    }

    private mutating func append(_ name: ArraySlice<UInt8>, isAbsolute: Bool) {
        let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
        if name.isEmpty || name.elementsEqual([dot]) { return }
        if name.elementsEqual([dot, dot]) {
            let parent = bytes.lastIndex(of: slash) ?? 0
            let last = bytes[min(parent + (isAbsolute || parent > 0 ? 1 : 0), bytes.count)...]
            if isAbsolute || !last.isEmpty && !last.elementsEqual([dot, dot]) {
                bytes.removeLast(bytes.count - (isAbsolute ? max(parent, 1) : parent))
                return
            }
        }
        if let last = bytes.last, last != slash { bytes.append(slash) }
        bytes += name
    }
}
