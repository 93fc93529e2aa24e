import SwiftletOptions
import Testing

struct ByteStringTests {
    @Test func bytesStayAndAreShown() {
        let bytes: [UInt8] = [0x61, 0xff, 0x00, 0xc3, 0xa4]
        #expect(ByteString(bytes).bytes == bytes)
        #expect(ByteString(bytes).shown == "a\u{fffd}\0ä")
        #expect(ByteString(bytes).text == nil)
        #expect(ByteString("ä").text == "ä")
        // U+FFFD itself is text.
        #expect(ByteString("\u{fffd}").text == "\u{fffd}")
        #expect(ByteString([0x61, 0xff]).withCString { String(cString: $0).utf8.count } == 4)
    }
}
