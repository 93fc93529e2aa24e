import RandomBytes

@testable import TracerCapture
@testable import TracerReplay

extension RandomBytes {
    mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &self) == 0 }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number {
        switch Int.random(in: 0..<3, using: &self) {
        case 0: Number.random(in: 0...Number.max, using: &self)
        case 1: Number(truncatingIfNeeded: Int.random(in: 0...9, using: &self))
        default: .max
        }
    }

    /// From 1970 to 2200, in nanoseconds.
    mutating func time() -> UInt64 { .random(in: 0...7_258_118_400_000_000_000, using: &self) }

    mutating func strings(_ most: Int, withNil: Bool, names: Bool) -> [[UInt8]?] {
        (0..<Int.random(in: 0...most, using: &self)).map { _ in
            if withNil, chance(9) { return nil }
            let string = string(longest: 40)
            guard names else { return string }
            let name = ["A", "B", "LONG_NAME", "", "\u{e9}"].randomElement(using: &self)!
            return chance(10) ? string : Array(name.utf8) + [0x3d] + string
        }
    }

    /// With everything that an event can hold, at random.
    mutating func exec() -> ExecEvent {
        let isComplete = !chance(4)
        var exec = ExecEvent(time: time(), execID: number(), pid: number())
        exec.tid = chance(2) ? exec.pid : number()
        exec.oldTID = chance(2) ? exec.tid : number()
        exec.ppid = number()
        exec.parentExecID = number()
        exec.uid = number()
        exec.gid = number()
        exec.comm = string(longest: 15)
        exec.filename = string(longest: 60)
        if chance(3) { exec.interpreter = string(longest: 20) }
        exec.arguments = StringList(strings(6, withNil: !isComplete, names: false))
        exec.environment = Environment(strings(9, withNil: !isComplete, names: true))
        exec.argumentCount = number(UInt16.self).hashValue & 0xffff
        exec.environmentCount = Int(number(UInt16.self))
        exec.argumentBytes = number()
        exec.environmentBytes = number()
        exec.argumentBytesReceived = exec.argumentBytes
        exec.environmentBytesReceived = exec.environmentBytes
        if !isComplete {
            exec.argumentBytesReceived = number()
            exec.environmentBytesReceived = number()
            for _ in 0...Int.random(in: 0...2, using: &self) { exec.missing.append(missing()) }
        }
        exec.source = [.block, .stream, .proc].randomElement(using: &self)!
        exec.cgroupID = number()
        exec.pidNamespace = number()
        exec.startTime = time()
        if chance(4) { exec.result = -Int32.random(in: 1...600, using: &self) }
        exec.context = context()
        if !chance(3) { exec.descriptors = descriptors() }
        return exec
    }

    private mutating func descriptors() -> [StandardDescriptor] {
        var descriptors: [StandardDescriptor] = []
        for number: UInt8 in 0..<3 where !chance(4) {
            let accesses: [StandardDescriptor.Access] = [
                [], .read, .write, [.read, .write], [.write, .append], [.read, .write, .append],
            ]
            var descriptor = StandardDescriptor(
                number: number,
                kind: StandardDescriptor.Kind(rawValue: .random(in: 0...6, using: &self))!,
                path: string(longest: 30), inode: self.number(),
                access: accesses.randomElement(using: &self)!, position: self.number(),
                sameAs: number > 0 && chance(3) ? number - 1 : nil)
            if chance(2) { descriptor.isInherited = chance(2) }
            descriptors.append(descriptor)
        }
        return descriptors
    }

    private mutating func missing() -> MissingPart {
        MissingPart(
            part: [.arguments, .environment, .filename].randomElement(using: &self)!,
            unit: chance(2) ? .bytes : .strings, offset: Int(number(UInt32.self)),
            count: chance(3) ? nil : Int(number(UInt32.self)),
            cause: [.ringFull, .stateMapFull, .tailCall, .changed, .record, .truncated]
                .randomElement(using: &self)!)
    }

    private mutating func context() -> ProcessContext {
        var context = ProcessContext()
        if chance(2) { return context }
        context.workingDirectory = string(longest: 30)
        context.executable = string(longest: 30)
        context.cgroupPath = string(longest: 30)
        if chance(2) {
            context.container = Container(
                id: Array("0123456789abcdef".utf8), runtime: chance(2) ? [] : Array("podman".utf8))
        }
        context.parentComm = string(longest: 15)
        if chance(2) { context.effectiveUID = number() }
        if chance(2) { context.effectiveGID = number() }
        if chance(2) { context.sessionID = number() }
        if chance(2) { context.loginUID = number() }
        if chance(2) { context.terminal = Array("pts/0".utf8) }
        if chance(2) {
            var namespaces = Namespaces()
            namespaces.mount = number()
            namespaces.user = number()
            context.namespaces = namespaces
        }
        if chance(2) { context.effectiveCapabilities = number() }
        return context
    }

    mutating func exit() -> ExitEvent {
        // Killed, with or without a core, or at its end by itself.
        let status: UInt32 =
            chance(2) ? UInt32(number(UInt8.self)) << 8 : .random(in: 1...126, using: &self)
        var exit = ExitEvent(
            time: time(), execID: number(), pid: number(), ppid: number(), comm: string(longest: 15),
            waitStatus: status, duration: number())
        if status & 0x7f != 0, chance(2) { exit.waitStatus |= 0x80 }
        if chance(2) {
            exit.usage = ResourceUsage(
                maxResident: number(), userTime: number(), systemTime: number())
        }
        return exit
    }

    mutating func tcp() -> TCPEvent {
        let isClose = chance(2)
        return TCPEvent(
            kind: isClose ? .close : .connect, time: time(), execID: number(), pid: number(),
            comm: string(longest: 15), connectionID: number(), local: endpoint(), remote: endpoint(),
            duration: isClose && chance(2) ? number() : nil, wasEstablished: !isClose || chance(2),
            bytesSent: isClose && chance(2) ? number() : nil,
            bytesReceived: isClose && chance(2) ? number() : nil)
    }

    private mutating func endpoint() -> TCPEvent.Endpoint {
        var address = (0..<(chance(2) ? 4 : 16)).map { _ in chance(2) ? 0 : number(UInt8.self) }
        if address.count == 16, chance(4) {
            address.replaceSubrange(0..<12, with: [UInt8](repeating: 0, count: 10) + [0xff, 0xff])
        }
        return TCPEvent.Endpoint(address: address, port: number())
    }

    mutating func event() -> TracerEvent {
        switch Int.random(in: 0..<6, using: &self) {
        case 0: .exit(exit())
        case 1: .fork(ForkEvent(time: time(), pid: number(), ppid: number(), comm: string(longest: 15)))
        case 2: .tcp(tcp())
        default: .exec(exec())
        }
    }
}

extension Environment {
    init(_ strings: [[UInt8]?]) {
        self.init(StringList(strings))
    }
}
