extension SecretRule {
    /// Clients that are rarer than those of `table`: rows of the same form, from their manual pages.
    static let clients: [(programs: String, rules: [String])] = [
        // Databases and brokers.
        ("vsql vsqlc", ["-w?S"]),
        (
            "nzsql nzload hdbsql exaplus dbaccess ksql mssql-cli mssql-scripter dsetool dolt",
            ["-p?S"]
        ),
        ("nzsql nzload sstableloader", ["-pw S"]),
        ("mssql-cli mssql-scripter", ["-P?S"]),
        (
            "gbak gfix gsec gstat nbackup isql-fb fbsvcmgr",
            ["-pas S", "-pass S", "-pw S", "-password S"]
        ),
        ("sql sqlcl dgmgrl adrci asmcmd wrap", ["#* */S@"]),
        ("isql iusql", ["#3 R"]),
        ("iredis redis-benchmark valkey-benchmark memtier_benchmark redis-dump", ["-a?S"]),
        (
            "redis-cli valkey-cli keydb-cli",
            ["SETUSER> >S", "setuser> >S", "AUTH> #2 S", "auth> #2 S", "--askpass !"]
        ),
        (
            "pt-table-checksum pt-table-sync pt-online-schema-change pt-archiver pt-heartbeat pt-kill pt-show-grants pt-query-digest pt-slave-delay pt-duplicate-key-checker",
            ["-p?S"]
        ),
        ("connect CONNECT", ["#3 R", "using S"]),
        // ALTER USER me IDENTIFIED BY secret, CREATE ROLE me PASSWORD secret
        ("identified IDENTIFIED", ["by S", "BY S"]),
        ("user USER role ROLE login LOGIN", ["password R", "PASSWORD S"]),
        ("cassandra-stress", ["-mode !"]),
        ("solr", ["-credentials *:S", "--credentials *:S", "-u?*:S"]),
        ("etcdctl", ["--user *:S", "add> #1 *:S"]),
        ("stomp", ["-W?S"]),
        ("emqx_ctl emqx", ["add> #2 S", "passwd> #2 S"]),
        ("mqttx mqtt hivemq", ["-P?S", "-pw S"]),
        ("runmqsc", ["-w?S"]),
        ("pulsar-admin pulsar-client", ["--auth-params *:S"]),
        ("rabbitmqctl", ["hash_password> #1 S"]),
        ("zmprov", ["sp> #2 S", "ca> #2 S", "-p?S"]),
        (
            "sudo doas runuser setpriv pkexec docker podman nerdctl ssh scp sftp ps pkill pgrep",
            ["-u .", "-l ."]
        ),
        ("login", ["#2 R", "#3 R"]),
        // Names, directories and mail.
        ("dig delv nsupdate kdig knsupdate rndc host", ["-y?*:S", "-k !"]),
        ("radtest", ["#2 S", "#5 S"]),
        ("radclient", ["#3 S"]),
        ("tacacs_client tac_pwd", ["-p?S", "-k?S"]),
        ("eapol_test", ["-s?S"]),
        ("ldapvi shelldap ldapdomaindump ldifde csvde", ["-w?S", "-p?S"]),
        ("ipa-client-install ipa-replica-install", ["-w?S", "-p !"]),
        ("ipa-server-install ipa-dns-install", ["-a?S", "-p?S"]),
        ("domainjoin-cli", ["join> #3 S"]),
        ("saslpasswd2 testsaslauthd smtptest imtest pop3test sivtest", ["-p?S", "-w?S"]),
        ("doveadm", ["test> #2 S", "login> #2 S"]),
        ("mailsend mailsend-go sendEmail smtp-cli", ["-pass S", "--pass S"]),
        ("dscl", ["-passwd> #2 S", "-authonly> #2 S"]),
        ("networksetup", ["-setairportnetwork> #3 S"]),
        // Networks and remote access.
        ("create_ap", ["#4 S"]),
        ("hostapd_cli wpa_cli", ["set> #1 S", "wps_pin> #2 S"]),
        ("pppd pptpsetup", ["password S", "--password S"]),
        ("vpncmd vpncmd_x64", ["/PASSWORD:S", "/ADMINPASSWORD:S"]),
        ("openvpn", ["--askpass R", "--http-proxy-user-pass !"]),
        ("wmic wmis rpcdump samrdump lookupsid atexec GetUserSPNs", ["-U?*%S", "#* *:S@"]),
        ("smbpasswd changepasswd", ["-newpass S", "#* *:S@"]),
        ("bloodhound-python kerbrute enum4linux ldeep bloodyAD certipy responder", ["-p?S"]),
        ("mount.cifs mount_smbfs", ["-o?*%S", "pass=S"]),
        ("irssi", ["-w?S"]),
        ("sic ii", ["-k?S"]),
        ("murmurd mumble-server", ["-supw S"]),
        ("mcrcon rcon-cli rcon", ["-p?S"]),
        ("steamcmd", ["+login> #2 S"]),
        ("rustdesk teamviewer", ["--password S", "passwd S"]),
        ("xpra", ["--password S"]),
        ("gallery-dl instaloader streamlink", ["-p?S"]),
        ("deluge-console", ["connect> #3 S"]),
        // Hardware and monitoring.
        (
            "ipmi-sensors ipmi-sel ipmi-fru ipmi-raw ipmi-config ipmi-dcmi ipmi-oem bmc-info bmc-config bmc-device ipmiconsole ipmi-console",
            ["-p?S", "-k?S"]
        ),
        ("ilorest rdmc hponcfg ssacli", ["-p?S"]),
        ("perccli perccli64 storcli storcli64 megacli", ["securitykey=S", "oldsecuritykey=S"]),
        (
            "sedutil-cli",
            [
                "--initialsetup> #1 S", "--setSIDPassword> #1 S", "--setSIDPassword> #2 S",
                "--setAdmin1Pwd> #1 S", "--setAdmin1Pwd> #2 S", "--setLockingRange> #3 S",
                "--setMBREnable> #2 S", "--setMBRDone> #2 S", "--loadPBAimage> #1 S",
                "--revertTPer> #1 S", "--enableLockingRange> #2 S", "--PSIDrevert> #1 S",
            ]
        ),
        (
            "hdparm",
            [
                "--security-unlock S", "--security-set-pass S", "--security-erase S",
                "--security-disable S", "--security-erase-enhanced S",
            ]
        ),
        ("yubico-piv-tool", ["-P?S", "-N?S", "-k?S"]),
        ("tpm2_create tpm2_load tpm2_unseal tpm2_sign tpm2_nvread tpm2_nvwrite", ["-P?S", "-p?S"]),
        ("check_snmp check_snmp_int check_ifstatus check_ifoperstatus check_hpjd", ["-C?S"]),
        ("check_http check_curl check_nrpe check_ncpa", ["-a?*:S", "-b?*:S", "-A?*:S", "-t?S"]),
        (
            "check_mysql check_mysql_query check_pgsql check_mssql check_mssql_health check_mongodb check_radius check_vmware check_wmi_plus check_jmx check_disk_smb check_imap check_rabbitmq",
            ["-p?S"]
        ),
        ("check_ldap check_ldaps check_ipmi_sensor check_smtp", ["-P?S"]),
        ("check_redis", ["-x?S"]),
        ("splunk", ["-auth *:S", "-password S"]),
        ("mimirtool cortextool honeymarker honeyvent", ["-k?S", "--key S"]),
        ("netdata-claim netdatacli", ["-token=S"]),
        ("cc-test-reporter", ["-r?S", "--id S"]),
        ("gvm-cli omp", ["-w?S", "--gmp-password S"]),
        ("nikto", ["-id *:S"]),
        (
            "wfuzz ffuf gobuster feroxbuster dirb dirsearch",
            ["--basic *:S", "-P?S", "-H?H", "-u !"]
        ),
        ("twistcli anchore-cli", ["-p?S", "--p S"]),
        ("veracode-api-wrapper VeracodeJavaAPI", ["-vkey S", "-vpassword S"]),
        // Clouds and platforms.
        (
            "cf",
            ["auth> #2 S", "create-user> #2 S", "create-service-broker> #3 S", "set-env> #3 R"]
        ),
        (
            "b2 b2v3 b2v4",
            ["authorize-account> #2 S", "authorize_account> #2 S", "authorize> #2 S"]
        ),
        ("mc minio-client", ["add> #3 S", "svcacct> --secret-key S"]),
        ("consul", ["set-agent-token> #2 S"]),
        ("vault bao", ["generate-root> #1 R", "rekey> #1 R", "init !"]),
        ("aws", ["--key !"]),
        ("copilot", ["--values *=S"]),
        ("glab", ["set> #2 S", "set> -v?S", "set> --value S", "update> #2 S"]),
        ("vercel netlify railway fly flyctl", ["--value S", "env:set> #2 S"]),
        ("drone woodpecker-cli", ["-t?S", "--data S"]),
        ("conda anaconda", ["token> #1 R", "set> #1 R"]),
        ("choco cloudsmith", ["-k?S"]),
        ("azuresigntool", ["-kvs S"]),
        ("conjur", ["-p?S"]),
        ("duplicacy", ["password> -value S", "-value R"]),
        ("xe", ["-pw S"]),
        ("esxcli vicfg vim-cmd esxcfg-nics", ["-p?S"]),
        ("prlctl", ["--userpasswd *:S", "--password S"]),
        ("virt-customize virt-builder virt-sysprep", ["password:S"]),
        ("lxc incus", ["--password S", "--token S"]),
        ("shopify themekit theme", ["-p?S"]),
        ("surge firebase eas expo appcenter okteto", ["--token S"]),
        ("gotify", ["-t?S"]),
        ("ntfy", ["-u?*:S", "-k?S"]),
        // Applications.
        ("ffmpeg x264 x265", ["-pass !", "--pass !"]),
        ("prosodyctl ejabberdctl", ["register> #3 S", "change_password> #3 S", "passwd> #2 S"]),
        ("register_new_matrix_user", ["-p?S", "-k?S"]),
        ("synapse", ["-p?S", "-k?S"]),
        ("mattermost mmctl", ["password> #2 S", "--password S"]),
        ("htdigest-b", ["#4 S"]),
        ("caddy", ["hash-password> --plaintext S", "hash-password> -p?S"]),
        ("bcrypt-tool", ["hash> #1 S"]),
        ("drush drupal", ["user:password> #2 S", "upwd> #2 S", "user-password> #2 S"]),
        (
            "n98-magerun n98-magerun2",
            ["change-password> #2 S", "admin:user:change-password> #2 S"]
        ),
        (
            "bitcoin-cli litecoin-cli dogecoin-cli",
            [
                "walletpassphrase> #1 S", "encryptwallet> #1 S", "walletpassphrasechange> #1 S",
                "walletpassphrasechange> #2 S", "importprivkey> #1 S", "signrawtransaction> #2 R",
            ]
        ),
        ("airflow superset", ["-p?S", "--conn-password S"]),
        ("ConvertTo-SecureString", ["#1 S", "-String S"]),
        ("net", ["/add> #2 S", "/user:*> #1 S"]),
        ("dotnet", ["dev-certs> -p?S"]),
        ("win-sshpass", ["-p?S"]),
        ("pki", ["-w?S", "-c?S"]),
        ("signal-cli", ["setPin> #1 S", "verify> #1 S"]),
        ("SUSEConnect suseconnect", ["-r?S"]),
        ("canonical-livepatch pro ua", ["enable> #1 R", "attach> #1 S"]),
        ("mullvad", ["login> #1 S", "set> #1 S"]),
        ("n2n-edge edge ss-local ss-server ss-redir ss-tunnel", ["-k?S"]),
        ("sc sc.exe", ["password= S"]),
        ("dsadd dsmod", ["-pwd S"]),
        // Archives and cryptography.
        ("mutool msoffcrypto-tool unar lsar pdfcrack aescrypt", ["-p?S"]),
        ("ccrypt ccencrypt ccdecrypt cccat", ["-K?S", "-k !"]),
        ("mcrypt mdecrypt zpaq outguess", ["-k?S", "-key S"]),
        ("dar", ["-K?S", "-J?S"]),
        ("pdfcpu", ["-upw S", "-opw S"]),
        ("gs ghostscript", ["-sPDFPassword=S"]),
        ("security", ["import> -P?S", "set-key-partition-list> -k?S", "create-keychain> -p?S"]),
        ("keytool", ["-storepasswd !", "-keypasswd !", "-importpass !"]),
        ("xcrun altool notarytool", ["-p?R", "--password S"]),
        ("jsign", ["--storepass S", "--keypass S"]),
        ("secret", ["data=S"]),
    ]
}
