internal import ELFLoader
internal import SwiftletOptions
internal import Tracer

/// Whom `--user` names, with the groups that initgroups(3) would give.
struct CommandUser {
    let name: ByteString
    let home: ByteString
    let shell: ByteString
    let uid: UInt32
    let gid: UInt32
    private(set) var groups: [UInt32]

    /// Finds the user in /etc/passwd (passwd(5)), by name or number, and the groups in /etc/group (group(5)); nil if
    /// there is no such user.
    init?(_ argument: ByteString) {
        guard let passwd = try? Kernel.readFile("/etc/passwd"),
            let entry = UserTable.Entry(of: argument.bytes, in: passwd), let gid = entry.gid
        else { return nil }
        name = ByteString(entry.name)
        home = ByteString(entry.home.isEmpty ? [UInt8(ascii: "/")] : entry.home)
        shell = ByteString(entry.shell.isEmpty ? Array("/bin/sh".utf8) : entry.shell)
        uid = entry.uid
        self.gid = gid
        groups = [gid]
        for line in ((try? Kernel.readFile("/etc/group")) ?? []).split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count == 4, let group = UInt32(String(decoding: fields[2], as: UTF8.self)), group != gid,
                fields[3].split(separator: UInt8(ascii: ",")).contains(where: { $0.elementsEqual(entry.name) })
            else { continue }
            groups.append(group)
        }
    }
}
