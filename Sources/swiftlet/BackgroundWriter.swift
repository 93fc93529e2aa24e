internal import ELFLoader
internal import SwiftletShims
internal import Tracer

/// Writes to a file in a thread of its own (Sources/SwiftletShims/writer.h), and tracks which events have
/// been written. Positions are in bytes from the beginning of all output.
// SAFETY: swiftlet_writer_start's memory is never freed, and only written by whoever has the piece.
@safe final class BackgroundWriter {
    private let thread: UnsafeMutablePointer<swiftlet_writer>
    /// The position of the piece that the thread has.
    private var start: UInt64 = 0
    private var count = 0
    /// The end positions of events that may not be written yet, in order.
    private var ends: [UInt64] = []
    /// The end of the last event that is written completely.
    private var boundary: UInt64 = 0

    /// - Parameter done: An eventfd that is incremented when the thread is done with a piece.
    /// - Throws: `Failure` if no thread can be started.
    init(to descriptor: Int32, done: Int32) throws(Failure) {
        guard let thread = unsafe swiftlet_writer_start(descriptor, done) else {
            throw Failure(
                status: ExitStatus.unavailable,
                message: "the thread that writes output can't be started")
        }
        unsafe self.thread = unsafe thread
    }

    /// Whether the thread is writing a piece. If it is, call only the members marked "At any time".
    var isBusy: Bool { unsafe swiftlet_writer_is_busy(thread) != 0 }
    /// Why the piece is not written completely; nil if it is.
    var fault: Errno? {
        unsafe thread.pointee.error == 0 ? nil : Errno(rawValue: thread.pointee.error)
    }
    /// How many bytes have been written. At any time.
    var written: UInt64 { unsafe start + UInt64(swiftlet_writer_written(thread)) }

    /// Records that an event ends this many bytes after what has been handed over. At any time.
    func noteEvent(behind pending: Int) {
        ends.append(start + UInt64(count) + UInt64(pending))
    }

    /// How many events have not been written completely. At any time.
    func unwrittenEvents() -> Int {
        let written = written
        let done = ends.firstIndex { $0 > written } ?? ends.count
        if done > 0 { boundary = ends[done - 1] }
        ends.removeFirst(done)
        return ends.count
    }

    /// Drops the events that haven't been written. At any time.
    func forgetEvents() { ends.removeAll() }

    /// Hands over a piece. If there is no memory for it, it is lost.
    func put(_ buffer: OutputBuffer) {
        start += UInt64(count)
        boundary = start
        // SAFETY: the thread's half copies the bytes before it returns.
        let result = unsafe buffer.bytes.withUnsafeBytes {
            unsafe swiftlet_writer_put(thread, $0.baseAddress, $0.count)
        }
        count = result < 0 ? 0 : buffer.count
    }

    /// Tries to write the rest of the piece.
    func resume() { unsafe swiftlet_writer_go(thread) }

    /// Removes an incomplete event from the end of the file. `resume`
    /// writes the complete event again.
    func takeBack() {
        _ = unwrittenEvents()
        let place = max(boundary, start)
        let partial = Int(written - place)
        guard partial > 0, unsafe swiftlet_shorten(thread.pointee.output, partial) == 0 else {
            return
        }
        unsafe swiftlet_writer_go_back(thread, Int(place - start))
    }

    /// Continues with another file.
    func move(to descriptor: Int32) { unsafe thread.pointee.output = descriptor }
}
