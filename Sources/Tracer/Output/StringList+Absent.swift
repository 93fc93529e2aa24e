internal import TracerCapture

extension StringList {
    /// Whether no string is absent.
    var isWhole: Bool {
        for index in 0..<count where self[index] == nil { return false }
        return true
    }
}
