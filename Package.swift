// swift-tools-version: 6.2
// The targets are the architecture: each folder of the loader is a target, so that SwiftPM refuses
// an import against the direction of the arrows (ARCHITECTURE.md).
import PackageDescription

/// What every target is held to.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Tests may reach into memory freely; the rest holds for them too.
let tests: [SwiftSetting] = Array(strict.dropFirst())

/// For the two targets that hand out a view into memory that they do not own.
let lifetimes: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

/// One chapter of the loader: a folder of Sources/ELFLoader.
func chapter(
    _ name: String, folder: String? = nil, needs dependencies: [Target.Dependency] = [],
    rooms: [String] = [], settings: [SwiftSetting] = strict
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/ELFLoader/\(folder ?? name)",
        exclude: ["README.md"] + rooms.map { $0 + "/README.md" }, swiftSettings: settings)
}

/// A product that only the trait OTLP needs.
func networkProduct(_ name: String, of package: String) -> Target.Dependency {
    .product(name: name, package: package, condition: .when(traits: ["OTLP"]))
}

let package = Package(
    name: "swiftlet",
    products: [
        .library(name: "ELFLoader", targets: ["ELFLoader"]),
        .library(name: "Tracer", targets: ["Tracer", "TracerPipeline", "TracerReplay"]),
        .executable(name: "swiftlet", targets: ["swiftlet"]),
        .executable(name: "capture-check", targets: ["capture-check"]),
    ],
    traits: [
        .trait(name: "OTLP", description: "Spans sent over the network (--otlp): make release.")
    ],
    dependencies: [
        // Only for the trait: without it these are neither fetched nor built.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        // Its traits need all of Foundation, and with that 40 MB of tables for every language.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    ],
    targets: [
        // C headers, no C code to compile.
        .systemLibrary(name: "SwiftletShims", path: "Sources/SwiftletShims"),
        .systemLibrary(name: "TracerWire", path: "bpf"),

        // The loader, in reading order.
        chapter("SwiftletBytes", folder: "Bytes", settings: lifetimes),
        chapter("SwiftletELF", folder: "ELF", needs: ["SwiftletBytes"]),
        chapter("SwiftletBTF", folder: "BTF", needs: ["SwiftletBytes"]),
        chapter(
            "SwiftletObject", folder: "Object",
            needs: ["SwiftletBytes", "SwiftletELF", "SwiftletBTF"]),
        chapter(
            "SwiftletCORE", folder: "CORE",
            needs: ["SwiftletBytes", "SwiftletBTF", "SwiftletObject"]),
        chapter("SwiftletKernel", folder: "Kernel", needs: ["SwiftletShims"]),
        chapter(
            "SwiftletRing", folder: "RingBuffer", needs: ["SwiftletShims", "SwiftletKernel"],
            settings: lifetimes),
        chapter(
            "ELFLoader", folder: "Loader",
            needs: [
                "SwiftletBytes", "SwiftletELF", "SwiftletBTF", "SwiftletObject", "SwiftletCORE",
                "SwiftletKernel", "SwiftletRing",
            ],
            rooms: ["Plan", "Load", "Maps", "Attach", "USDT", "Kconfig", "Features"]),

        // The tracer.
        .target(
            name: "TracerCapture", dependencies: ["TracerWire"], path: "Sources/Tracer/Capture",
            swiftSettings: lifetimes),
        .target(
            name: "TracerSecrets", dependencies: ["TracerCapture"], path: "Sources/Tracer/Secrets",
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "TracerOutput", dependencies: ["TracerCapture"], path: "Sources/Tracer/Output",
            exclude: ["", "Buffer/", "JSON/", "Text/", "Tree/"].map { $0 + "README.md" },
            swiftSettings: strict),
        .target(
            name: "TracerSpans", dependencies: ["TracerCapture", "TracerOutput", "TracerSecrets"],
            path: "Sources/Tracer/Spans", swiftSettings: strict),
        .target(
            name: "Tracer",
            dependencies: [
                "ELFLoader", "TracerCapture", "TracerOutput", "TracerSecrets", "TracerWire",
                "SwiftletShims",
            ],
            path: "Sources/Tracer/Session", swiftSettings: strict, plugins: ["CompileBPF"]),

        // OpenTelemetry. What needs the network, or the packages for it, is inside #if OTLP.
        .systemLibrary(name: "SwiftletZlib", path: "Sources/OTLP/CZlib"),
        .target(
            name: "OTLPProtobuf",
            dependencies: [networkProduct("SwiftProtobuf", of: "swift-protobuf")],
            path: "Sources/OTLP/Protobuf"),
        .target(
            name: "OTLPExport",
            dependencies: [
                "TracerCapture", "TracerOutput", "TracerSpans", "OTLPProtobuf", "SwiftletZlib",
                "SwiftletShims",
                networkProduct("AsyncHTTPClient", of: "async-http-client"),
                networkProduct("NIOCore", of: "swift-nio"),
                networkProduct("NIOHTTP1", of: "swift-nio"),
                networkProduct("NIOPosix", of: "swift-nio"),
                networkProduct("NIOSSL", of: "swift-nio-ssl"),
                networkProduct("SwiftProtobuf", of: "swift-protobuf"),
            ],
            path: "Sources/OTLP/Export", swiftSettings: strict),

        .target(
            name: "TracerReplay", dependencies: ["TracerCapture", "TracerOutput", "SwiftletJSON"],
            path: "Sources/Tracer/Replay", swiftSettings: strict),

        .target(
            name: "TracerPictures", dependencies: ["TracerCapture", "TracerOutput"],
            path: "Sources/Tracer/Pictures", swiftSettings: strict),

        .target(
            name: "TracerRules", dependencies: ["TracerCapture", "TracerOutput", "SwiftletYAML"],
            path: "Sources/Tracer/Rules", swiftSettings: strict),

        .target(
            name: "TracerPipeline",
            dependencies: [
                "TracerCapture", "TracerOutput", "TracerPictures", "TracerRules", "TracerSecrets",
                "TracerSpans",
            ],
            path: "Sources/Tracer/Pipeline", swiftSettings: strict),

        // Values of YAML, of configuration files.
        .target(name: "SwiftletYAML", path: "Sources/YAML", swiftSettings: strict),

        // Values of JSON, read strictly: of recorded runs, and by the capture check.
        .target(name: "SwiftletJSON", path: "Sources/JSON", swiftSettings: strict),

        // The command line.
        .target(
            name: "SwiftletOptions", path: "Sources/Options", exclude: ["README.md"],
            swiftSettings: strict),
        .target(name: "EarlyStart"),
        .executableTarget(
            name: "swiftlet",
            dependencies: [
                "EarlyStart", "SwiftletOptions", "Tracer", "TracerPipeline", "TracerReplay", "TracerPictures",
                "TracerRules",
                "TracerSpans", "OTLPExport", "ELFLoader", "SwiftletShims",
            ],
            swiftSettings: strict),

        // bpf/*.bpf.c → object bytes in the binary.
        .executableTarget(name: "EmbedBPF", swiftSettings: strict),
        .plugin(name: "CompileBPF", capability: .buildTool(), dependencies: ["EmbedBPF"]),

        // Does the tracer tell the truth? Random execs, compared byte for byte.
        .target(name: "CaptureCheckChild", path: "tools/CaptureCheckChild"),
        .executableTarget(
            name: "capture-check", dependencies: ["CaptureCheckChild", "SwiftletJSON"],
            path: "tools/CaptureCheck",
            swiftSettings: strict),

        // Does the loader do what it should, on the kernel that runs? Static, for other kernels.
        .executableTarget(
            name: "loader-check", dependencies: ["ELFLoader", "ProbedFunctions"],
            path: "tools/LoaderCheck",
            swiftSettings: strict),

        // What our loader and libbpf ask of bpf(2) for other people's objects: tools/conformance.
        .target(name: "CallRecorder", path: "tools/CallRecorder"),
        .executableTarget(
            name: "conformance", dependencies: ["ELFLoader", "CallRecorder"],
            path: "tools/ConformanceRun", swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-Xlinker", "--wrap=syscall"])]),

        // What tools/bench measures beside libbpf: the ring and the kernel's types.
        .target(name: "LoaderBenchLoad", path: "tools/bench/loader/load"),
        .executableTarget(
            name: "loader-bench", dependencies: ["ELFLoader", "LoaderBenchLoad"],
            path: "tools/bench/loader", exclude: ["libbpf.c", "ring.bpf.c", "load"],
            sources: ["LoaderBench.swift"], swiftSettings: strict),

        // Records of adversarial shapes, and of ordinary processes, for the instructions that they take to be
        // counted.
        .executableTarget(
            name: "stream-steps",
            dependencies: [
                "TracerCapture", "TracerOutput", "TracerPipeline", "TracerSecrets", "TracerSpans", "TracerWire",
                "SwiftletShims",
            ],
            path: "tools/StreamSteps", swiftSettings: strict),

        // Execs to order, for benchmarks and tests.
        .executableTarget(name: "execs", path: "tools/bench", sources: ["execs.c"]),

        // Tests mirror Sources.
        .systemLibrary(name: "CLibelf", path: "Tests/CLibelf"),
        .target(name: "CommandRun", path: "Tests/CommandRun", swiftSettings: tests),
        .target(
            name: "FixtureCompiler", dependencies: ["CommandRun"], path: "Tests/FixtureCompiler",
            swiftSettings: tests),
        .target(name: "ProbedFunctions", path: "Tests/ProbedFunctions"),
        .target(name: "SandboxTrial", path: "Tests/SandboxTrial"),
        .target(name: "RandomBytes", path: "Tests/RandomBytes", swiftSettings: tests),
        .target(
            name: "SampleEvents", dependencies: ["TracerCapture", "TracerOutput"], path: "Tests/SampleEvents",
            swiftSettings: tests),
        .target(
            name: "KernelOracle", dependencies: ["CommandRun"], path: "Tests/KernelOracle",
            swiftSettings: tests),
        .testTarget(
            name: "ELFTests",
            dependencies: [
                "SwiftletELF", "SwiftletBytes", "FixtureCompiler", "CLibelf", "RandomBytes",
            ],
            swiftSettings: tests),
        .testTarget(name: "BytesTests", dependencies: ["SwiftletBytes"], swiftSettings: tests),
        .testTarget(
            name: "ObjectTests",
            dependencies: [
                "SwiftletObject", "SwiftletBTF", "SwiftletBytes", "SwiftletELF", "FixtureCompiler",
                "KernelOracle",
                "RandomBytes",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "KernelTests", dependencies: ["SwiftletKernel", "KernelOracle"],
            swiftSettings: tests),
        .testTarget(
            name: "RingBufferTests",
            dependencies: [
                "SwiftletRing", "SwiftletKernel", "ELFLoader", "SwiftletShims", "FixtureCompiler",
                "CommandRun", "KernelOracle", "RandomBytes",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "LoaderTests",
            dependencies: [
                "ELFLoader", "SwiftletKernel", "FixtureCompiler", "CommandRun", "KernelOracle",
                "ProbedFunctions", "RandomBytes",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "EmbedBPFTests", dependencies: ["EmbedBPF", "ELFLoader"], swiftSettings: tests),
        .testTarget(
            name: "BTFTests",
            dependencies: [
                "SwiftletBTF", "SwiftletBytes", "SwiftletELF", "CommandRun", "FixtureCompiler",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "CORETests",
            dependencies: [
                "SwiftletCORE", "SwiftletObject", "SwiftletBTF", "SwiftletBytes", "CommandRun",
                "FixtureCompiler",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "TracerCaptureTests",
            dependencies: ["TracerCapture", "TracerWire", "RandomBytes"],
            swiftSettings: tests),
        .testTarget(
            name: "TracerSpansTests",
            dependencies: ["TracerSpans", "TracerCapture", "TracerOutput", "TracerSecrets"],
            swiftSettings: tests),
        .testTarget(
            name: "OTLPExportTests",
            dependencies: ["OTLPExport", "TracerSpans", "TracerCapture"], swiftSettings: tests),
        .testTarget(
            name: "TracerTests",
            dependencies: ["Tracer", "TracerCapture", "CommandRun", "KernelOracle", "execs"],
            swiftSettings: tests),
        .testTarget(
            name: "SwiftletTests",
            dependencies: [
                "CommandRun", "KernelOracle", "FixtureCompiler", "SandboxTrial", "swiftlet", "execs",
                "RandomBytes",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "OptionsTests", dependencies: ["SwiftletOptions", "RandomBytes"],
            swiftSettings: tests),
        .testTarget(name: "JSONTests", dependencies: ["SwiftletJSON"], swiftSettings: tests),
        .testTarget(
            name: "YAMLTests", dependencies: ["SwiftletYAML", "CommandRun", "RandomBytes"],
            swiftSettings: tests),
        .testTarget(
            name: "TracerRulesTests",
            dependencies: ["TracerRules", "TracerOutput", "TracerCapture"],
            swiftSettings: tests),
        .testTarget(
            name: "TracerPipelineTests",
            dependencies: [
                "TracerPipeline", "TracerRules", "TracerSpans", "TracerPictures", "TracerOutput",
                "TracerSecrets", "TracerCapture",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "TracerReplayTests",
            dependencies: ["TracerReplay", "TracerOutput", "TracerCapture", "RandomBytes"],
            swiftSettings: tests),
        .testTarget(
            name: "TracerPicturesTests",
            dependencies: [
                "TracerPictures", "TracerOutput", "TracerCapture", "CommandRun", "RandomBytes",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "TracerSecretsTests",
            dependencies: [
                "TracerSecrets", "TracerOutput", "TracerCapture", "CommandRun", "SampleEvents",
                "RandomBytes",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "TracerOutputTests",
            dependencies: [
                "TracerOutput", "TracerCapture", "CommandRun", "SampleEvents", "RandomBytes",
            ],
            swiftSettings: tests),
    ]
)
