public import BTF
public import BPFObject
public struct CORERelocation: Sendable { public let instruction: Int
 public init(_ r: BTFRelocationRecord, at: Int, in t: BTFTable) throws(COREError) { instruction = at } }
public enum COREError: Error { case x }
public struct COREPatch: Sendable { public let instruction: Int; public let before, after: Instruction; public let reason: String }
public struct COREResolution: Sendable { public func apply(to i: inout [Instruction], at: Int) throws(COREError) -> [COREPatch] { [] } }
public struct COREResolver: Sendable { public init(local: BTFTable, target: BTFTable) {}
 public func resolve(_ r: CORERelocation) throws(COREError) -> COREResolution { COREResolution() } }
