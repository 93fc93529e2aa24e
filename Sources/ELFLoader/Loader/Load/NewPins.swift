internal import SwiftletKernel

/// The pins that a load has made so far: taken away again with it, unless the load succeeds.
final class NewPins {
    private var pins: [String] = []
    /// Folders that were made for them, those inside others last.
    private var folders: [String] = []

    /// Pins something, in a folder that is made if only its last name is missing.
    ///
    /// - Throws: `KernelError` as `Kernel.pin` does.
    func pin(_ descriptor: Int32, at path: String, subject: String) throws(KernelError) {
        if let folder = try Kernel.makePinFolder(for: path, subject: subject) {
            folders.append(folder)
        }
        try Kernel.pin(descriptor, at: path, subject: subject)
        pins.append(path)
    }

    /// They stay.
    func keep() {
        pins = []
        folders = []
    }

    deinit {
        // Whatever can't be taken away was taken away by somebody else.
        for pin in pins { try? Kernel.unpin(pin, subject: "pin") }
        for folder in folders.reversed() { Kernel.removePinFolder(folder) }
    }
}
