internal import ELFLoader

/// Runs checks and prints a line for each.
struct Report {
    let kernel: KernelVersion
    private(set) var failures = 0

    /// Checks of programs that libbpf could not load either, by name.
    let refused: [String]

    init(kernel: KernelVersion, refused: [String]) {
        self.kernel = kernel
        self.refused = refused
    }

    /// `ok NAME`, `absent NAME: …` or `FAIL NAME: …`.
    ///
    /// - Parameter since: The first kernel that supports it; nil if all kernels from 5.10 on do.
    ///   An older kernel must fail with an error that names a feature, and a version above its own.
    /// - Parameter hasFeature: False if this kernel was built without the feature, determined in another way
    ///   than the loader does.
    mutating func check(
        _ name: String, since: KernelVersion? = nil, hasFeature: Bool = true,
        _ body: () throws -> Void
    ) {
        do {
            try body()
            print("ok \(name)")
        } catch {
            if let since, kernel < since,
                case LoadError.kernel(.missingFeature(_, let named, _)) = error,
                let named = KernelVersion(named), named > kernel, named <= since
            {
                print("absent \(name): \(error)")
                return
            }
            if refused.contains(name) {
                print("absent \(name): \(error); libbpf is refused as well")
                return
            }
            if !hasFeature, case LoadError.kernel(.missingFeature) = error {
                print("absent \(name): \(error)")
                return
            }
            failures += 1
            print("FAIL \(name): \(error)")
        }
    }
}
