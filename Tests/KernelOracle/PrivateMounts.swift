import Foundation
import Synchronization

/// A thread with a mount namespace of its own, gone with the thread.
public enum PrivateMounts {
    private final class Outcome<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }

    /// Why it could not be done, or what was not as it should be.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) {
            self.description = description
        }
    }

    /// Runs `body` where `fileSystems` are mounted and nobody else sees it.
    ///
    /// What the host has mounted at these places, and at those of `clearing`, is not there.
    public static func run<Value: Sendable>(
        mounting fileSystems: [(type: String, place: String)], clearing places: [String] = [],
        _ body: @escaping @Sendable () throws -> Value
    ) throws -> Value {
        let outcome = Outcome<Value>()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let result = Result {
                try separate()
                for place in places + fileSystems.map(\.place) { try clear(place) }
                for (type, place) in fileSystems { try mount(type, at: place) }
                return try body()
            }
            outcome.result.withLock { $0 = result }
            done.signal()
        }
        thread.start()
        done.wait()
        guard let result = outcome.result.withLock({ $0 }) else {
            throw Failure(description: "the thread left nothing")
        }
        return try result.get()
    }

    // Swift's Glibc lacks what is behind _GNU_SOURCE.
    private typealias Unshare = @convention(c) (CInt) -> CInt
    private typealias Mount =
        @convention(c) (
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, CUnsignedLong,
            UnsafeRawPointer?
        ) -> CInt

    private static func function<Function>(_ name: String, as type: Function.Type) throws
        -> Function
    {
        guard let symbol = dlsym(nil, name) else {
            throw Failure(description: "no \(name) in libc")
        }
        return unsafeBitCast(symbol, to: type)
    }

    private static func separate() throws {
        // CLONE_NEWNS; then MS_REC | MS_PRIVATE, so that nothing gets out.
        guard try function("unshare", as: Unshare.self)(0x20000) == 0 else {
            throw Failure(description: "unshare: errno \(errno)")
        }
        guard try function("mount", as: Mount.self)(nil, "/", nil, 0x4000 | 0x40000, nil) == 0
        else {
            throw Failure(description: "mount --make-rprivate /: errno \(errno)")
        }
    }

    /// systemd mounts tracefs, debugfs and bpf; a second mount of the same one at its place is EBUSY.
    private static func clear(_ place: String) throws {
        let unmount = try function(
            "umount2", as: (@convention(c) (UnsafePointer<CChar>?, CInt) -> CInt).self)
        // MNT_DETACH: with what is mounted below. EINVAL: nothing is mounted there any more.
        while unmount(place, 2) == 0 {}
    }

    private static func mount(_ type: String, at place: String) throws {
        guard try function("mount", as: Mount.self)(type, place, type, 0, nil) == 0 else {
            throw Failure(description: "mount -t \(type) \(place): errno \(errno)")
        }
    }
}
