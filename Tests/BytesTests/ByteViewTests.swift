import SwiftletBytes
import Testing

struct ByteViewTests {
    let view = ByteView([0x01, 0x02, 0x03, 0x04, 0x61, 0x62, 0x00, 0x63])

    @Test func loadsBothByteOrdersAtAnyAlignment() throws {
        #expect(try view.load(UInt32.self, at: 0, .little) == 0x0403_0201)
        #expect(try view.load(UInt32.self, at: 0, .big) == 0x0102_0304)
        #expect(try view.load(UInt16.self, at: 1, .little) == 0x0302)
        #expect(try view.load(UInt8.self, at: 7, .big) == 0x63)
    }

    @Test(arguments: [-1, 5, 8, 9, Int.max, Int.min])
    func refusesToReadPastTheEnd(offset: Int) {
        #expect(throws: BytesError.outOfBounds(offset: offset, count: 4, available: 8)) {
            try view.load(UInt32.self, at: offset, .little)
        }
    }

    @Test func slicesAreBounded() throws {
        let slice = try view.slice(at: 4, count: 3)
        #expect(slice.bytes == [0x61, 0x62, 0x00])
        #expect(throws: BytesError.outOfBounds(offset: 0, count: 4, available: 3)) {
            try slice.load(UInt32.self, at: 0, .little)
        }
        #expect(throws: BytesError.outOfBounds(offset: 4, count: Int.max, available: 8)) {
            try view.slice(at: 4, count: .max)
        }
        #expect(try view.slice(at: 8, count: 0).isEmpty)
    }

    @Test func stringsEndAtNUL() throws {
        #expect(try view.string(at: 4) == "ab")
        #expect(try view.string(at: 6) == "")
        #expect(view.string(at: 4, is: "ab"))
        #expect(!view.string(at: 4, is: "a"))
        #expect(!view.string(at: 4, is: "abc"))
        #expect(throws: BytesError.unterminatedString(offset: 7)) { try view.string(at: 7) }
        #expect(throws: BytesError.outOfBounds(offset: 8, count: 1, available: 8)) {
            try view.string(at: 8)
        }
    }

    @Test func adoptedMemoryIsReleasedOnceWithTheLastView() async throws {
        await confirmation("released") { released in
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
            memory.initializeMemory(as: UInt8.self, repeating: 7)
            let address = UnsafeRawPointer(memory.baseAddress!)
            var view: ByteView? = ByteView(
                ByteRegion(adopting: address, count: 4) { base, count in
                    #expect(count == 4)
                    UnsafeMutableRawPointer(mutating: base).deallocate()
                    released()
                })
            let slice = try? view?.slice(at: 1, count: 2)
            view = nil
            #expect(slice?.bytes == [7, 7])
        }
    }
}
