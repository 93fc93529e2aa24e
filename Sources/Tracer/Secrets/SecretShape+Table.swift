extension SecretShape {
    /// Tokens that their issuers gave a recognizable prefix. The minimum lengths are about half of the
    /// documented ones: a truncated token is still a token.
    static let table: [SecretShape] = {
        var table: [SecretShape] = []
        func add(_ prefixes: String, _ alphabet: Alphabet, _ minimum: Int, _ kind: Kind = .token) {
            for prefix in prefixes.split(separator: " ") {
                table.append(SecretShape(String(prefix), alphabet, minimum, kind))
            }
        }
        // Code hosting and CI.
        add("ghp_ gho_ ghu_ ghs_ ghr_ github_pat_", .word, 16)
        add(
            "glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat- gloas- glwt- glffct- GR1348941",
            .dotted, 12)
        add("ATATT3 ATCTT3 ATBB ATOA", .base64, 20, .tokenWithDigit)
        add(
            "CCIPAT_ bkua_ bkct_ bkaj_ pnu_ sqp_ squ_ sqa_ sntrys_ sntryu_ nfp_ rnd_ vcp_ vck_",
            .base64, 16)
        add(
            "tskey- pscale_tkn_ pscale_pw_ pscale_oauth_ pul- PMAK- sbp_ sb_secret_ HRKU- napi_ fo1_ fm2_ fm1r_",
            .base64, 12, .tokenWithDigit)
        // Clouds and infrastructure.
        add("AKIA ASIA ABIA ACCA", .plain, 12, .accessKey)
        add("ABSK bedrock-api-key-", .base64, 40)
        add("AIza", .word, 24)
        add("ya29.", .dotted, 16)
        add("1//0", .word, 24)
        add("GOCSPX-", .word, 14)
        add("LTAI AKID", .plain, 12, .tokenWithDigit)
        add("dop_v1_ doo_v1_ dor_v1_", .plain, 24)
        add("hvs. hvb. hvr.", .word, 16)
        add("s.", .plain, 24, .tokenWithDigit)
        add("dp.pt. dp.st. dp.ct. dp.sa. dp.said. dp.scim. dp.audit.", .dotted, 20)
        add("dapi dose dkea", .plain, 28, .tokenWithDigit)
        add("glc_ glsa_ eyJrIjoi", .base64, 20)
        add("NRAK- NRII- NRJS- NRRA-", .word, 16)
        add("sha256~", .word, 30)
        add("v1.0-", .word, 60)
        add("CCDB1_", .word, 20)
        add("t1.", .dotted, 60, .tokenWithDigit)
        add("ops_eyJ", .base64, 40)
        add("AGE-SECRET-KEY-1", .plain, 20)
        add("SU SA SO SN SC SX", .plain, 54, .tokenWithDigit)
        // Packages.
        add("npm_", .plain, 20)
        add("pypi-", .word, 40)
        add("rubygems_", .plain, 20)
        add("dckr_pat_ dckr_oat_", .word, 12)
        add("oy2", .plain, 36, .tokenWithDigit)
        add("cio", .plain, 28, .tokenWithDigit)
        add("AKCp", .plain, 40, .tokenWithDigit)
        add("cmVmdGtu", .base64, 40)
        // AI.
        add("sk- sk_", .word, 20, .tokenWithDigit)
        add("hf_ api_org_", .plain, 20)
        add(
            "gsk_ r8_ xai- pplx- nvapi- fw_ tgp_v1_ tvly- jina_ lsv2_pt_ lsv2_sk_ pcsk_ wandb_v1_ vapi_",
            .word, 20, .tokenWithDigit)
        // Messages, payment and other services.
        add("xoxb- xoxa- xoxp- xoxr- xoxs- xoxe- xoxc- xoxd- xoxo- xoxe. xapp- xwfp-", .base64, 10)
        add("sk_live_ sk_test_ rk_live_ rk_test_", .word, 10)
        add("whsec_", .base64, 12)
        add("SG.", .dotted, 30)
        add("key- md-", .word, 20, .tokenWithDigit)
        add("SK", .plain, 32, .tokenWithDigit)
        add("xkeysib- xsmtpsib-", .word, 20)
        add(
            "lin_api_ lin_oauth_ ntn_ secret_ figd_ figu_ rdme_ tfp_ CFPAT- retool_ re_ phx_ shippo_live_ shippo_test_ dd_ sm_pat_ tk-us- PRMG-",
            .word, 20, .tokenWithDigit)
        add(
            "shpat_ shpca_ shppa_ shpss_ sq0atp- sq0csp- EZAK EZTK FLWSECK duffel_live_ duffel_test_",
            .word, 14, .tokenWithDigit)
        add("EAAA EAAB EAAC EAAD EAAG EAAH", .word, 50, .tokenWithDigit)
        add("live_", .word, 20, .tokenWithDigit)
        add("pat", .dotted, 40, .tokenWithDigit)
        add("oauth:", .plain, 20)
        add("access_token$production$ access_token$sandbox$", .word, 16)
        add("sk.eyJ", .dotted, 20)
        // Formats with a structure of their own.
        add("eyJ", .dotted, 24, .webToken)
        add("-----BEGIN", .plain, 0, .privateKey)
        // Base64 of -----BEGIN PRIV, RSA, OPEN(SSH) and EC.
        add(
            "LS0tLS1CRUdJTiBQUklW LS0tLS1CRUdJTiBSU0Eg LS0tLS1CRUdJTiBPUEVO LS0tLS1CRUdJTiBFQyBQ b3BlbnNzaC1rZXk",
            .base64, 16)
        table.append(SecretShape("AA", .word, 30, .behindNumber))
        // The first part is a number in base64.
        add("MT MD MJ Mz ND NT Nj Nz OD OT", .dotted, 50, .threeParts)
        table.append(SecretShape("Bearer ", .base64, 12, .scheme))
        table.append(SecretShape("Basic ", .base64, 12, .scheme))
        return table
    }()
}
