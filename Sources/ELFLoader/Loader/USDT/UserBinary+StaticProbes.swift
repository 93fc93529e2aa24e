internal import SwiftletBytes
internal import SwiftletELF

extension UserBinary {
    /// Finds the locations of a static probe.
    ///
    /// - Throws: `LoadError.staticProbe` if there are none, or if a location or its semaphore is in no
    ///   suitable segment.
    func staticProbes(_ provider: String, _ name: String) throws(LoadError) -> [StaticProbe] {
        let probe = "\(provider):\(name)"
        guard let section = file.sections.first(where: { $0.name == ".note.stapsdt" && $0.type == .note })
        else { throw failure(probe, "the file has no static probes (.note.stapsdt)") }
        let notes: [ELFNote]
        let segments: [ELFSegment]
        do {
            notes = try file.notes(in: section)
            segments = try file.segments().filter { $0.isLoaded }
        } catch {
            throw .binary(program: program, path: path, error)
        }
        // prelink moves addresses but not those in notes; the address of .stapsdt.base gives the difference.
        let base = file.sections.first { $0.name == ".stapsdt.base" }?.address

        var places: [StaticProbe] = []
        for note in notes where note.name == "stapsdt" && note.type == 3 {
            let parsed: Note
            do { parsed = try Note(parsing: note.descriptor, file.order) } catch {
                throw failure(probe, "a note of \(section.name): \(error)")
            }
            guard parsed.provider == provider, parsed.name == name else { continue }
            let moved = parsed.base != 0 ? (base ?? parsed.base) &- parsed.base : 0
            let address = parsed.location &+ moved
            guard let offset = Self.offset(of: address, isExecutable: true, segments) else {
                throw failure(probe, "its place 0x\(String(address, radix: 16)) is in no executable segment")
            }
            var semaphore: UInt64 = 0
            if parsed.semaphore != 0 {
                let address = parsed.semaphore &+ moved
                guard let offset = Self.offset(of: address, isExecutable: false, segments) else {
                    throw failure(
                        probe, "its semaphore 0x\(String(address, radix: 16)) is in no segment of data")
                }
                semaphore = offset
            }
            places.append(
                StaticProbe(
                    offset: offset, address: address, semaphore: semaphore,
                    arguments: parsed.arguments))
        }
        guard !places.isEmpty else { throw failure(probe, "the file has no such probe") }
        return places
    }

    /// The address of a variable in the file; nil if no symbol has that name, or several disagree.
    func address(ofVariable name: String) -> UInt64? {
        for symbols in [file.dynamicSymbols, file.symbols] {
            var addresses: Set<UInt64> = []
            for symbol in symbols
            where symbol.name == name && symbol.section != nil && symbol.type != .threadLocal {
                addresses.insert(symbol.value)
            }
            if !addresses.isEmpty { return addresses.count == 1 ? addresses.first : nil }
        }
        return nil
    }

    private func failure(_ probe: String, _ reason: String) -> LoadError {
        .staticProbe(program: program, path: path, probe: probe, reason: reason)
    }

    private static func offset(
        of address: UInt64, isExecutable: Bool, _ segments: [ELFSegment]
    ) -> UInt64? {
        for segment in segments where segment.isExecutable == isExecutable {
            if let offset = segment.fileOffset(of: address) { return offset }
        }
        return nil
    }

    /// A note's contents: three addresses and three strings.
    private struct Note {
        let location, base, semaphore: UInt64
        let provider, name, arguments: String

        init(parsing bytes: ByteView, _ order: ByteOrder) throws(BytesError) {
            location = try bytes.load(UInt64.self, at: 0, order)
            base = try bytes.load(UInt64.self, at: 8, order)
            semaphore = try bytes.load(UInt64.self, at: 16, order)
            var offset = 24
            provider = try bytes.string(at: offset)
            offset += try bytes.stringLength(at: offset) + 1
            name = try bytes.string(at: offset)
            offset += try bytes.stringLength(at: offset) + 1
            let text = try bytes.string(at: offset)
            // Some tools write a lone colon for no arguments.
            arguments = text.hasPrefix(":") ? "" : text
        }
    }
}
