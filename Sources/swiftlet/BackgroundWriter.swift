internal import ELFLoader
internal import SwiftletShims
internal import Tracer

/// Writes to a file in a thread of its own (Sources/SwiftletShims/writer.h), and knows which events have
/// been written: places are counted in bytes from the beginning of all output.
// SAFETY: swiftlet_writer_start's memory is never freed, and only written by whoever has the piece.
@safe final class BackgroundWriter {
    private let thread: UnsafeMutablePointer<swiftlet_writer>
    /// Where the piece begins that the thread has.
    private var start: UInt64 = 0
    private var count = 0
    /// Where events end that may not be written yet, in order.
    private var ends: [UInt64] = []
    /// The last place that is written and behind an event.
    private var boundary: UInt64 = 0

    /// - Parameter done: An eventfd that is counted up when a piece is done with.
    /// - Throws: `Failure` if there is no thread to be had.
    init(to descriptor: Int32, done: Int32) throws(Failure) {
        guard let thread = unsafe swiftlet_writer_start(descriptor, done) else {
            throw Failure(
                status: ExitStatus.unavailable,
                message: "no thread can be started that writes output")
        }
        unsafe self.thread = unsafe thread
    }

    /// Whether the thread has a piece that it is writing. What follows is then not to be called, unless it says so.
    var isBusy: Bool { unsafe swiftlet_writer_is_busy(thread) != 0 }
    /// Why the piece is not written as a whole; nil if it is.
    var fault: Errno? {
        unsafe thread.pointee.error == 0 ? nil : Errno(rawValue: thread.pointee.error)
    }
    /// How many bytes have been written. At any time.
    var written: UInt64 { unsafe start + UInt64(swiftlet_writer_written(thread)) }

    /// Notes that an event ends behind what has been handed over and as many bytes more. At any time.
    func noteEvent(behind pending: Int) {
        ends.append(start + UInt64(count) + UInt64(pending))
    }

    /// Events that have not been written as a whole. At any time.
    func unwrittenEvents() -> Int {
        let written = written
        let done = ends.firstIndex { $0 > written } ?? ends.count
        if done > 0 { boundary = ends[done - 1] }
        ends.removeFirst(done)
        return ends.count
    }

    /// Forgets the events that haven't been written. At any time.
    func forgetEvents() { ends.removeAll() }

    /// Hands over a piece; without memory for it, it is lost.
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

    /// Takes the beginning of an event, whose end couldn't be written, from the end of the file. `resume`
    /// writes it as a whole.
    func takeBack() {
        _ = unwrittenEvents()
        let place = max(boundary, start)
        let partial = Int(written - place)
        guard partial > 0, unsafe swiftlet_shorten(thread.pointee.output, partial) == 0 else {
            return
        }
        unsafe swiftlet_writer_go_back(thread, Int(place - start))
    }

    /// Goes on with another file.
    func move(to descriptor: Int32) { unsafe thread.pointee.output = descriptor }
}
