internal import ELFLoader
internal import TracerCapture

extension TraceSession {
    /// Traces a process and its descendants from now on.
    ///
    /// - Throws: `TraceError.map`.
    public func follow(pid: Int32) throws(TraceError) {
        let map = try followed()
        do {
            try map.update(key: LoadedMap.bytes(UInt32(bitPattern: pid)), value: [1])
        } catch {
            throw .map(error)
        }
    }

    /// Whether any of the followed processes is alive.
    public func hasFollowedProcesses() throws(TraceError) -> Bool {
        let map = try followed()
        do { return try map.firstKey() != nil } catch { throw .map(error) }
    }

    /// Traces processes that are already running, once the programs are attached.
    ///
    /// - Parameter descendants: Also trace their children, and all further descendants.
    /// - Throws: `TraceError.noProcess`, `.isThread`, `.foreignProc`, `.map`.
    public func follow(running pids: [UInt32], descendants: Bool) throws(TraceError) {
        guard pids.isEmpty || hasProc else { throw .foreignProc }
        for pid in pids {
            let files = ProcessFiles(pid: pid)
            guard files.isRunning else { throw .noProcess(pid) }
            if let process = files.threadGroup, process != pid { throw .isThread(pid, of: process) }
            guard try follow(running: pid) else { throw .noProcess(pid) }
        }
        guard descendants else { return }
        // A process may have forked between being found and being followed: another scan finds its children.
        var found = Set(pids)
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for pid in ProcessFiles.all() where !found.contains(pid) {
                guard let parent = ProcessFiles(pid: pid).status()?.ppid, found.contains(parent)
                else {
                    continue
                }
                found.insert(pid)
                _ = try follow(running: pid)
                isGrowing = true
            }
        }
    }

    /// Returns whether the process still runs. If it doesn't, its exit has been, or may have been, missed.
    private func follow(running pid: UInt32) throws(TraceError) -> Bool {
        try follow(pid: Int32(bitPattern: pid))
        guard !ProcessFiles(pid: pid).isRunning else { return true }
        let map = try followed()
        do { try map.delete(key: LoadedMap.bytes(pid)) } catch { throw .map(error) }
        return false
    }

    private func followed() throws(TraceError) -> LoadedMap {
        do { return try object.maps["traced_processes"] } catch { throw .load(error) }
    }
}
