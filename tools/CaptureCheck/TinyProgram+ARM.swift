#if arch(arm64)
    extension TinyProgram {
        /// EM_AARCH64, EM_ARM
        static var machine64: Int { 183 }
        static var machine32: Int { 40 }
        /// EF_ARM_EABI_VER5
        static var flags32: Int { 0x500_0000 }
        /// Where ld.so is, by the ABI.
        static var dynamicLoader: String { "/lib/ld-linux-aarch64.so.1" }

        /// 32-bit arm (EABI).
        static let dump32: [UInt8] = bytes([
            0xe1a0_300d,  // mov r3, sp
            0xe24d_1004,  // sub r1, sp, #4
            0xe581_3000,  // str r3, [r1]
            0xe261_2000,  // 1: rsb r2, r1, #0
            0xe1b0_2a02,  // lsls r2, r2, #20
            0xe1a0_2a22,  // lsr r2, r2, #20
            0x03a0_2a01,  // moveq r2, #4096
            0xe3a0_7004,  // mov r7, #4 (write)
            0xe3a0_00c6,  // mov r0, #198
            0xef00_0000,  // svc #0
            0xe350_0000,  // cmp r0, #0
            0xc081_1000,  // addgt r1, r1, r0
            0xcaff_fff5,  // bgt 1b
            0xe3a0_7001,  // mov r7, #1 (exit)
            0xe3a0_0000,  // mov r0, #0
            0xef00_0000,  // svc #0
        ])

        static let dump64: [UInt8] = bytes([
            0x9100_03e3,  // mov x3, sp
            0xd100_2061,  // sub x1, x3, #8
            0xf900_0023,  // str x3, [x1]
            0xcb01_03e2,  // 1: neg x2, x1
            0xf240_2c42,  // ands x2, x2, #4095
            0x5400_0041,  // b.ne 2f
            0xd282_0002,  // mov x2, #4096
            0xd280_0808,  // 2: mov x8, #64 (write)
            0xd280_18c0,  // mov x0, #198
            0xd400_0001,  // svc #0
            0xf100_001f,  // cmp x0, #0
            0x5400_006d,  // b.le 3f
            0x8b00_0021,  // add x1, x1, x0
            0x17ff_fff6,  // b 1b
            0xd280_0bc8,  // 3: mov x8, #94 (exit_group)
            0xd280_0000,  // mov x0, #0
            0xd400_0001,  // svc #0
        ])

        static let relay32: [UInt8] = bytes([
            0xe59d_3000,  // ldr r3, [sp]
            0xe28d_1004,  // add r1, sp, #4 (argv)
            0xe081_2103,  // add r2, r1, r3, lsl #2
            0xe282_2004,  // add r2, r2, #4 (envp)
            0xe28f_0010,  // add r0, pc, #16: behind the code
            0xe3a0_700b,  // mov r7, #11 (execve)
            0xef00_0000,  // svc #0
            0xe3a0_7001,  // mov r7, #1 (exit)
            0xe3a0_0063,  // mov r0, #99
            0xef00_0000,  // svc #0
        ])

        /// udf #0
        static let crash: [UInt8] = bytes([0])

        private static func bytes(_ words: [UInt32]) -> [UInt8] {
            words.flatMap { word in
                (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
            }
        }
    }
#endif
