internal import ELFLoader
internal import SwiftletShims

/// Who may create or replace the file at a path.
enum FileOwners {
    /// The host's root directory, even for a service with a private view of the file system. Without permission to look
    /// there (ptrace(2)), this process's own root is used.
    private static let roots = ["/proc/1/root", ""]

    /// Why users other than root could put a file of their own at the path, and what to do about it. nil if they
    /// can't. If the file does not exist, only root can create it, provided that root owns the folder above.
    static func distrust(_ path: [UInt8]) -> String? {
        var status = swiftlet_owner()
        // SAFETY: as below.
        let root = roots.first { unsafe swiftlet_owner_of($0 + "/", &status) >= 0 } ?? ""
        let names = path.split(separator: UInt8(ascii: "/"))
        for count in 0...names.count {
            let place = "/" + names[..<count].map { String(decoding: $0, as: UTF8.self) }
                .joined(separator: "/")
            // SAFETY: the string is NUL-terminated for the call, which fills the structure.
            guard unsafe swiftlet_owner_of(root + place, &status) >= 0 else { return nil }
            if status.is_link != 0 {
                return "a symbolic link is on the path, and what runs is compared without links: write where it leads (realpath)"
            }
            if status.is_roots == 0 {
                return "others than root can write there: move the program to a folder that only root can write in"
            }
        }
        return nil
    }
}
