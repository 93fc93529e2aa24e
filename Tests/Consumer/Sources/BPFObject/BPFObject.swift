public enum OwnBPFObject { public static var name: String { "BPFObject" } }
