/// Why a fixture could not be compiled.
public enum FixtureError: Error, CustomStringConvertible {
    case noClang(searched: [String])
    case failed(fixture: String, clang: String, status: Int32, output: String)

    public var description: String {
        switch self {
        case .noClang(let searched):
            "no clang in \(searched.joined(separator: ":")): put the Swift toolchain's bin folder into PATH, or set CLANG"
        case .failed(let fixture, let clang, let status, let output):
            "fixture \(fixture): \(clang) exited with \(status):\n\(output)"
        }
    }
}
