extension String {
    /// With the letters a to z as capitals. `uppercased()` would bring Unicode's tables into the static file.
    var inCapitals: String {
        String(
            decoding: utf8.map { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & 0xdf : byte
            }, as: UTF8.self)
    }
}
