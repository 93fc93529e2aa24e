// swift-tools-version: 6.2
// A package of a user's, outside swiftlet's: it sees the public API only, and its targets have names that
// come to mind. tools/consumer.sh builds it and, as root, runs it.
import PackageDescription

let package = Package(
    name: "consumer",
    dependencies: [.package(name: "swiftlet", path: "../..")],
    targets: [
        .target(name: "Bytes"),
        .target(name: "BTF"),
        .target(name: "JSON"),
        .target(name: "RingBuffer"),
        .target(name: "BPFObject"),
        .executableTarget(
            name: "consumer",
            dependencies: [
                "Bytes", "BTF", "JSON", "RingBuffer", "BPFObject",
                .product(name: "ELFLoader", package: "swiftlet"),
            ]),
    ]
)
