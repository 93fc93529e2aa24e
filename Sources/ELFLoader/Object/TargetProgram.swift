/// A loaded program that another program attaches to. It stays loaded while this value exists.
package struct TargetProgram: Sendable {
    /// Returns the program's fd, which stays open while this value exists.
    package let descriptor: @Sendable () -> Int32

    /// - Parameter descriptor: A closure that owns the program: the program stays loaded while the
    ///   closure exists.
    package init(_ descriptor: @escaping @Sendable () -> Int32) {
        self.descriptor = descriptor
    }
}
