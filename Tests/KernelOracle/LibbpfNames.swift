import Foundation

/// What libbpf makes of section names: the oracle of our table of them.
public enum LibbpfNames {
    /// `enum bpf_prog_type` and `enum bpf_attach_type`.
    public struct Kind: Equatable {
        public let type: UInt32
        public let attachType: UInt32
    }

    private typealias TypeByName =
        @convention(c) (
            UnsafePointer<CChar>, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>
        ) -> Int32

    /// libbpf_prog_type_by_name of the installed libbpf (bpftool depends on it); nil for a name that it
    /// doesn't know.
    public static func kind(ofSection name: String) throws -> Kind? {
        // Kept open: other threads may be in it.
        guard let library = dlopen("libbpf.so.1", RTLD_NOW),
            let symbol = dlsym(library, "libbpf_prog_type_by_name")
        else {
            throw Bpftool.Failure(description: "no libbpf.so.1: install the package bpftool")
        }
        let typeByName = unsafeBitCast(symbol, to: TypeByName.self)
        var type: UInt32 = 0
        var attachType: UInt32 = 0
        guard typeByName(name, &type, &attachType) == 0 else { return nil }
        return Kind(type: type, attachType: attachType)
    }
}
