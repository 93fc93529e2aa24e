public enum OwnRingBuffer { public static var name: String { "RingBuffer" } }
