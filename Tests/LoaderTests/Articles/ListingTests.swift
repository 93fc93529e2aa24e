import Foundation
import Testing

/// The listings of the articles are the code that ArticleTests runs, word for word.
///
/// In the code a listing stands between `// listing NAME` and `// end of listing`; what stands in several
/// places under one name is one listing, with an empty line in between. In the article it is a block of code; blocks
/// follow each other in the order in which the names first appear.
struct ListingTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let catalogue = "Sources/ELFLoader/Loader/ELFLoader.docc"

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The listings of a source file, in order.
    static func listings(in source: String) -> [String] {
        var names: [String] = []
        var parts: [String: [[Substring]]] = [:]
        var open: (name: String, lines: [Substring])?
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            let content = line.drop { $0 == " " }
            if content == "// end of listing" {
                if let open { parts[open.name, default: []].append(open.lines) }
                open = nil
            } else if content.hasPrefix("// listing ") {
                let name = String(content.dropFirst(11))
                open = (name, [])
                if !names.contains(name) { names.append(name) }
            } else {
                open?.lines.append(line)
            }
        }
        return names.map { name in
            // Each part has its own place in the code, and so its own indentation.
            (parts[name] ?? []).map { lines in
                let depth =
                    lines.filter { !$0.isEmpty }.map { line in line.prefix { $0 == " " }.count }.min()
                    ?? 0
                return lines.map { String($0.dropFirst(depth)) }.joined(separator: "\n")
            }.joined(separator: "\n\n")
        }
    }

    /// The blocks of code of an article in a language, in order.
    static func blocks(of language: String, in article: String) -> [String] {
        var blocks: [String] = []
        var open: [Substring]?
        for line in article.split(separator: "\n", omittingEmptySubsequences: false) {
            if let lines = open {
                if line == "```" {
                    blocks.append(lines.joined(separator: "\n"))
                    open = nil
                } else {
                    open?.append(line)
                }
            } else if line == "```\(language)" {
                open = []
            }
        }
        return blocks
    }

    @Test(arguments: ["LoadAndAttach", "ReadARingBuffer", "EditASpec"])
    func theArticleShowsWhatIsRun(article: String) throws {
        let text = try Self.text("\(Self.catalogue)/\(article).md")
        let code = try Self.text("Tests/LoaderTests/Articles/\(article).swift")
        let shown = Self.blocks(of: "swift", in: text)
        let run = Self.listings(in: code)
        #expect(!run.isEmpty)
        #expect(shown.count == run.count, "blocks in the article, listings in the code")
        for (shown, run) in zip(shown, run) { #expect(shown == run) }
        // Nothing of ours but the module that the article is about.
        let imports = code.split(separator: "\n").filter { $0.hasPrefix("import ") }
        #expect(Set(imports) == ["import ELFLoader", "import Testing"])
    }

    @Test func theProgramIsTheFixture() throws {
        let fixture = Self.listings(in: try Self.text("Tests/Fixtures/article_execs.bpf.c"))
        let shown = Self.blocks(of: "c", in: try Self.text("\(Self.catalogue)/LoadAndAttach.md"))
        #expect(fixture.count == 1)
        #expect(shown == fixture)
    }

    @Test func theReadersOfListingsSeeDifferences() {
        let code = "// listing 1\nimport A\n// end of listing\nx\n    // listing 1\n    y\n      z\n    // end of listing"
        #expect(Self.listings(in: code) == ["import A\n\ny\n  z"])
        #expect(Self.blocks(of: "swift", in: "a\n```swift\nb\n```\n```c\nd\n```") == ["b"])
        #expect(Self.listings(in: "x\ny").isEmpty)
    }
}
