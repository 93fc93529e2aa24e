package import TracerCapture

extension ExecEvent {
    /// Whether every variable of the environment is present: only then can one be reported as removed.
    package var hasWholeEnvironment: Bool {
        for part in missing where part.part == .environment { return false }
        return environment.list.isWhole
    }

    /// The parent's environment if it is complete: only then can a variable be reported as new.
    var wholeParentEnvironment: Environment? {
        guard let parentEnvironment, parentEnvironment.list.isWhole else { return nil }
        return parentEnvironment
    }
}
