// libFuzzer's way into Sources/ELFLoader/ELF. Built by tools/fuzz.sh, outside of SwiftPM: the chapters
// under test are compiled into the same module, so that the fuzzer sees their branches.

/// Parses the input and reads all that it holds; whatever it is, the worst allowed is a typed error.
@c(LLVMFuzzerTestOneInput)
public func fuzzELF(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let file = try? ELFFile(parsing: ByteView(bytes)) else { return 0 }
    precondition(file.sections.count <= bytes.count / 64)
    var total = 0
    for section in file.sections {
        total += (try? file.data(of: section).count) ?? 0
        _ = file.section(named: section.name)
        _ = file.relocationSection(for: section)
        _ = try? file.relocations(in: section)
    }
    precondition(total <= bytes.count)
    for symbol in file.symbols + file.dynamicSymbols {
        precondition(symbol.section.map(file.sections.indices.contains) ?? true)
    }
    return 0
}
