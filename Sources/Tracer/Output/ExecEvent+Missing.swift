package import TracerCapture

extension ExecEvent {
    /// Whether every variable of the environment is there: only then can one be said to be gone.
    package var hasWholeEnvironment: Bool {
        for part in missing where part.part == .environment { return false }
        return environment.list.isWhole
    }

    /// The parent's environment, if all of it is known: only then can a variable be said to be new.
    var wholeParentEnvironment: Environment? {
        guard let parentEnvironment, parentEnvironment.list.isWhole else { return nil }
        return parentEnvironment
    }
}
