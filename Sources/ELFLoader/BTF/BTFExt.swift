// .BTF.ext: information about single instructions rather than types.
//
//     header   ┌───────┬─────┬───────┬─────────┬─────────────────┬─────────────────┬─────────────────┐
//              │ magic │ ver │ flags │ hdr_len │ func_info       │ line_info       │ core_relo       │
//              └───────┴─────┴───────┴─────────┤ off, len        │ off, len        │ off, len        │
//     byte     0       2     3       4         8─────────────────16────────────────24────────────────┘
//
//     each     ┌──────────┬──────────────┬──────────┬───────────────────────┬──────────────┬────
//              │ rec_size │ sec_name_off │ num_info │ num_info × rec_size   │ sec_name_off │ …
//              └──────────┴──────────────┴──────────┴───────────────────────┴──────────────┴────
//
//     records  func_info   insn_off, type_id
//              line_info   insn_off, file_name_off, line_off, line << 10 | column
//              core_relo   insn_off, type_id, access_str_off, kind
//
// A record may be longer than the fields known today; `rec_size` is the distance to the next one.
// Names are offsets into the strings of the object's `.BTF`.
//
// Authority: Documentation/bpf/btf.rst; struct bpf_core_relo in include/uapi/linux/bpf.h.
// From an object's `.BTF.ext` section (ELF/). The functions and lines go to the kernel with each
// program (Loader/), the relocations to CORE/.

/// The function, line and CO-RE relocation records of an object, by ELF section.
package struct BTFExt: Sendable {
    package let functions: [BTFExtSection<BTFFunctionRecord>]
    package let lines: [BTFExtSection<BTFLineRecord>]
    package let relocations: [BTFExtSection<BTFRelocationRecord>]

    /// The function records of the section named `name`; empty if there is no such section.
    package func functions(in name: String) -> [BTFFunctionRecord] {
        for section in functions where section.name == name { return section.records }
        return []
    }

    /// The line records of the section named `name`; empty if there is no such section.
    package func lines(in name: String) -> [BTFLineRecord] {
        for section in lines where section.name == name { return section.records }
        return []
    }

    /// The relocation records of the section named `name`; empty if there is no such section.
    package func relocations(in name: String) -> [BTFRelocationRecord] {
        for section in relocations where section.name == name { return section.records }
        return []
    }
}

/// The records of one kind that belong to one ELF section.
package struct BTFExtSection<Record: Sendable>: Sendable {
    /// The name of the ELF section.
    package let name: String
    /// The records in file order.
    package let records: [Record]
}
