extension SecretFinder {
    /// Finds secrets in a URL, a header or a member of an object.
    ///
    /// - Returns: Where to continue.
    mutating func search(colon bytes: Span<UInt8>, at colon: Int, in text: inout Text) -> Int {
        let limit = text.limit
        if Self.isURL(bytes, colon: colon, limit: limit) {
            guard policy.usesDefaults else { return colon + 3 }
            return search(url: bytes, at: colon, in: &text)
        }
        // Without a blank or a quote it is more likely a path than a header: -v /run/secrets:/x.
        let next = colon + 1 < limit ? bytes[colon + 1] : 0
        // {password:"x"}, /password:x
        let isQuoted = colon > text.start && Self.isQuote(bytes[colon - 1]) || Self.isQuote(next)
        let isSwitch =
            bytes[text.start] == UInt8(ascii: "/") && bytes[text.start + 1] != UInt8(ascii: "/")
            && text.kind != .variable
        guard isQuoted || isSwitch || Self.isSpace(next) else { return colon + 1 }
        return search(header: bytes, at: colon, in: &text)
    }

    static func isURL(_ bytes: Span<UInt8>, colon: Int, limit: Int) -> Bool {
        limit - colon > 2 && bytes[colon + 1] == UInt8(ascii: "/")
            && bytes[colon + 2] == UInt8(ascii: "/")
    }

    /// - Returns: Where to continue: after the last secret, or after the `://`.
    private mutating func search(url bytes: Span<UInt8>, at mark: Int, in text: inout Text) -> Int {
        let start = mark + 3
        let limit = text.limit
        var colon: Int?
        var at: Int?
        var end = start
        // RFC 3986, section 3.2: the authority ends at / ? or #. A password may contain quotes.
        while end < limit, !Self.endsAuthority(bytes[end]) {
            if bytes[end] == UInt8(ascii: ":"), colon == nil { colon = end }
            if bytes[end] == UInt8(ascii: "@") { at = end }
            end += 1
        }
        spend(end - start + 8)
        if let colon, at == nil, bytes[start] != UInt8(ascii: "["),
            !Self.isPort(bytes, from: colon + 1, to: end)
        {
            // Not a port, so perhaps a password with a / that should have been written %2F.
            at = lastAt(bytes, from: end, in: &text)
            if at == nil, isCut(at: text.wordEnd) {
                // The @ may have been truncated.
                note((colon + 1)..<text.wordEnd)
                return text.wordEnd
            }
        }
        if at == nil, isCut(at: end), let colon, bytes[start] != UInt8(ascii: "[") {
            note((colon + 1)..<end)
            return end
        }
        if let at {
            return search(
                user: bytes, start..<at, colon: colon.flatMap { $0 < at ? $0 : nil },
                host: (at + 1)..<max(end, at + 1))
        }
        return search(path: bytes, from: end, host: start..<end, limit: limit) ?? start
    }

    /// The last `@` of the word after `place`. Each word is scanned once.
    private mutating func lastAt(_ bytes: Span<UInt8>, from place: Int, in text: inout Text) -> Int?
    {
        if text.wordEnd < place || text.wordEnd < 0 {
            text.lastAt = nil
            var end = place
            while end < text.limit, !Self.isSpace(bytes[end]) {
                if bytes[end] == UInt8(ascii: "@") { text.lastAt = end }
                end += 1
            }
            spend(end - place)
            text.wordEnd = end
        }
        return text.lastAt.flatMap { $0 > place ? $0 : nil }
    }

    /// `user:password@` or `token@`.
    ///
    /// - Parameters:
    ///   - user: The part before the `@`.
    ///   - colon: The first colon in it.
    private mutating func search(
        user range: Range<Int>, _ bytes: Span<UInt8>, colon: Int?
    ) -> Int? {
        guard let colon else {
            guard range.count >= 12, SecretValue.looksRandom(bytes, range) else { return nil }
            note(range)
            return range.upperBound
        }
        let password = (colon + 1)..<range.upperBound
        let isNoPassword =
            password.isEmpty || Self.starts(bytes, password, with: Array("x-oauth-basic".utf8))
        let user = range.lowerBound..<colon
        if user.count >= 16, isNoPassword, SecretValue.looksRandom(bytes, user) { note(user) }
        if isNoPassword || SecretValue.isReference(bytes, password) { return nil }
        // AKIA…:secret@
        _ = search(tokenIn: bytes, at: user.lowerBound, limit: user.upperBound)
        note(password)
        return range.upperBound
    }

    private mutating func search(
        user bytes: Span<UInt8>, _ range: Range<Int>, colon: Int?, host: Range<Int>
    ) -> Int {
        spend(2 * range.count)
        // The user part of a Sentry DSN is public.
        if colon == nil, Self.hasLabel(bytes, host.prefix(80), Self.sentry) {
            return range.upperBound
        }
        return search(user: range, bytes, colon: colon) ?? range.upperBound
    }

    /// Finds webhooks, whose path alone is the credential.
    ///
    /// - Returns: Where to continue; nil if nothing was found.
    private mutating func search(
        path bytes: Span<UInt8>, from start: Int, host: Range<Int>, limit: Int
    ) -> Int? {
        guard start < limit, bytes[start] == UInt8(ascii: "/") else { return nil }
        var path = start + 1
        if let hook = hook(bytes, host: host.prefix(80)) {
            guard Self.starts(bytes, path..<limit, with: hook.path) else { return nil }
            path += hook.path.count
        } else if host.lowerBound >= 7,
            Self.starts(bytes, (host.lowerBound - 7)..<limit, with: Array("rtmp://".utf8))
                || host.lowerBound >= 8
                    && Self.starts(
                        bytes, (host.lowerBound - 8)..<limit, with: Array("rtmps://".utf8))
        {
            // rtmp://host/app/key
            while path < limit, bytes[path] != UInt8(ascii: "/"), !Self.endsPath(bytes[path]) {
                path += 1
            }
            path = min(path + 1, limit)
        } else if let length = Self.hookPaths.first(where: {
            Self.starts(bytes, path..<limit, with: $0)
        })?.count {
            // On any host: /hooks/id
            path += length
            let most = min(limit, path + 128)
            var end = path
            while end < most, !Self.endsPath(bytes[end]) { end += 1 }
            spend(2 * (end - start))
            guard end - path >= 16, SecretValue.looksRandom(bytes, path..<end) else { return nil }
            note(path..<end)
            return end
        } else {
            return nil
        }
        var end = path
        while end < limit, !Self.endsPath(bytes[end]) { end += 1 }
        spend(end - start)
        note(path..<end)
        return end
    }

    /// Hosts of webhooks, and the part of the path that is not secret.
    private static let hooks: [(host: [UInt8], path: [UInt8])] = [
        ("hooks.slack.com", ""), ("hooks.slack-gov.com", ""), ("discord.com", "api/webhooks/"),
        ("discordapp.com", "api/webhooks/"), ("webhook.office.com", ""),
        ("outlook.office.com", "webhook/"),
        ("chat.googleapis.com", "v1/spaces/"), ("hooks.zapier.com", "hooks/"),
        ("api.telegram.org", "bot"),
        ("maker.ifttt.com", "trigger/"), ("hooks.teams", ""), ("hc-ping.com", ""),
        ("webhook.site", ""),
        ("hooks.chime.aws", ""), ("events.pagerduty.com", "integration/"),
        ("qyapi.weixin.qq.com", "cgi-bin/webhook/"),
        ("oapi.dingtalk.com", "robot/"), ("open.feishu.cn", "open-apis/bot/"),
        ("hooks.airtable.com", ""),
        ("hook.eu", ""), ("hook.us", ""), ("hook.integromat.com", ""),
        ("uptime.betterstack.com", "api/v1/heartbeat/"),
    ].map { (host: String, path: String) in (Array(host.utf8), Array(path.utf8)) }

    private static let hookPaths: [[UInt8]] =
        "hooks/ webhook/ webhooks/ api/webhooks/ api/webhook/ services/hooks/"
        .split(separator: " ").map { Array($0.utf8) }

    /// A bit for each first letter of a host.
    private static let firstLetters: UInt32 = hooks.reduce(0) { $0 | 1 << UInt32($1.host[0] & 31) }

    /// The first entry that occurs in the host at the beginning of a label.
    private mutating func hook(_ bytes: Span<UInt8>, host: Range<Int>) -> (
        host: [UInt8], path: [UInt8]
    )? {
        for start in host where start == host.lowerBound || bytes[start - 1] == UInt8(ascii: ".") {
            let letter = UInt32(bytes[start] & 31)
            guard Self.firstLetters & 1 << letter != 0 else { continue }
            spend(Self.hooks.count)
            for hook in Self.hooks
            where Self.starts(bytes, start..<host.upperBound, with: hook.host) { return hook }
        }
        return nil
    }

    /// Finds the password in a Go data source name, which has no scheme: `user:password@tcp(host:3306)/db`.
    mutating func search(sourceName bytes: Span<UInt8>, at parenthesis: Int, in text: Text) {
        guard policy.usesDefaults else { return }
        let networks: [StaticString] = ["@tcp", "@unix", "@tcp6"]
        for network in networks {
            let at = parenthesis - network.utf8CodeUnitCount
            guard at > text.start,
                Self.starts(bytes, at..<parenthesis, with: SecretRule.bytes(network))
            else { continue }
            var colon: Int?
            var index = at
            while index > text.start, !Self.isSpace(bytes[index - 1]),
                bytes[index - 1] != UInt8(ascii: "("),
                bytes[index - 1] != 0, bytes[index - 1] != UInt8(ascii: "=")
            {
                index -= 1
                if bytes[index] == UInt8(ascii: ":") { colon = index }
            }
            spend(at - index)
            if let colon { note((colon + 1)..<at) }
            return
        }
    }

    private static let sentry = Array("sentry".utf8)

    private static func hasLabel(_ bytes: Span<UInt8>, _ host: Range<Int>, _ label: [UInt8]) -> Bool
    {
        for start in host where start == host.lowerBound || bytes[start - 1] == UInt8(ascii: ".") {
            if starts(bytes, start..<host.upperBound, with: label) { return true }
        }
        return false
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
            || byte == 0 || isSpace(byte)
    }

    private static func endsPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == 0 || isSpace(byte) || isQuote(byte)
            || byte == UInt8(ascii: "#")
            || byte == UInt8(ascii: ";") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "\\")
    }

    private static func isPort(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var index = start
        while index < end {
            guard
                isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ",") || isQuote(bytes[index])
            else { return false }
            index += 1
        }
        return true
    }
}
