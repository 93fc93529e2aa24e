// listing 1
import ELFLoader
// end of listing
import Testing

extension ArticleTests {
    @Test func readARingBuffer() throws {
        try withObject {
            // listing 1
            let object = try ObjectSpec(contentsOf: "execs.bpf.o").load()
            let link = try object.programs["on_exec"].attach()
            let events = try object.maps["events"]
            var reader = try events.ringBuffer()
            // end of listing
            defer { link.detach() }
            try startSomething()

            // listing 2
            try reader.consume { (record) throws(BytesError) in
                let pid = try record.load(UInt32.self, at: 0, .host)
                let comm = try record.text(at: 4, count: 16)
                print("\(pid) \(comm)")
            }
            // end of listing

            try startSomething()
            var read = 0
            var isEnough: Bool { read > 0 }
            // listing 3
            var poller = try RingBufferPoller()
            try poller.add(events)
            while !isEnough {
                if try poller.wait(timeoutMilliseconds: 1000).isEmpty { continue }
                read += reader.consume { record in
                    print("\(record.byteCount) bytes")
                }
            }
            // end of listing
            #expect(read > 0)

            // listing 4
            if let fault = reader.fault { throw fault }
            // end of listing
        }
    }
}
