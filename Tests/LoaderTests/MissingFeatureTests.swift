import Foundation
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

@testable import ELFLoader

/// What is said of a kernel that lacks something. That it is said on kernels which do is for
/// tools/LoaderCheck, run by make vmtest.
struct MissingFeatureTests {
    /// The header that the kernel's authors write: `FN(loop)`, counted from `FN(unspec)` on, or
    /// `FN(loop, 181, ##ctx)` since Linux 6.1.
    @Test func helpersHaveTheNamesOfTheHeader() throws {
        let header = try String(contentsOfFile: "/usr/include/linux/bpf.h", encoding: .utf8)
        var checked = 0
        var next: Int32 = 0
        for line in header.split(separator: "\n") {
            guard let start = line.range(of: "\tFN(")?.upperBound else { continue }
            let fields = line[start...].split { $0 == "," || $0 == ")" }
            let name = try #require(fields.first)
            let number =
                fields.count > 1
                ? Int32(fields[1].trimmingCharacters(in: .whitespaces)) ?? next : next
            next = number + 1
            if number > 0 { #expect(HelperFunction.name(number) == "bpf_\(name)") }
            guard let helper = HelperFunction(number) else { continue }
            #expect(helper.name == "bpf_\(name)")
            checked += 1
        }
        // As many as Linux 5.19 has; Debian 12's header is of 6.1.
        #expect(checked >= 40, "\(checked) helpers in /usr/include/linux/bpf.h")
    }

    @Test func helpersThatAllKernelsHaveAreNotNamed() {
        #expect(HelperFunction(1) == nil)
        #expect(HelperFunction(155) == nil)
        #expect(HelperFunction(156)?.since == "5.11")
        #expect(HelperFunction(181)?.since == "5.17")
        #expect(HelperFunction(211)?.since == "6.2")
        #expect(HelperFunction(212) == nil)
        #expect(HelperFunction(-1) == nil)
        #expect(HelperFunction(.max) == nil)
        #expect(HelperFunction.name(1) == "bpf_map_lookup_elem")
        #expect(HelperFunction.name(155) == "bpf_redirect_peer")
        #expect(HelperFunction.name(211) == "bpf_cgrp_storage_delete")
        for number in [0, 212, -1, .max, .min] as [Int32] { #expect(HelperFunction.name(number) == nil) }
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func noHelperIsLackingThatHasAnotherType() {
        // bpf_get_stackid and bpf_loop are not for socket filters, or are; they exist.
        #expect(!KernelFeatures.lacks(helper: 27))
        #expect(!KernelFeatures.lacks(helper: 181))
        #expect(KernelFeatures.lacks(helper: 9999))
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func aPoisonedAccessSaysWhichField() throws {
        let error = #expect(throws: LoadError.self) {
            try Fixture.load("kernel_kinds") { try $0.setLoaded("reads_no_such_field", true) }
        }
        guard case .kernel(.rejected("reads_no_such_field", _, let log)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(log.explanation?.contains("task_struct.no_such_field") == true)
        #expect(log.summary.hasPrefix("  the program gets to what this kernel lacks: "))
    }
}
