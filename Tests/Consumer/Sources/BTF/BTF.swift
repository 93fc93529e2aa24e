public enum OwnBTF { public static var name: String { "BTF" } }
