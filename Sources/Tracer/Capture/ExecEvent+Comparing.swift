internal import TracerWire

extension ExecEvent {
    /// Compares strings read from the caller's memory with the copy the kernel made a moment later.
    ///
    /// Another thread may have written in between. A string that differs keeps the value that was read and is
    /// reported as `changed`; strings missing from the kernel's copy are reported as missing.
    mutating func compare(_ part: MissingPart.Part, with block: BlockCollector) {
        guard let copied = block.whole(part) else {
            block.name(holesIn: part, &self)
            return
        }
        let read = part == .arguments ? arguments : environment.list
        var truncated = missing.filter { $0.part == part && $0.cause == .truncated }[...]
        for index in 0..<max(read.count, copied.count) {
            while let range = truncated.first, range.offset + (range.count ?? 0) <= index {
                truncated.removeFirst()
            }
            // Strings that did not arrive are reported already.
            guard index < read.count else { break }
            guard let string = read[index] else { continue }
            let other = index < copied.count ? copied[index] : nil
            let isTruncated = truncated.first.map { $0.offset <= index } ?? false
            if let other, isTruncated ? other.starts(with: string) : other == string { continue }
            nameChanged(part, at: index)
        }
    }

    private mutating func nameChanged(_ part: MissingPart.Part, at index: Int) {
        if let last = missing.last, last.part == part, last.cause == .changed,
            last.unit == .strings,
            let count = last.count, last.offset + count == index
        {
            missing[missing.count - 1].count = count + 1
            return
        }
        missing.append(
            MissingPart(part: part, unit: .strings, offset: index, count: 1, cause: .changed))
    }
}
