internal import SwiftletShims

/// The pins of programs, maps and links in the BPF file systems of this process's mount namespace.
///
/// Whoever may write there can make any number of files, so the search ends after 4,096 folders or 65,536 files.
package struct ObjectPins: Sendable {
    private var pins: [UInt32: [(kind: Kernel.ObjectKind, path: String)]] = [:]

    /// Searches all mounts, and opens each pin once.
    package init() {
        var folders = Self.mounts()
        var (folderCount, files) = (0, 0)
        while let folder = folders.popLast(), folderCount < 4096 {
            folderCount += 1
            for entry in Self.entries(of: folder) {
                guard let type = entry.first else { continue }
                let path = folder + "/" + String(decoding: entry.dropFirst(), as: UTF8.self)
                // DT_DIR
                if type == 4 {
                    folders.append(path)
                    continue
                }
                files += 1
                guard files <= 1 << 16 else { return }
                guard let object = Kernel.anythingPinned(at: path),
                    let kind = Kernel.objectKind(of: object.number),
                    let id = Self.id(kind, object.number)
                else { continue }
                pins[id, default: []].append((kind, path))
            }
        }
    }

    /// The paths at which an object is pinned.
    package func paths(of kind: Kernel.ObjectKind, _ id: UInt32) -> [String] {
        var paths: [String] = []
        for pin in pins[id] ?? [] where pin.kind == kind { paths.append(pin.path) }
        return paths
    }

    private static func id(_ kind: Kernel.ObjectKind, _ descriptor: Int32) -> UInt32? {
        switch kind {
        case .program: (try? Kernel.programInfo(descriptor, name: ""))?.id
        case .map: (try? Kernel.mapInfo(descriptor, name: ""))?.id
        case .link: (try? Kernel.linkInfo(descriptor, name: ""))?.id
        case .btf: nil
        }
    }

    /// The entries of a folder, each as its type and its name.
    private static func entries(of folder: String) -> [ArraySlice<UInt8>] {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        // SAFETY: a NUL-terminated string; the call writes at most the buffer's count of bytes.
        let count = unsafe folder.withCString { folder in
            unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe swiftlet_folder_entries(
                    folder, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
            }
        }
        return bytes.prefix(max(0, count)).split(separator: 0)
    }

    /// The mount points of type bpf: `36 35 0:31 / /sys/fs/bpf rw - bpf bpf rw`.
    private static func mounts() -> [String] {
        let text = (try? Kernel.readFile("/proc/self/mountinfo")) ?? []
        var mounts: [String] = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            // A hyphen ends the optional words; a mount point begins with a slash.
            guard words.count > 6,
                let end = words.firstIndex(where: { $0.elementsEqual("-".utf8) }),
                end + 1 < words.count, words[end + 1].elementsEqual("bpf".utf8)
            else { continue }
            mounts.append(unescaped(words[4]))
        }
        return mounts
    }

    /// A path with `\040` for a blank.
    private static func unescaped(_ word: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = word
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), rest.count >= 3 else {
                bytes.append(byte)
                continue
            }
            var number: UInt8 = 0
            for digit in rest.prefix(3) { number = number &* 8 &+ (digit & 7) }
            bytes.append(number)
            rest = rest.dropFirst(3)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
