import SwiftletKernel
import Testing

/// The summary of a log: texts as kernels write them.
struct VerifierLogTests {
    @Test func reasonInstructionAndSource() {
        let log = VerifierLog(
            """
            0: R1=ctx() R10=fp0
            ; __u32 key = 1; @ a.bpf.c:10
            0: (b7) r1 = 1                        ; R1_w=1
            ; return *value; @ a.bpf.c:12
            7: (79) r0 = *(u64 *)(r0 +0)
            R0 invalid mem access 'map_value_or_null'
            processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0

            """)
        #expect(
            log.summary == """
                  R0 invalid mem access 'map_value_or_null'
                  at instruction 7: (79) r0 = *(u64 *)(r0 +0)
                  source: return *value; @ a.bpf.c:12
                  (4 more lines of the verifier's log)
                """)
    }

    @Test func withoutSourceLines() {
        let log = VerifierLog("0: (95) exit\nR0 !read_ok\n")
        #expect(log.summary == "  R0 !read_ok\n  at instruction 0: (95) exit")
    }

    @Test func aLoopsStatesDoNotHideTheReason() {
        let log = VerifierLog(
            "5: (05) goto pc-1\ninfinite loop detected at insn 5\ncur state: R0=1\nold state: R0=1\n"
        )
        #expect(log.summary.hasPrefix("  infinite loop detected at insn 5\n  at instruction 5: "))
    }

    @Test(arguments: ["", "\n", "processed 0 insns"])
    func nothing(text: String) {
        #expect(VerifierLog(text).summary.contains("no log"))
    }
}
