internal import ELFLoader
internal import SwiftletShims
internal import Tracer

/// Where events go: collected, and written in one piece after each batch.
///
/// At first `flush` waits until all is written. After `startWriting` it waits for nothing: what comes while
/// the reader sleeps or the disk is full is kept up to a limit, and events that come then are left out and
/// counted.
final class OutputFile {
    /// Bytes to be written with the next `flush`.
    var pending = OutputBuffer()
    /// Nobody reads any more (EPIPE): what comes now is dropped, as `| head` wants it.
    private(set) var isClosed = false
    /// Events that are not in the file, and won't be.
    private(set) var lost: UInt64 = 0

    private var number: Int32
    /// Closes the file, if it is one of ours.
    private var file: Descriptor?
    /// Of a file of ours.
    private let place: OutputPlace?
    private var writer: BackgroundWriter?

    /// The file that `reopen` has made, and what is to be written into the old one before.
    private var next: Descriptor?
    private var beforeNext = OutputBuffer()
    /// Why nothing can be written; standard error says so once.
    private var fault: Errno?
    /// In milliseconds of CLOCK_MONOTONIC: when it is tried again.
    private var nextTry: UInt64 = 0
    /// In milliseconds: how long events may still wait for room before the next `flush`.
    private var patience = OutputFile.longestWait
    /// How far the thread had come when it was last found to stand still.
    private var stillAt: UInt64?

    /// In bytes: what is kept. The piece that is being written comes on top.
    private static var limit: Int { 8 << 20 }
    /// In milliseconds.
    private static var pause: UInt64 { 100 }
    /// In milliseconds: what all events of a batch may wait together.
    private static var longestWait: Int { 100 }

    static func standardOutput() -> OutputFile { OutputFile(number: 1) }
    static func standardError() -> OutputFile { OutputFile(number: 2) }

    private init(number: Int32) {
        self.number = number
        place = nil
    }

    /// A file that only its owner can read: it may come to hold secrets.
    ///
    /// - Parameter append: Keeps what a file of that name holds, and goes on behind it.
    /// - Throws: `Failure` if it can't be made, or is none that we should write to.
    init(_ path: String, append: Bool = false) throws(Failure) {
        if let inherited = try OutputPlace.inherited(path) {
            place = nil
            number = inherited.number
            file = consume inherited
        } else {
            let place = try OutputPlace(path)
            let opened = try place.open(append: append)
            self.place = place
            number = opened.number
            file = consume opened
        }
    }

    /// The terminal that it is; none if it is something else.
    private(set) lazy var terminal = Terminal.of(number)

    /// Makes the file anew if there is no longer this one under its name: it was moved away, to be kept.
    ///
    /// - Returns: Whether it did. What was pending goes into the old one.
    func reopen() throws(Failure) -> Bool {
        guard let place, !place.isName(of: next?.number ?? number) else { return false }
        if writer == nil { try flush() }
        beforeNext.append(pending.bytes.span)
        pending.removeAll()
        next = try place.open(append: true)
        if writer == nil { takeNext() }
        return true
    }

    private func takeNext() {
        guard let new = next.take() else { return }
        number = new.number
        writer?.move(to: number)
        file = consume new
    }

    /// Writes what is pending, or has it written.
    ///
    /// - Throws: `Failure` if it can't be written, for another reason than that nobody reads, or that there is
    ///   no room and `startWriting` was called.
    func flush() throws(Failure) {
        patience = Self.longestWait
        if let writer { return try flush(with: writer) }
        defer { pending.removeAll() }
        guard !isClosed, let errno = writeNow() else { return }
        guard errno == .brokenPipe else { throw failure(errno) }
        isClosed = true
    }

    private func writeNow() -> Errno? {
        // SAFETY: the address and the counts are inside the array, which lives as long as the closure.
        unsafe pending.bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var written = 0
            while written < buffer.count {
                let result = unsafe swiftlet_write(number, base + written, buffer.count - written)
                guard result >= 0 else { return Errno(rawValue: Int32(-result)) }
                written += result
            }
            return nil
        }
    }

    private var name: String {
        place?.shown ?? (number == 2 ? "standard error" : "standard output")
    }

    private func failure(_ errno: Errno) -> Failure {
        Failure(status: ExitStatus.lost, message: "\(name): output can't be written: \(errno)")
    }
}

// In the background.
extension OutputFile {
    /// From now on a thread writes, and `flush` waits for nothing.
    ///
    /// - Parameter done: An eventfd that is counted up when `flush` may have more to do.
    func startWriting(done: Int32) throws(Failure) {
        writer = try BackgroundWriter(to: number, done: done)
    }

    /// Whether another event may be added; if not, it is counted as lost.
    func hasRoom() -> Bool {
        guard !isClosed else { return false }
        guard let writer, isFull, !waitForRoom(writer) else { return true }
        lost += 1
        return false
    }

    private var isFull: Bool { pending.count + beforeNext.count >= Self.limit }

    /// Hands over what is pending as soon as the thread has written what it had. A thread that gets on is
    /// waited for, so that a burst of large events loses none on a disk that is fast enough; one that stands
    /// still, because nobody reads, is not.
    ///
    /// - Returns: Whether there is room.
    private func waitForRoom(_ writer: BackgroundWriter) -> Bool {
        while true {
            if !writer.isBusy {
                guard writer.fault == nil else { return false }
                put(into: writer)
            }
            guard isFull else { return true }
            let written = writer.written
            guard patience > 0, stillAt != written else { return false }
            for _ in 0..<10 where patience > 0 && writer.isBusy && writer.written == written {
                swiftlet_writer_wait()
                patience -= 1
            }
            stillAt = writer.isBusy && writer.written == written ? written : nil
        }
    }

    /// Notes that what has been added is an event: it is written as a whole, or counted as lost.
    func endEvent() {
        writer?.noteEvent(behind: beforeNext.count + pending.count)
    }

    /// How many bytes have been written.
    var written: UInt64 { writer?.written ?? 0 }
    /// Whether `flush` is to be called again though nothing happens.
    var awaitsRoom: Bool { fault?.mayPass ?? false }
    /// Whether no more can be written now.
    var isSettled: Bool {
        guard let writer else { return true }
        return !writer.isBusy
            && (isClosed || writer.fault != nil || (pending.isEmpty && beforeNext.isEmpty))
    }

    /// Does what can be done without waiting, once the thread is done with what it had.
    private func flush(with writer: BackgroundWriter) throws(Failure) {
        guard !writer.isBusy else { return }
        if isClosed || writer.fault == .brokenPipe {
            isClosed = true
            writer.forgetEvents()
            beforeNext.removeAll()
            return pending.removeAll()
        }
        guard let errno = writer.fault else {
            tellOfSuccess()
            return put(into: writer)
        }
        try tell(of: errno)
        guard errno.mayPass, swiftlet_clock_monotonic() / 1_000_000 >= nextTry else { return }
        nextTry = swiftlet_clock_monotonic() / 1_000_000 + Self.pause
        if next != nil {
            // The rest goes into the new file, and begins there with a whole event.
            writer.takeBack()
            takeNext()
        }
        writer.resume()
    }

    /// Hands over what is pending: first what is to be in the old file, if there is a new one.
    private func put(into writer: BackgroundWriter) {
        _ = writer.unwrittenEvents()
        if !beforeNext.isEmpty {
            writer.put(beforeNext)
            return beforeNext.removeAll()
        }
        takeNext()
        guard !pending.isEmpty else { return }
        writer.put(pending)
        pending.removeAll()
    }

    private func tell(of errno: Errno) throws(Failure) {
        guard fault != errno else { return }
        fault = errno
        var failure = failure(errno)
        guard errno.mayPass else { throw failure }
        failure.message += "; what finds no room in 8 MB of memory until it can is lost"
        failure.print()
    }

    private func tellOfSuccess() {
        guard fault != nil else { return }
        fault = nil
        Failure(status: 0, message: "\(name): output is written again").print()
    }

    /// Tries the last time to write what is left.
    func end() throws(Failure) {
        nextTry = 0
        try flush()
    }

    /// Counts what isn't written as lost; a file of ours ends with a whole event then.
    func giveUp() {
        guard let writer, !isClosed else { return }
        lost += UInt64(writer.unwrittenEvents())
        writer.forgetEvents()
        if !writer.isBusy, writer.fault != nil, place != nil { writer.takeBack() }
    }
}

extension Errno {
    /// Whether there may be room later: ENOSPC, EDQUOT, EFBIG (another may shorten the file), EIO.
    fileprivate var mayPass: Bool { [28, 122, 27, 5].contains(rawValue) }
    fileprivate static var brokenPipe: Errno { Errno(rawValue: 32) }
}

extension OutputFile {
    /// Adds text to what is pending.
    func write(_ text: String) {
        for byte in text.utf8 { pending.append(byte) }
    }

    /// Adds a message for a terminal: what it could obey, in a path perhaps, is written as an escape.
    func write(message: String) {
        pending.append(message: Array(message.utf8).span)
    }

    /// Writes what is pending as a message: nobody waits for long who wants to say something.
    func flushMessage() {
        // SAFETY: the buffer is used only inside the closure that it is handed to.
        unsafe pending.bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe swiftlet_write_message(
                number, base.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        pending.removeAll()
    }
}
