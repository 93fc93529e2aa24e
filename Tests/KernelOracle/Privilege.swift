import Foundation

/// Whether this process may load programs, which the tests of the kernel's side need.
public enum Privilege {
    /// True for root; where it is false, the first question prints what is left out and why.
    public static let isRoot: Bool = {
        let isRoot = geteuid() == 0
        if !isRoot {
            FileHandle.standardError.write(
                Data(
                    """

                    LEFT OUT: every test that loads something into the kernel (KernelTests, LoaderTests, \
                    part of RingBufferTests): this is not root. Run them with: sudo swift test


                    """.utf8))
        }
        return isRoot
    }()

    /// The comment of such a test's condition.
    public static var reason: String { "needs root: bpf(2) is not for everybody" }
}
