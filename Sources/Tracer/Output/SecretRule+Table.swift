extension SecretRule {
    /// Programs by the last part of their path, and what holds for all of them. One rule a line.
    private static let table: [(programs: String, rules: [SecretRule])] = [
        (
            "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlbinlog mysqlslap mysqlsh mysql_upgrade mariadb mariadb-dump mariadb-admin mariadb-import mariadb-show mariadb-check mariadb-binlog mytop mydumper myloader",
            [SecretRule("-p", .attached)]
        ),
        ("mysqladmin mariadb-admin", [SecretRule("password", .next)]),
        ("sshpass", [SecretRule("-p", .either)]),
        (
            "curl",
            [
                SecretRule("-u", .after(0x3a)),
                SecretRule("--user", .after(0x3a)),
                SecretRule("-U", .after(0x3a)),
                SecretRule("--proxy-user", .after(0x3a)),
                SecretRule("-H", .header),
                SecretRule("--header", .header),
                SecretRule("--proxy-header", .header),
                SecretRule("-b", .after(0x3d)),
                SecretRule("-E", .after(0x3a)),
                SecretRule("--cert", .after(0x3a)),
                SecretRule("--oauth2-bearer", .either),
                SecretRule("--proxy-pass", .either),
            ]
        ),
        ("wget wget2", [SecretRule("--header", .header)]),
        ("http https xh xhs", [SecretRule("-a", .after(0x3a)), SecretRule("--auth", .after(0x3a))]),
        ("redis-cli valkey-cli keydb-cli", [SecretRule("-a", .next)]),
        (
            "ldapsearch ldapadd ldapmodify ldapdelete ldapmodrdn ldapcompare ldapwhoami ldapexop ldappasswd",
            [SecretRule("-w", .either)]
        ),
        ("ldappasswd", [SecretRule("-a", .either), SecretRule("-s", .either)]),
        (
            "docker podman buildah nerdctl skopeo crane oras helm",
            [SecretRule("-p", .either, behind: "login")]
        ),
        ("skopeo", [SecretRule("--creds", .after(0x3a)), SecretRule("--src-creds", .after(0x3a)), SecretRule("--dest-creds", .after(0x3a))]),
        ("podman buildah", [SecretRule("--creds", .after(0x3a))]),
        ("kubectl oc", [SecretRule("--from-literal", .after(0x3d))]),
        (
            "openssl",
            [
                SecretRule("pass:", .prefix),
                SecretRule("-k", .next),
                SecretRule("-K", .next),
            ]
        ),
        ("7z 7za 7zr 7zz", [SecretRule("-p", .attached)]),
        ("rar unrar", [SecretRule("-p", .attached), SecretRule("-hp", .attached)]),
        ("zip unzip", [SecretRule("-P", .either)]),
        (
            "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop",
            [SecretRule("-p", .either)]
        ),
        ("sqlcmd bcp", [SecretRule("-P", .either)]),
        ("cqlsh", [SecretRule("-p", .either)]),
        ("lftp", [SecretRule("-u", .after(0x2c))]),
        ("ncftp ncftpget ncftpput", [SecretRule("-p", .either)]),
        (
            "smbclient smbget smbcacls rpcclient net",
            [SecretRule("-U", .after(0x25)), SecretRule("--user", .after(0x25))]
        ),
        ("xfreerdp xfreerdp3 wlfreerdp", [SecretRule("/p:", .prefix)]),
        ("rdesktop", [SecretRule("-p", .either)]),
        ("ssh-keygen", [SecretRule("-N", .either), SecretRule("-P", .either)]),
        (
            "keytool jarsigner",
            [
                SecretRule("-storepass", .next),
                SecretRule("-keypass", .next),
                SecretRule("-new", .next),
                SecretRule("-srcstorepass", .next),
                SecretRule("-deststorepass", .next),
                SecretRule("-srckeypass", .next),
                SecretRule("-destkeypass", .next),
            ]
        ),
        ("mosquitto_pub mosquitto_sub mosquitto_rr", [SecretRule("-P", .either)]),
        (
            "snmpget snmpgetnext snmpwalk snmpbulkwalk snmpset snmptrap",
            [SecretRule("-A", .either), SecretRule("-X", .either), SecretRule("-c", .either)]
        ),
        ("ipmitool", [SecretRule("-P", .either)]),
        ("useradd usermod", [SecretRule("-p", .either)]),
        ("htpasswd", [SecretRule("-b", .last)]),
        ("nmcli", [SecretRule("password", .next)]),
        ("aws npm yarn pnpm git pip composer", [SecretRule("", .named)]),
    ]

    /// The rules by the program's name.
    static let byProgram: [[UInt8]: [SecretRule]] = {
        var rules: [[UInt8]: [SecretRule]] = [:]
        for row in table {
            for program in row.programs.split(separator: " ") {
                rules[Array(program.utf8), default: []] += row.rules
            }
        }
        return rules
    }()

    /// A bit for each pair of first byte and length that a program's name in the table has: most words
    /// are told apart by it.
    static let lengthsByFirstByte: [UInt32] = {
        var lengths = [UInt32](repeating: 0, count: 256)
        for program in byProgram.keys { lengths[Int(program[0])] |= 1 << UInt32(program.count) }
        return lengths
    }()
}
