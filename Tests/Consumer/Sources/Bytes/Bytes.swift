public enum OwnBytes { public static var name: String { "Bytes" } }
