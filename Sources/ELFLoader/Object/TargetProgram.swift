/// A loaded program that another one attaches to. The program stays loaded while this value is kept.
package struct TargetProgram: Sendable {
    /// The program's descriptor, open while this value is kept.
    package let descriptor: @Sendable () -> Int32

    /// - Parameter descriptor: Holds the program for as long as the closure lives.
    package init(_ descriptor: @escaping @Sendable () -> Int32) {
        self.descriptor = descriptor
    }
}
