internal import ELFLoader
internal import SwiftletShims

/// Who may put a file at a path, or another one in its place.
enum FileOwners {
    /// The host's root, also for a service that systemd gave a view of its own; without the right to look
    /// there (ptrace(2)) what is seen here must do.
    private static let roots = ["/proc/1/root", ""]

    /// Why users other than root could put a file of their own at the path, and what to do about it; nil if
    /// they can't. What is not there only root can put there, if the folder above is root's.
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
