internal import SwiftletKernel

/// The pins created by a load so far. They are removed again unless the load succeeds.
final class NewPins {
    private var pins: [String] = []
    /// The folders created for them, outer ones first.
    private var folders: [String] = []

    /// Pins an object. The folder is created if only its last component is missing.
    ///
    /// - Throws: `KernelError` as `Kernel.pin` does.
    func pin(_ descriptor: Int32, at path: String, subject: String) throws(KernelError) {
        if let folder = try Kernel.makePinFolder(for: path, subject: subject) {
            folders.append(folder)
        }
        try Kernel.pin(descriptor, at: path, subject: subject)
        pins.append(path)
    }

    /// Keeps the pins.
    func keep() {
        pins = []
        folders = []
    }

    deinit {
        // A failure means that someone else removed the pin already.
        for pin in pins { try? Kernel.unpin(pin, subject: "pin") }
        for folder in folders.reversed() { Kernel.removePinFolder(folder) }
    }
}
