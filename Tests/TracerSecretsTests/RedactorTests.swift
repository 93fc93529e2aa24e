import Foundation
import RandomBytes
import SampleEvents
import Testing
import TracerOutput

@testable import TracerCapture
@testable import TracerSecrets

struct RedactorTests {
    /// Each secret in a command stands between « and »: those are taken out of what is run, and are
    /// what must be hidden, neither more nor less.
    @Test(arguments: [
        "mysql -uroot -p«hunter2» -h db shop", "mariadb-dump -p«x» --all-databases", "mysql -p shop",
        "/usr/bin/mysqladmin -uroot password «x»", "sudo -u db mysql -p«hunter2»",
        "docker exec db mysql -uroot -p«hunter2»", "sshpass -p «x» ssh host", "sshpass -p«x» ssh host",
        "sshpass -f file ssh host", "curl -u me:«x» https://h/", "curl -sSu me:«x» https://h/",
        "curl -ume:«x» https://h/", "curl --user me:«x» https://h/", "curl --proxy-user me:«x:y»",
        "curl -H Authorization:«Bearer_x»", "curl -H Accept:text/html", "curl -b a=«x»", "curl -b jar.txt",
        "curl -u me https://h/", "curl --oauth2-bearer «x»", "curl -d password=«x&y=2» https://h/",
        "curl -d a=1&password=«x»&b=2", "curl https://h/?access_token=«x»&b=2", "wget --password=«x» u",
        "wget --http-password «x» u", "redis-cli -a «x» ping", "redis-cli --pass «x» ping",
        "ldapsearch -x -D cn=a -w «x» -b dc=b", "ldapsearch -w«x»", "docker login -u me -p «x» r.io",
        "docker run -p 8080:80 image", "docker login --password-stdin r.io", "docker run -e TOKEN=«x» i",
        "openssl rsa -passin pass:«x» -in k", "openssl enc -k «x»", "openssl rsa -passin file:/x",
        "7z a -p«x» a.7z f", "zip -P «x» a.zip f", "mongosh -u me -p «x»", "smbclient //h/s -U me%«x»",
        "lftp -u me,«x» h", "xfreerdp /u:me /p:«x» /v:h", "ssh-keygen -N «x» -f k",
        "keytool -list -storepass «x»", "htpasswd -b file me «x»", "htpasswd file me",
        "aws configure set aws_secret_access_key «x»", "npm config set //r/:_authToken=«x»",
        "nmcli dev wifi connect net password «x»", "kubectl create secret generic n --from-literal=k=«x»",
        "env TOKEN=«x» cmd", "env A=b DB_PASSWORD=«x=y» cmd", "cmd --password=«x»", "cmd --password «x»",
        "cmd --api-key «x»", "cmd --api-key=«x»", "cmd -apikey «x»", "cmd --auth.token=«x»",
        "cmd --password-file /etc/p", "cmd --password-file=/etc/p", "cmd --no-password x",
        "cmd --password --verbose", "cmd --password", "java -Dnet.ssl.keyStorePassword=«x» -jar a.jar",
        "git clone https://me:«x»@h/r.git", "git clone https://me@h/r.git", "git clone git@h:r.git",
        "git clone ssh://me:«p@ss»@h/r", "x postgres://me:«p/w»@h/db", "x http://h:8080/a@b",
        "x http://[::1]:80/a@b", "x jdbc:mysql://h/db?user=me&password=«x»", "x redis://:«x»@h",
        "tar -x --token", "ls -la /run/secrets", "docker run -v /run/secrets:/run/secrets:ro i",
        "make -j2 TOKENS=3", "make API_TOKENS=«a,b»", "gcc -c -o token.o token.c", "mount -o user=me,password=«x» //h/s /m",
        "mount -o pass=«x» //h/s /m", "cmd pass=«x»", "cmd compass=x", "grep -rn passwd=«x» .",
    ])
    func argumentsOfCommands(_ command: String) throws {
        try expect(command.split(separator: " ").map { String($0) })
    }

    @Test(arguments: [
        ["curl", "-H", "Authorization: «Bearer a b»", "https://h/"],
        ["curl", "-HX-Api-Key: «k»", "https://h/"], ["curl", "--header", "PRIVATE-TOKEN: «k»"],
        ["curl", "-d", #"{"user":"me","password":«"a \" b"»,"x":1}"#],
        ["curl", "-d", #"{"api_key": «12», "x": 1}"#], ["cmd", "{'token': «'x'»}"],
        ["env", "TOKEN=«a b»", "cmd"], ["cmd", "Server=h;Password=«a b»;Database=d"],
        ["psql", "host=h password=«x» user=me"], ["sh", "-c", "TOKEN=«x» exec cmd --flag"],
        ["sh", "-c", "TOKEN=«'a b'» cmd; echo done"], ["sh", "-c", "mysql -p«x» <file && echo yes"],
        ["sh", "-c", "mysql -p«secret» 2>/dev/null >out"], ["sh", "-c", "mysql --password 2>/dev/null"],
        ["mysql", "-p«secret»", "shop"], ["sh", "-c", "cmd --token «2» >x"],
        ["bash", "-lc", #"mysql "-p«a b»" shop"#], ["sh", "-c", "cd /x; redis-cli -a «x»; redis-cli ping"],
        ["ssh", "h", "mysqldump -p«x» shop | gzip"], ["sh", "-c", "ssh h 'sudo mysql -p«x» shop'"],
        ["sh", "-c", #"curl -H "Authorization: «Bearer x»" https://h/"#],
        ["sh", "-c", "X=$(curl -u me:«x» h); echo $X"], ["sh", "-c", "export PASSWORD=$(get it); cmd"],
        ["sh", "-c", "mysql -p\necho -pvisible"], ["git", "commit", "-m", "Fix the token: twice"],
        ["git", "-c", "http.extraHeader=AUTHORIZATION: «basic x»", "fetch"],
        ["cmd", "password = «x»"], ["cmd", "a b", "plain text with spaces"],
    ])
    func argumentsWithBlanks(_ command: [String]) throws {
        try expect(command)
    }

    @Test(arguments: [
        "PATH=/usr/bin:/bin", "AWS_SECRET_ACCESS_KEY=«x»", "github_token=«x y»", "MYSQL_PWD=«x»", "PWD=/src", "OLDPWD=/",
        "OTEL_EXPORTER_OTLP_HEADERS=«x-team=y»", "OTEL_EXPORTER_OTLP_TRACES_HEADERS=«x=y»", "OTLP=x", "HEADERS=x",
        "PGPASSWORD=«x»", "API_KEY=«x»", "APIKEY=«x»", "api-key=«x»", "MyPrivateKey=«x»",
        "GOOGLE_APPLICATION_CREDENTIALS=/x", "HTTP_COOKIE=«a=b»", "HTTP_AUTHORIZATION=«x»", "DB_PASS=«x»",
        "COMPASS=x", "PASSENGER=x", "TOKEN=", "KEY=x", "DATABASE_URL=postgres://me:«x»@h/db",
        "URLS=http://a:«b»@c http://d:«e»@f", "X=a: //b:c@d", "http_proxy=http://h:3128/",
        "MAKEFLAGS= -j2 -- PASSWORD=«x»", "npm_config_//r/:_authToken=«a b»", "X=TOKEN=«a b»",
        "BASH_FUNC_f%%=() {  TOKEN=«x» cmd\n}", "JSON={\"token\":«\"x\"»}", "MAX_TOKENS=4096", "API_TOKENS=«a1,b2»", "TOKENIZERS_PARALLELISM=true", "SSH_AUTH_SOCK=/tmp/s", "SECRET_NAME=x", "DB_PASSWORD_FILE=/run/secrets/x", "PASSWORD=true", "PASSWORD=$OTHER", "no equals sign at all",
        "SENTENCE=the token is on the table", "OPTIONS=--cookie-jar=/x", "LS_COLORS=*.token=01;31:",
    ])
    func environments(_ string: String) throws {
        var (exec, secrets, shown) = marked(["ls"], [string, "B=c"])
        var redactor = Redactor()
        redactor.redact(&exec)
        // The wildcard's name is no name: what stands there is shown or hidden, but nothing else is.
        if string.hasPrefix("LS_COLORS") { return }
        #expect(strings(exec.environment.list) == shown + ["B=c"])
        let name = string.split(separator: "=", omittingEmptySubsequences: false)[0]
        #expect(exec.redactions == (secrets ? [.variable(Array(name.utf8))] : []))
    }

    @Test func whatIsWholeStaysWhole() throws {
        var exec = sampleExec(
            arguments: StringList([Array("x".utf8), nil, Array("--token=abc".utf8)]),
            environment: Environment([
                Array("TOKEN=a".utf8), nil, Array("TOKEN=b".utf8), [0xff] + Array("SECRET=".utf8) + [0xfe],
                Array("https://a:b@c".utf8),
            ]))
        let before = exec
        var redactor = Redactor()
        redactor.redact(&exec)
        #expect(strings(exec.arguments) == ["x", nil, "--token=[redacted]"])
        #expect(
            strings(exec.environment.list) == [
                "TOKEN=[redacted]", nil, "TOKEN=[redacted]", "\u{fffd}SECRET=[redacted]",
                "https://a:[redacted]@c",
            ])
        #expect(exec.isComplete && exec.argumentBytes == before.argumentBytes)
        #expect(exec.environmentBytes == before.environmentBytes)
        let names: [Redaction] = [
            .variable(Array("TOKEN".utf8)), .variable([0xff] + Array("SECRET".utf8)), .variable([]),
            .argument(2),
        ]
        #expect(exec.redactions == names)
        let line = json(.exec(exec))
        #expect(line.contains(#""redacted":["TOKEN","\#u{fffd}SECRET","env_other","args[2]"],"redacted_values":[{"what":"TOKEN","bytes":1,"#))

        // A second time changes nothing: a recorded run may be shown again.
        let once = exec
        redactor.redact(&exec)
        #expect(exec.environment == once.environment && exec.arguments == once.arguments)
        #expect(exec.redactions == once.redactions)
    }

    @Test func aValueThatIsCutOffGivesNothingAway() {
        var exec = sampleExec(
            arguments: StringList(["x", "http://me:secr"]), environment: Environment(["U=ftp://me:99"]))
        exec.missing = [
            MissingPart(part: .environment, unit: .strings, offset: 0, count: 1, cause: .truncated),
            MissingPart(part: .arguments, unit: .strings, offset: 1, count: nil, cause: .truncated),
            MissingPart(part: .arguments, unit: .strings, offset: .max, count: .max, cause: .truncated),
        ]
        var redactor = Redactor()
        redactor.redact(&exec)
        #expect(strings(exec.environment.list) == ["U=ftp://me:[redacted]"])
        #expect(strings(exec.arguments) == ["x", "http://me:[redacted]"])
    }

    @Test func aHiddenValueIsSeenToHaveChanged() throws {
        func diff(_ own: [String], _ parent: [String]) throws -> String {
            var exec = sampleExec(environment: Environment(own), parentEnvironment: Environment(parent))
            var redactor = Redactor()
            redactor.redact(&exec)
            return text(.exec(exec), environment: .diff)
        }
        #expect(try diff(["TOKEN=a1", "A=b"], ["TOKEN=a2", "A=b"]).hasSuffix("\n    ~TOKEN='[redacted]'\n"))
        #expect(try diff(["TOKEN=a1", "A=b"], ["TOKEN=a1", "A=b"]).hasSuffix("ls -l\n"))
        #expect(
            try diff(["U=http://a:b@c"], ["U=http://a:d@c"]).hasSuffix(
                "\n    ~U='http://a:[redacted]@c'\n"))
        #expect(try diff(["U=http://a:b@c"], ["U=http://a:b@c"]).hasSuffix("ls -l\n"))
        #expect(try diff([], ["TOKEN=1"]).hasSuffix("\n    -TOKEN\n"))
    }

    @Test func policies() {
        func shown(_ names: [String], defaults: Bool) -> [String?] {
            var policy = defaults ? RedactionPolicy.standard : .none
            for name in names { policy.addNames(like: name) }
            var redactor = Redactor(policy)
            var exec = sampleExec(
                arguments: StringList(["curl", "-u", "a:b", "MY_ID=1", "--my-id", "2"]),
                environment: Environment(["TOKEN=t1", "MY_ID=2", "U=http://a:b@c"]))
            redactor.redact(&exec)
            return strings(exec.environment.list) + strings(exec.arguments).dropFirst(2)
        }
        let hidden = "[redacted]"
        #expect(
            shown([], defaults: false) == [
                "TOKEN=t1", "MY_ID=2", "U=http://a:b@c", "a:b", "MY_ID=1", "--my-id", "2",
            ])
        #expect(
            shown(["my*id"], defaults: false) == [
                "TOKEN=t1", "MY_ID=\(hidden)", "U=http://a:b@c", "a:b", "MY_ID=\(hidden)", "--my-id", hidden,
            ])
        #expect(
            shown(["MY-??"], defaults: true) == [
                "TOKEN=\(hidden)", "MY_ID=\(hidden)", "U=http://a:\(hidden)@c", "a:\(hidden)",
                "MY_ID=\(hidden)", "--my-id", hidden,
            ])
    }

    @Test func patternsAgreeWithFnmatch() {
        var random = RandomBytes()
        for _ in 0..<3000 {
            let letters = Array("ab*?".utf8)
            let pattern = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                letters.randomElement(using: &random)!
            }
            let name = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                letters[..<2].randomElement(using: &random)!
            }
            let expected = fnmatch(String(decoding: pattern, as: UTF8.self), String(decoding: name, as: UTF8.self), 0) == 0
            #expect(NamePattern(pattern).matches(name.span) == expected, "\(pattern) \(name) SEED=\(random.seed)")
        }
    }

    private func expect(_ command: [String]) throws {
        var (exec, _, shown) = marked(command, ["A=b"])
        var redactor = Redactor()
        redactor.redact(&exec)
        #expect(strings(exec.arguments) == shown)
        let positions = zip(command, 0...).filter { $0.0.contains("«") }.map { $0.1 }
        #expect(exec.redactions == positions.map { .argument($0) })
    }

    /// An exec without the signs « and », whether there were any in the first variable, and what is to
    /// be shown of what had them.
    private func marked(_ command: [String], _ environment: [String]) -> (ExecEvent, Bool, [String]) {
        func shown(_ text: String) -> String { text.replacing(/«[^»]*»/, with: "[redacted]") }
        func plain(_ text: String) -> String { text.filter { $0 != "«" && $0 != "»" } }
        let exec = sampleExec(
            arguments: StringList(command.map(plain)), environment: Environment(environment.map(plain)))
        let isEnvironment = command == ["ls"]
        return (
            exec, environment[0].contains("«"),
            isEnvironment ? environment.dropLast().map(shown) : command.map(shown)
        )
    }

    private func strings(_ list: StringList) -> [String?] {
        (0..<list.count).map { index in list[index].map { String(decoding: $0, as: UTF8.self) } }
    }
}
