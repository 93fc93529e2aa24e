internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims
internal import Tracer

/// An output of events. Events are collected and written in one piece after each batch.
///
/// At first `flush` waits until everything is written. After `startWriting` it waits for nothing: while the reader
/// sleeps or the disk is full, output is kept up to a limit. Events beyond the limit are left out and
/// counted.
final class OutputFile {
    /// Bytes to be written with the next `flush`.
    var pending = OutputBuffer()
    /// Nobody reads any more (EPIPE): further output is dropped, as with `| head`.
    private(set) var isClosed = false
    /// How many events are not in the file and won't be.
    private(set) var lost: UInt64 = 0

    private var number: Int32
    /// Closes the file, if this process opened it.
    private var file: Descriptor?
    /// Set if this process opened the file.
    private let place: OutputPlace?
    private var writer: BackgroundWriter?

    /// The file that `reopen` created, and what must be written to the old one first.
    private var next: Descriptor?
    private var beforeNext = OutputBuffer()
    /// Why nothing can be written. Standard error reports this once.
    private var fault: Errno?
    /// When to try again, in milliseconds of CLOCK_MONOTONIC.
    private var nextTry: UInt64 = 0
    /// How long events may still wait for room before the next `flush`, in milliseconds.
    private var patience = OutputFile.longestWait
    /// How many bytes the thread had written when it last made no progress.
    private var stillAt: UInt64?

    /// How much output is kept, in bytes, in addition to the piece that is being written.
    private static var limit: Int { 8 << 20 }
    /// In milliseconds.
    private static var pause: UInt64 { 100 }
    /// How long all events of a batch together may wait, in milliseconds.
    private static var longestWait: Int { 100 }

    static func standardOutput() -> OutputFile { OutputFile(number: 1) }
    static func standardError() -> OutputFile { OutputFile(number: 2) }

    private init(number: Int32) {
        self.number = number
        place = nil
    }

    /// Opens a file that only its owner can read, because it may contain secrets.
    ///
    /// - Parameter append: Append to an existing file.
    /// - Throws: `Failure` if it can't be created, or must not be written to.
    init(_ path: ByteString, append: Bool = false) throws(Failure) {
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

    /// The properties of the terminal, if it is one.
    private(set) lazy var terminal = Terminal.of(number)

    /// Creates a new file if this one was moved away (log rotation).
    ///
    /// - Returns: Whether it did. Pending output goes to the old file.
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

    /// Writes pending output, or hands it to the thread.
    ///
    /// - Throws: `Failure` if it can't be written. A missing reader is no error, nor, after `startWriting`, is a
    ///   full disk.
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
    /// Starts the thread that writes from now on; `flush` then waits for nothing.
    ///
    /// - Parameter done: An eventfd that is incremented when `flush` may have more to do.
    func startWriting(done: Int32) throws(Failure) {
        writer = try BackgroundWriter(to: number, done: done)
    }

    /// Whether another event may be added. If not, it is counted as lost.
    func hasRoom() -> Bool {
        guard !isClosed else { return false }
        guard let writer, isFull, !waitForRoom(writer) else { return true }
        lost += 1
        return false
    }

    private var isFull: Bool { pending.count + beforeNext.count >= Self.limit }

    /// Hands over pending output as soon as the thread has written its piece. Waits for a thread that makes
    /// progress, so that a burst of large events loses none on a disk that is fast enough, but not for one that
    /// makes none because nobody reads.
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

    /// Marks the end of an event, which is then written completely or counted as lost.
    func endEvent() {
        writer?.noteEvent(behind: beforeNext.count + pending.count)
    }

    /// How many bytes have been written.
    var written: UInt64 { writer?.written ?? 0 }
    /// Whether `flush` must be called again even if nothing happens.
    var awaitsRoom: Bool { fault?.mayPass ?? false }
    /// Whether no more can be written now.
    var isSettled: Bool {
        guard let writer else { return true }
        return !writer.isBusy
            && (isClosed || writer.fault != nil || (pending.isEmpty && beforeNext.isEmpty))
    }

    /// Does what is possible without waiting, once the thread is done with its piece.
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
            // The rest goes to the new file, and begins there with a complete event.
            writer.takeBack()
            takeNext()
        }
        writer.resume()
    }

    /// Hands over pending output: if there is a new file, first what belongs in the old one.
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
        Failure(status: 0, message: "\(name): output can be written again").print()
    }

    /// Tries one last time to write what is left.
    func end() throws(Failure) {
        nextTry = 0
        try flush()
    }

    /// Counts unwritten events as lost. A file that this process opened then ends with a complete event.
    func giveUp() {
        guard let writer, !isClosed else { return }
        lost += UInt64(writer.unwrittenEvents())
        writer.forgetEvents()
        if !writer.isBusy, writer.fault != nil, place != nil { writer.takeBack() }
    }
}

extension Errno {
    /// Whether a later attempt may succeed: ENOSPC, EDQUOT, EFBIG (somebody may shorten the file), EIO.
    fileprivate var mayPass: Bool { [28, 122, 27, 5].contains(rawValue) }
    fileprivate static var brokenPipe: Errno { Errno(rawValue: 32) }
}

extension OutputFile {
    /// Adds text to the pending output.
    func write(_ text: String) {
        for byte in text.utf8 { pending.append(byte) }
    }

    /// Adds a message for a terminal. Control characters, which a path may contain, become escapes.
    func write(message: String) {
        pending.append(message: Array(message.utf8).span)
    }

    /// Writes the pending message, and does not wait long for a reader.
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
