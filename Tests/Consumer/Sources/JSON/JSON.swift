public enum OwnJSON { public static var name: String { "JSON" } }
