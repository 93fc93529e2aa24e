extension SecretRule {
    /// Programs, by the last component of their path without a version, and their rules.
    private static let table: [(programs: String, rules: [String])] = [
        // Databases.
        (
            "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlbinlog mysqlslap mysql_upgrade mariadb mariadb-dump mariadb-admin mariadb-import mariadb-show mariadb-check mariadb-binlog mytop mydumper myloader xtrabackup mariabackup",
            ["-pS"]
        ),
        ("mysqlsh", ["-pS", "#* *:S@"]),
        ("mysqladmin mariadb-admin", ["password S"]),
        (
            "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop mongofiles",
            ["-p?S"]
        ),
        (
            "redis-cli valkey-cli keydb-cli",
            ["-a S", "AUTH> #1 S", "auth> #1 S", "requirepass S", "masterauth S"]
        ),
        ("redis-server valkey-server keydb-server", ["--requirepass S", "--masterauth S"]),
        ("sqlcmd bcp osql isql tsql fisql", ["-P?S"]),
        ("sqlplus sqlplus64 sqlldr exp imp expdp impdp rman tnsping", ["#* */S@", "-L */S@"]),
        ("cqlsh nodetool", ["-pw S", "-p?S"]),
        ("clickhouse clickhouse-client", ["--password S"]),
        ("influx", ["-t?S", "-p?S", "-password S"]),
        ("psql pg_dump pg_restore pg_dumpall createdb", ["-W !"]),
        ("db2", ["using S"]),
        ("couchbase-cli cbq cbbackupmgr", ["-p?S"]),
        ("neo4j-admin cypher-shell", ["-p?S", "set-initial-password S"]),
        ("arangosh arangodump", ["--server.password S"]),
        ("usql pgcli mycli litecli", ["-p?S"]),
        ("bteq tdload", [".logon */S"]),
        // Transfers.
        (
            "curl curlie",
            [
                "-u?*:S", "-su?*:S", "-sSu?*:S", "-ku?*:S", "-sku?*:S", "-fsSu?*:S", "-vu?*:S", "-iu?*:S",
                "--user *:S", "-U?*:S", "--proxy-user *:S", "-H H", "-H?H", "--header H",
                "--proxy-header H",
                "-b?*=S", "--cookie *=S", "-E?*:S", "--cert *:S", "--oauth2-bearer S",
                "--proxy-pass S", "--pass S", "--key !", "--pubkey !",
                "--tlspassword S",
            ]
        ),
        ("wget wget2 aria2c", ["--header H", "--http-passwd S", "--ftp-password S"]),
        ("http https xh xhs", ["-a?*:S", "--auth *:S", "--bearer S", "#* H"]),
        ("ab siege", ["-A?*:S", "-P?*:S", "-H?H", "-C?*=S"]),
        ("hey wrk vegeta", ["-a?*:S", "-H?H", "-header H"]),
        ("lftp open", ["-u?*,S"]),
        ("ncftp ncftpget ncftpput", ["-p?S"]),
        ("ftp tnftp", ["-u *:S"]),
        ("sshpass", ["-p?S"]),
        ("plink pscp psftp putty", ["-pw S"]),
        (
            "smbclient smbget smbcacls rpcclient net smbmap smbpasswd winexe pth-winexe",
            ["-U?*%S", "--user *%S"]
        ),
        ("smbclient", ["#2 S"]),
        ("net", ["password> #2 S", "use> #2 S", "use> #3 S", "user> #2 S"]),
        ("smbmap crackmapexec cme netexec nxc evil-winrm winrs", ["-p?S"]),
        ("psexec wmiexec smbexec secretsdump getTGT dcomexec", ["#* *:S@", "-hashes S"]),
        ("psexec wmiexec smbexec secretsdump", ["-p S"]),
        ("xfreerdp xfreerdp3 wlfreerdp sdl-freerdp mstsc", ["/p:S", "/gp:S", "/pth:S"]),
        ("rdesktop", ["-p?S"]),
        ("vncviewer vncdo", ["-passwd !"]),
        ("x11vnc", ["-passwd S", "-viewpasswd S"]),
        ("rclone", ["obscure> #1 S", "create> @ S", "update> @ S"]),
        ("rsync", ["--password-file !"]),
        ("restic borg duplicity kopia", ["-p !"]),
        ("mc minio-client", ["set> #4 S", "host> #5 S", "add> #4 S"]),
        ("s3cmd", ["--secret_key S", "--access_token S"]),
        ("swift openstack", ["-K?S", "--os-password S"]),
        // Directories, network and hardware.
        (
            "ldapsearch ldapadd ldapmodify ldapdelete ldapmodrdn ldapcompare ldapwhoami ldapexop ldappasswd ldapurl",
            ["-w?S"]
        ),
        ("ldappasswd", ["-a?S", "-s?S"]),
        ("dsconf dsidm ipa", ["-w?S"]),
        ("slappasswd", ["-s?S"]),
        ("kinit kadmin kadmin.local", ["-pw S", "-w?S"]),
        ("kinit vncpasswd", ["|"]),
        ("samba-tool", ["add> #2 S", "create> #2 S", "--newpassword S", "-U?*%S"]),
        ("realm adcli", ["--stdin-password |"]),
        (
            "snmpget snmpgetnext snmpwalk snmpbulkwalk snmpbulkget snmpset snmptrap snmptable snmpstatus snmpdf snmpusm",
            ["-A?S", "-X?S", "-c?S", "-3m S", "-3k S"]
        ),
        (
            "ipmitool ipmiutil ipmi-power ipmi-chassis ipmipower",
            ["-P?S", "-p !", "password> #2 S", "-k?S", "-y?S"]
        ),
        ("racadm", ["-p?S"]),
        ("redfishtool", ["-P?S"]),
        (
            "nmcli",
            [
                "password S", "wifi-sec.psk S", "802-11-wireless-security.psk S", "psk S",
                "802-1x.password S", "vpn.secrets *=S",
            ]
        ),
        ("iwctl", ["--passphrase S"]),
        ("wpa_passphrase", ["#2 S"]),
        ("wpa_cli", ["password> #2 S", "psk S"]),
        ("iwconfig", ["key S"]),
        ("iw", ["key *:S"]),
        ("wg", ["genpsk !"]),
        ("openconnect", ["--passwd-on-stdin |", "-p?S", "--key-password S", "--form-entry *=S"]),
        ("openfortivpn", ["-p?S"]),
        ("tailscale", ["--auth-key S", "--authkey S"]),
        ("ngrok", ["authtoken S", "add-authtoken S"]),
        ("cloudflared", ["--token S", "install S"]),
        ("zerotier-cli", ["-T?S"]),
        ("mosquitto_pub mosquitto_sub mosquitto_rr", ["-P?S", "--pw S"]),
        ("mosquitto_passwd", ["-b $"]),
        ("rabbitmqadmin", ["-p?S"]),
        ("rabbitmqctl", ["add_user> #2 S", "change_password> #2 S", "authenticate_user> #2 S"]),
        ("kcat kafkacat kafka-configs", ["-X?*=S"]),
        ("nats", ["--creds !"]),
        // Containers and clouds.
        (
            "docker podman buildah nerdctl skopeo crane oras helm regctl cosign",
            ["login> -p?S", "--password-stdin |", "--secret !", "--secrets !"]
        ),
        // -e NAME passes a variable on.
        ("docker podman nerdctl", ["-e .", "--env ."]),
        ("docker podman buildah nerdctl kaniko", ["--creds *:S", "--registry-token S"]),
        (
            "skopeo",
            ["--creds *:S", "--src-creds *:S", "--dest-creds *:S", "--src-registry-token S"]
        ),
        ("crictl ctr", ["--creds *:S", "--user *:S", "-u?*:S", "--auth S"]),
        (
            "kubectl oc k",
            ["--from-literal *=S", "--docker-password S", "--token S", "login> -p?S"]
        ),
        ("kubectl oc k helm kustomize", ["secret !", "secrets !"]),
        (
            "az",
            [
                "login> -p?S", "--account-key S", "--sas-token S", "--connection-string S",
                "set> --value S", "--admin-password S", "--client-secret S",
                "--registry-password S",
            ]
        ),
        ("gcloud", ["--access-token S", "--set-root-password S", "--secret !"]),
        (
            "aws aws-vault",
            [
                "set> @ S", "--secret-string S", "--master-user-password S", "--secret-binary S",
                "--secret-id !", "--password S", "SecureString> --value S",
            ]
        ),
        ("doctl", ["-t?S", "--access-token S"]),
        ("hcloud linode-cli vultr-cli scw", ["-t?S", "secret-key=S"]),
        ("oci ibmcloud", ["--apikey S", "-p?S"]),
        ("heroku", ["set> @ S"]),
        ("flyctl fly", ["-t?S", "--access-token S"]),
        ("vercel now netlify railway", ["-t?S", "--auth S"]),
        ("wrangler", ["|", "put> --value S"]),
        (
            "vault bao",
            [
                "login> #1 S", "unseal> #1 S", "unwrap> #1 S", "login> - |", "-wrapping-token S",
                "-accessor .",
            ]
        ),
        ("consul nomad serf", ["-token S", "-http-token S", "-encrypt S"]),
        ("terraform tofu terragrunt", ["-var !", "-backend-config !"]),
        ("ansible ansible-playbook", ["-e !"]),
        ("ansible-vault", ["encrypt_string> #1 R"]),
        ("pulumi", ["--secret !", "set> @ S", "set> #2 R"]),
        ("op", ["--session S"]),
        ("bw", ["unlock> #1 S", "login> #2 S", "--session S"]),
        ("doppler infisical", ["-t?S"]),
        ("eksctl argocd flux", ["--auth-token S"]),
        ("rancher", ["-t?S"]),
        // Code hosting, CI and packages.
        ("git", ["--author !", "http.extraheader H"]),
        ("gh", ["set> -b?S", "set> --body S", "--with-token |", "set> |"]),
        ("glab", ["login> -t?S", "--stdin |"]),
        ("svn", ["--password S", "--password-from-stdin |"]),
        ("hg", ["--config !"]),
        (
            "npm yarn pnpm git pip composer bundle gem poetry pipenv conda",
            ["set> @ S", "config> @ S"]
        ),
        ("npm yarn pnpm", ["--otp S", "--_auth S", "--_authToken S"]),
        ("twine", ["-p?S"]),
        ("poetry", ["publish> -p?S", "http-basic.*> #2 S"]),
        ("flit uv hatch pdm", ["-p?S", "-t?S", "-P?S", "-a?S"]),
        ("cargo", ["login> #1 S"]),
        ("gem", ["push> -k !", "-k !", "--otp S"]),
        ("bundle", ["set> #2 R", "config> #2 R"]),
        (
            "nuget dotnet",
            [
                "-ApiKey S", "-apikey S", "push> -k?S", "setApiKey> #1 S", "setapikey> #1 S",
                "-Password S", "source> -p?S", "add> -p?S", "set> #2 S", "user-secrets> #3 S",
            ]
        ),
        ("composer", ["http-basic.*> #2 S"]),
        ("conan", ["-p?S"]),
        (
            "mvn gradle gradlew",
            [
                "-Dpassword !", "--encrypt-password S", "-ep S", "--encrypt-master-password S",
                "-emp S",
            ]
        ),
        ("jf jfrog", ["--access-token S", "--apikey S"]),
        ("java", ["-auth *:S"]),
        ("jenkins-cli", ["-auth *:S"]),
        ("circleci", ["setup> #1 S"]),
        ("travis", ["encrypt> #1 S", "--pro !"]),
        ("buildkite-agent codecov", ["--token S", "-t?S"]),
        ("sentry-cli", ["--auth-token S"]),
        ("sonar-scanner mvnw", ["-Dsonar.login=S"]),
        ("stripe", ["--api-key S"]),
        ("huggingface-cli hf", ["--token S"]),
        ("wandb", ["login> #1 S"]),
        ("openai", ["-k?S"]),
        ("snyk", ["auth> #1 S"]),
        ("newrelic", ["--apiKey S", "--licenseKey S"]),
        ("datadog-agent datadog-ci", ["--api-key S"]),
        // Cryptography and archives.
        (
            "openssl",
            [
                "pass:S", "-k S", "-K S", "-passwd S", "-hmac S", "-mackey S", "hexkey:S", "key:S",
                "hexpass:S",
            ]
        ),
        ("openssl", ["passwd> #1 S", "-key !", "-pass !"]),
        ("gpg gpg2", ["--passphrase S", "--passphrase-fd !", "--batch !"]),
        ("gpg gpg2", ["--passphrase-fd |"]),
        ("age rage", ["-i !"]),
        ("ssh-keygen", ["-N?S", "-P?S"]),
        (
            "keytool jarsigner",
            [
                "-storepass S", "-keypass S", "-new S", "-srcstorepass S", "-deststorepass S",
                "-srckeypass S",
                "-destkeypass S",
            ]
        ),
        ("signtool osslsigncode", ["/p S", "-pass S"]),
        ("apksigner", ["pass:S"]),
        ("certutil pk12util", ["-W?S", "-K?S", "-w !"]),
        ("certtool", ["--password S"]),
        ("7z 7za 7zr 7zz", ["-pS"]),
        ("rar unrar", ["-pS", "-hpS"]),
        ("zip unzip zipcloak", ["-P?S"]),
        ("cryptsetup", ["|"]),
        ("veracrypt truecrypt", ["-p?S", "--password S", "--new-password S"]),
        ("steghide", ["-p?S", "--passphrase S"]),
        ("qpdf", ["--password S", "--encrypt> #1 S", "--encrypt> #2 S"]),
        ("pdftk", ["user_pw S", "owner_pw S", "input_pw S"]),
        ("pdftotext pdfimages pdfinfo pdftoppm", ["-upw S", "-opw S"]),
        ("john hashcat", ["--pot !"]),
        ("hydra medusa ncrack", ["-p?S", "--pass S"]),
        ("oathtool", ["#1 S", "-b> #1 S"]),
        ("ykman", ["-P?S", "-p !", "--pin S", "--new-pin S"]),
        ("pkcs11-tool pkcs15-tool", ["-p?S", "--pin S", "--so-pin S"]),
        // Users, mail, and others.
        ("useradd usermod adduser", ["-p?S"]),
        ("chpasswd", ["|"]),
        ("passwd", ["|"]),
        ("sudo", ["-S |"]),
        ("su", ["|"]),
        ("htpasswd", ["-b $"]),
        ("htdigest", ["-b $"]),
        ("mkpasswd", ["-m .", "-S .", "-R .", "-s |", "#1 S"]),
        ("doveadm", ["-p?S"]),
        ("swaks sendemail sendEmail", ["-ap S", "--auth-password S", "-xp S"]),
        ("mutt neomutt", ["imap_pass=S", "smtp_pass=S"]),
        ("fetchmail msmtp", ["--passwordeval !"]),
        ("s-nail mailx mail", ["-S !"]),
        ("tsocks proxychains ncat nc", ["--proxy-auth *:S"]),
        (
            "youtube-dl yt-dlp",
            ["-p?S", "-2?S", "--twofactor S", "--video-password S", "--ap-password S"]
        ),
        ("ffmpeg", ["-decryption_key S", "-encryption_key S", "-cenc_decryption_key S"]),
        ("transmission-remote", ["-n?*:S", "--auth *:S"]),
        ("transmission-daemon", ["-v?S"]),
        ("aria2c", ["--rpc-secret S"]),
        ("vmrun", ["-gp S", "-p S", "-vp S"]),
        ("govc", ["-u *:S@"]),
        ("virsh", ["--password S", "set-user-password> #3 S", "secret-set-value> #2 S"]),
        ("wp", ["--user_pass S", "--dbpass S", "--admin_password S"]),
        ("drush", ["--account-pass S", "--db-su-pw S"]),
        ("occ", ["--database-pass S", "--admin-pass S"]),
        ("mosh ssh scp sftp", ["-o !"]),
        ("nordvpn expressvpn", ["--token S"]),
        ("osascript", ["password S"]),
        ("security", ["-p?S", "-w?S"]),
        ("cmdkey", ["/pass:S"]),
        ("runas schtasks", ["/rp S", "/savecred !"]),
        ("secret-tool keyctl", ["add> #3 S", "padd> |", "store> |"]),
        ("pass", ["insert> |"]),
        ("expect", ["send S"]),
        ("grafana-cli grafana", ["reset-admin-password S"]),
        // A line of ~/.netrc.
        ("machine", ["password S", "account S"]),
    ]

    /// Programs whose option `-c` takes a script, even among other letters in the word.
    static let shells: [[UInt8]] = words(
        "sh bash dash zsh ksh ash fish su runuser busybox script flock setpriv")
    /// Programs that take code in other languages with `-c`, `-e` and similar options.
    static let interpreters: [[UInt8]] = words(
        "lftp python perl ruby node php lua deno bun pwsh powershell")
    /// Programs that pass the words after them to a shell.
    static let remoteShells: [[UInt8]] = words(
        "ssh watch eval parallel xargs entr at batch screen tmux")
    /// Programs that print their arguments.
    static let writers: [[UInt8]] = words("echo printf")

    private static func words(_ text: String) -> [[UInt8]] {
        text.split(separator: " ").map { Array($0.utf8) }
    }

    /// The meaning of a word that names a program.
    struct Program: Sendable {
        let name: [UInt8]
        var rules: [SecretRule] = []
        var isShell = false
        var isInterpreter = false
        var isRemoteShell = false
        var isWriter = false
    }

    /// All programs, sorted by name.
    static let programs: [Program] = {
        var programs: [[UInt8]: Program] = [:]
        for row in table + clients {
            let rules = row.rules.map { SecretRule($0) }
            for name in words(row.programs) {
                programs[name, default: Program(name: name)].rules += rules
            }
        }
        for name in shells { programs[name, default: Program(name: name)].isShell = true }
        for name in interpreters {
            programs[name, default: Program(name: name)].isInterpreter = true
        }
        for name in remoteShells {
            programs[name, default: Program(name: name)].isRemoteShell = true
        }
        for name in writers { programs[name, default: Program(name: name)].isWriter = true }
        return programs.values.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }()

    /// For each first byte, a bit for each length of a program's name: this rules out most words.
    static let lengthsByFirstByte: [UInt32] = {
        var lengths = [UInt32](repeating: 0, count: 256)
        for program in programs {
            lengths[Int(program.name[0])] |= 1 << UInt32(program.name.count & 31)
        }
        return lengths
    }()
}
