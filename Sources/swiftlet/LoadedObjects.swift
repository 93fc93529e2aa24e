internal import ELFLoader
internal import SwiftletInspect
internal import Tracer

/// The programs, maps and links in the kernel, whoever loaded them.
struct LoadedObjects {
    private var programs: [(info: ProgramInfo, maps: [UInt32], memory: UInt64?)] = []
    private var maps: [(info: MapInfo, memory: UInt64?)] = []
    private var links: [LinkInfo] = []
    private let kinds: [Kernel.ObjectKind]
    private let holders: ObjectHolders
    private let pins: ObjectPins

    /// - Parameter only: The kind to list; nil for all.
    init(_ only: Kernel.ObjectKind?) throws(KernelError) {
        kinds = only.map { [$0] } ?? [.program, .map, .link]
        // An id is asked for first: without the privilege, the kernel's answer is the error.
        _ = try Kernel.nextID(of: kinds[0], after: 0)
        holders = ObjectHolders()
        pins = ObjectPins()
        for kind in kinds {
            var last: UInt32 = 0
            while let id = try Kernel.nextID(of: kind, after: last) {
                last = id
                // Objects may go away at any time.
                guard let object = try Kernel.open(kind, id: id) else { continue }
                let memory = kind == .link ? nil : Kernel.memory(of: object.number)
                switch kind {
                case .program:
                    programs.append(
                        (
                            try Kernel.programInfo(object.number, name: "\(id)"),
                            try Kernel.programMaps(object.number, name: "\(id)"), memory
                        ))
                case .map: maps.append((try Kernel.mapInfo(object.number, name: "\(id)"), memory))
                case .link: links.append(try Kernel.linkInfo(object.number, name: "\(id)"))
                case .btf: break
                }
            }
        }
    }

    // MARK: - Text

    /// Columns for people, with a heading for each kind if there are several.
    var text: String {
        var text = ""
        for kind in kinds {
            if kinds.count > 1 { text += (text.isEmpty ? "" : "\n") + "\(Self.title(kind))\n" }
            listing(kind).append(to: &text)
        }
        return text
    }

    private static func title(_ kind: Kernel.ObjectKind) -> StaticString {
        switch kind {
        case .program: "programs"
        case .map: "maps"
        default: "links"
        }
    }

    private func listing(_ kind: Kernel.ObjectKind) -> Listing {
        var listing: Listing
        switch kind {
        case .program:
            listing = Listing("programs", ["id", "type", "name", "tag", "memory", "held by"])
            for (info, _, memory) in programs {
                listing.rows.append([
                    .number(UInt64(info.id)), .text(ProgramType(rawValue: info.type).name),
                    .text(info.name), .text(info.tag), Self.cell(memory),
                    .text(held(.program, info.id)),
                ])
            }
        case .map:
            listing = Listing(
                "maps", ["id", "type", "name", "key", "value", "entries", "memory", "held by"])
            for (info, memory) in maps {
                listing.rows.append([
                    .number(UInt64(info.id)), .text(MapType(rawValue: info.type).name),
                    .text(info.name), .number(UInt64(info.keySize)),
                    .number(UInt64(info.valueSize)), .number(UInt64(info.maxEntries)),
                    Self.cell(memory), .text(held(.map, info.id)),
                ])
            }
        default:
            listing = Listing("links", ["id", "type", "program", "held by"])
            for info in links {
                listing.rows.append([
                    .number(UInt64(info.id)), .text(Self.linkType(info.type)),
                    .number(UInt64(info.program)), .text(held(.link, info.id)),
                ])
            }
        }
        return listing
    }

    private static func cell(_ number: UInt64?) -> Listing.Cell {
        number.map { .number($0) } ?? .absent
    }

    /// `123 swiftlet`, and how many others; the first pin if no process holds it.
    private func held(_ kind: Kernel.ObjectKind, _ id: UInt32) -> String {
        let found = holders.holders(of: kind, id)
        guard let first = found.first else { return pins.paths(of: kind, id).first ?? "-" }
        let others = found.count > 1 ? " and \(found.count - 1) more" : ""
        return "\(first.process) \(first.command)" + others
    }

    /// The kernel's name in lower case, as bpftool prints it (`enum bpf_link_type`).
    private static func linkType(_ type: UInt32) -> String {
        let names: [StaticString] = [
            "unspec", "raw_tracepoint", "tracing", "cgroup", "iter", "netns", "xdp", "perf_event",
            "kprobe_multi", "struct_ops", "netfilter", "tcx", "uprobe_multi", "netkit", "sockmap",
        ]
        return Int(type) < names.count ? "\(names[Int(type)])" : "link type \(type)"
    }

    // MARK: - JSON

    /// One JSON object on one line.
    func append(to buffer: inout OutputBuffer) {
        buffer.beginObject()
        for kind in kinds {
            buffer.key(Self.title(kind))
            buffer.beginArray()
            switch kind {
            case .program:
                for (info, maps, memory) in programs {
                    buffer.beginObject()
                    buffer.member("id", info.id)
                    buffer.member("type", text: ProgramType(rawValue: info.type).name)
                    buffer.member("name", text: info.name)
                    buffer.member("tag", text: info.tag)
                    buffer.member("instructions", info.translatedInstructions)
                    buffer.member("machine_code_size", info.machineCodeSize)
                    buffer.member("uid", info.user)
                    buffer.member("run_count", info.runCount)
                    buffer.member("run_time_ns", info.runTime)
                    buffer.key("maps")
                    buffer.beginArray()
                    for map in maps { buffer.value(map) }
                    buffer.endArray()
                    finish(kind, info.id, memory, &buffer)
                }
            case .map:
                for (info, memory) in maps {
                    buffer.beginObject()
                    buffer.member("id", info.id)
                    buffer.member("type", text: MapType(rawValue: info.type).name)
                    buffer.member("name", text: info.name)
                    buffer.member("key_size", info.keySize)
                    buffer.member("value_size", info.valueSize)
                    buffer.member("max_entries", info.maxEntries)
                    buffer.member("flags", info.flags)
                    finish(kind, info.id, memory, &buffer)
                }
            default:
                for info in links {
                    buffer.beginObject()
                    buffer.member("id", info.id)
                    buffer.member("type", text: Self.linkType(info.type))
                    buffer.member("program", info.program)
                    finish(kind, info.id, nil, &buffer)
                }
            }
            buffer.endArray()
        }
        buffer.endLine()
    }

    /// The memory and the holders, then the end of the object.
    private func finish(
        _ kind: Kernel.ObjectKind, _ id: UInt32, _ memory: UInt64?, _ buffer: inout OutputBuffer
    ) {
        if kind != .link {
            buffer.key("memory")
            if let memory { buffer.value(memory) } else { buffer.nullValue() }
        }
        buffer.key("held_by")
        buffer.beginArray()
        for holder in holders.holders(of: kind, id) {
            buffer.beginObject()
            buffer.member("pid", holder.process)
            buffer.member("command", text: holder.command)
            buffer.endObject()
        }
        buffer.endArray()
        buffer.key("pinned")
        buffer.beginArray()
        for path in pins.paths(of: kind, id) { buffer.value(Array(path.utf8).span) }
        buffer.endArray()
        buffer.endObject()
    }
}
